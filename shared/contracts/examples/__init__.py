"""One believable example of every type of fact, by its wire name; one module a contract."""
