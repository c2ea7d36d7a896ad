"""Workers are killed and frozen at random moments while Slack loses answers, and each fact is told once."""
