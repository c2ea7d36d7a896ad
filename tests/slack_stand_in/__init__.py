"""The Slack stand-in, through its front doors."""
