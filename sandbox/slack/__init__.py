"""A stand-in for Slack: Web API, deliveries to the bot, Socket Mode, and a board in the browser."""
