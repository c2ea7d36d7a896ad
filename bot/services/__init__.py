"""What the bot can do, in the words of the people who ask for it. One class per noun."""
