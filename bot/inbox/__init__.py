"""What Slack told us: recorded before it is acknowledged, and taken up again after a crash."""
