"""The people directory: what a person_key stands for. Each organisation sees its own people alone."""
