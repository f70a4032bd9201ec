"""What improvement projects allow. Pure."""
