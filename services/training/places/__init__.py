"""Places of sessions that organisations ask for: kept until they are drawn, taken or given up."""
