"""Local stand-ins for Appcues, Appizer and Slack: what the demo runs on, and the ground of the tests."""
