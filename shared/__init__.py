"""What the services share: contracts and plumbing. It knows no service."""
