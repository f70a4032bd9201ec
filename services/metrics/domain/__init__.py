"""The agreement: who is a member, and what is promised. Pure."""
