"""The only way to post: messages are written with the fact they tell, and delivered once."""
