"""What Slack refuses: the rules of Block Kit, as one table of limits, one of surfaces, and checks."""
