"""Writes the path of a request from its parts, so that no id can step out of its place."""

from urllib.parse import quote


def path_of(*segments: str) -> str:
    """`/v2/accounts/…` with every segment percent-encoded. Raises ValueError for an empty segment."""
    return "".join("/" + _encoded(segment) for segment in segments)


def _encoded(segment: str) -> str:
    if not segment:
        raise ValueError("a path segment must not be empty")
    if segment in {".", ".."}:
        return segment.replace(".", "%2E")  # clients resolve bare dots as steps up the path
    return quote(segment, safe="", errors="replace")
