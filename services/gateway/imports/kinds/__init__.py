"""What can be imported, one kind a module."""
