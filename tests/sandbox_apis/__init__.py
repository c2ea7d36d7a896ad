"""The stand-ins for the vendors, asked over a real socket."""
