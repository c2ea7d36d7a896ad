"""Forms for commands: built from the same arguments that are typed, and read back into them."""
