"""The bot dies at every boundary between what is kept and what is done, and the next one goes on."""
