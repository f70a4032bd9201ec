"""Training and events: courses, sessions and their places, people, scholarships, cafés, advisers, resources."""
