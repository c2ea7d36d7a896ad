"""The tasks, one a module."""
