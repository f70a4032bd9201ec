"""What `docker-compose.yml` mounts and runs beside the services."""
