"""What `goldenthread doctor` looks at: a module for each part of the system, each saying what is wrong in words."""
