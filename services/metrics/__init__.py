"""The read side: what the facts add up to, and the agreement about what is measured."""
