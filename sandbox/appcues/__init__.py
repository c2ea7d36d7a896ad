"""A stand-in for the Appcues Public API v2: answers as the vendor's documents say, state in memory."""
