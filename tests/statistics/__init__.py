"""Tests of app statistics: readings, changes, series, warnings, the services that keep them, and how they look."""
