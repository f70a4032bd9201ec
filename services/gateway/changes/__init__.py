"""Live changes: what the read side announces, handed to everybody who listens, as each may see it."""
