"""Tests of the Home tab apart from its stories: what it shows, whatever the facts are, and what it costs."""
