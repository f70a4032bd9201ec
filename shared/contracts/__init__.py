"""What the services say to each other and to the world: every fact as a type."""
