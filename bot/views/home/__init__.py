"""The Home tab: one module for the whole of it, and one for each kind of section."""
