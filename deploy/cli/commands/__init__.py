"""The commands, one module each; in it stands a function of the same name. Adding a module is all it takes."""
