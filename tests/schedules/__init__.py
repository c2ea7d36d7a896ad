"""Time: what people type, when things are due, and that each due time is worked on once."""
