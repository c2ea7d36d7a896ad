"""Callboard, the application: wiring, Slack and HTTP doors, services, clients, views, outbox, schedule."""
