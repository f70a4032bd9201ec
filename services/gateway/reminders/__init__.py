"""What members are reminded of, where they want it: each thing once, whatever dies when."""
