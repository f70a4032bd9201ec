"""`goldenthread`: the command line of operators and data teams. Each command is one file in `commands/`."""
