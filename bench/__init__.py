"""Benchmarks: how fast an acknowledgement leaves, and how fast the program starts. Never part of the tests."""
