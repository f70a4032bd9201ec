"""What the example's projects are about, one module for each part of the service."""
