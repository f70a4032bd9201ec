"""Pages of sessions and their places: who asks for them, who is offered one, and why."""
