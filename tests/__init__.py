"""The tests of Callboard; each folder has the name of what it tests."""
