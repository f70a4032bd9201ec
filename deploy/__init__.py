"""How Golden Thread is run."""
