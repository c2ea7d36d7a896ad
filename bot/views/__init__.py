"""Block Kit: pure functions from domain values to what Slack draws. They never fetch and never send."""
