"""`make bench`: each line with its floor in the same run. Nothing here is a test; nothing is timed in tests."""
