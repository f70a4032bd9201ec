"""What training and events allow. Pure."""
