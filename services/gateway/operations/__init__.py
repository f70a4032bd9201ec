"""How the whole system is doing, for operators: asked of each service, whose databases are its own."""
