"""A stand-in for the Appizer App Management API v1: answers as its documents say, state in memory."""
