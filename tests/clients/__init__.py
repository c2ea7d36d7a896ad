"""The clients against real sockets: scripted answers, broken ones, and none."""
