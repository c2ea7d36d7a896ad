"""Stories: what people do in Slack, and what comes of it, with the real program on real sockets."""
