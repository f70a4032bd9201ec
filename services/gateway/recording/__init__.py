"""Recording by hand: forms for the facts that people say themselves."""
