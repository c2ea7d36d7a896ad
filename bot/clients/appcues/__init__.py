"""The Appcues Public API v2, one module per noun."""
