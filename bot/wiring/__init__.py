"""Builds everything by hand, in order, with the dependencies visible; importing this does nothing."""
