"""What is known of each thing that is measured, folded from its facts. Pure."""
