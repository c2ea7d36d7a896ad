"""The nouns as frozen values, and the decisions about them as pure functions. No input, no output."""
