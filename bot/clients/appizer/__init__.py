"""The Appizer App Management API v1."""
