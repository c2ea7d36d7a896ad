"""The policy: its rules as values, and the windows of time that they name."""
