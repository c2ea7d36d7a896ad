"""Digests: which period they cover, what they say, and that Slack takes them."""
