"""The slash commands and modals: what people can say to Callboard, as values."""
