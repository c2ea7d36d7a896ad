"""Slack's three control characters, escaped and back."""

_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def escape(text: str) -> str:
    """The text with Slack's three control characters escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The text as a person sees it."""
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text
