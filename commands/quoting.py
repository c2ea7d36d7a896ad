"""Splits what somebody typed into words, the way people write in Slack rather than the way shells read."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

_SPACE = r"\s\u200b\u2060\ufeff"  # also what pasted text brings along unseen
_ORDINARY = re.compile(r"[A-Za-z0-9 _.,:/=-]*")  # nothing that could be a quote, link, entity or long dash
_SKIP = re.compile(f"[{_SPACE}]*")
_DOUBLE = '"“”„‟«»″'
_SINGLE = "'‘’‚‛‹›′"
_OWN_PARTNER = {'"': '"', "“": "”", "„": "“”", "«": "»", "'": "'", "‘": "’", "‚": "‘’", "‹": "›"}
# What closes a quotation that a quote opens, in the order to try: phones and editors mix them.
_PARTNERS = {
    quote: (_OWN_PARTNER.get(quote, family), family) for family in (_DOUBLE, _SINGLE) for quote in family
}
_SETS = frozenset(partners for quotes in _PARTNERS.values() for partners in quotes)
# A quote closes where a word may end, unless an odd number of backslashes stands before it.
_CLOSING = re.compile(rf"(?<!\\)(?:\\\\)*([{_DOUBLE}{_SINGLE}])(?=[{_SPACE}]|\Z)")
_ESCAPED = re.compile(rf"\\([\\{_DOUBLE}{_SINGLE}])")

_REFERENCE = r"<(?:[@#!]|https?://|mailto:|tel:)[^<>]*>"
_PLAIN_WORD = re.compile(f"(?:[^{_SPACE}<]+|{_REFERENCE}|<)+")
_DASHES = "-–—―"
_OPTION_IS = re.compile(r"(?:--|[–—―])[^\W\d_][\w-]*=")
_MENDABLE_DASH = re.compile(r"[–—―](?=[^\W\d_])")
_ENTITY = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ENCODED = re.compile(rf"{_REFERENCE}|&(?:amp|lt|gt);")
_LINK = re.compile(r"<(?P<address>(?:https?://|mailto:|tel:)[^|<>]*)(?:\|(?P<label>[^<>]*))?>")
_MENTION = re.compile(r"<(?P<kind>[@#!])(?P<id>[^|<>]*)(?:\|(?P<label>[^<>]*))?>")


def split(text: str) -> tuple[str, ...]:
    r"""The words of a typed line, as they were meant; never raises.

    A word in quotes of any kind, also `--option="of this form"`, may hold spaces, and `\"` stands for a quote
    in it. A quote counts only where a word begins and ends, so that apostrophes and inches stay as they are;
    one without its partner is taken literally. A long dash before an option becomes `--`. Links and entities
    arrive as Slack encodes them and leave as they were typed; mentions stay `<@U1|x>` and `<#C1|y>`.
    """
    if _ORDINARY.fullmatch(text):
        return tuple(text.split())
    return tuple(word for _, _, word in spans(clean(text)))


def spans(line: str, at: int = 0) -> Iterator[tuple[int, int, str]]:
    """The words of a clean line from a place on: where each begins, where it ends, and how it was meant."""
    closings = _closings(line)
    at = _end_of(_SKIP, line, at)
    while at < len(line):
        word, end = _read_word(line, at, closings)
        yield at, end, word
        at = _end_of(_SKIP, line, end)


def quote(word: str) -> str:
    """A word in the form in which `split` reads it back, for command lines that are shown."""
    if word and word.isalnum():
        return word
    return '"' + re.sub(r'([\\"“”„‟«»″])', r"\\\1", word) + '"'


def clean(text: str) -> str:
    """The text without control characters (but line breaks and tabs) and without halves of characters."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character
        for character in lines
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
    )


def spoken(text: str) -> str:
    """The text with Slack's mentions as a person would write them: `@olivia`, `#launches`."""
    return _MENTION.sub(_speak, text) if "<" in text else text


def _read_word(line: str, at: int, closings: Mapping[str, Sequence[int]]) -> tuple[str, int]:
    option = _OPTION_IS.match(line, at) if line[at] in _DASHES else None
    opening = option.end() if option else at
    closing = _closing(line, opening, closings)
    if closing is not None:
        before = _MENDABLE_DASH.sub("--", line[at:opening])
        inside = decoded(_ESCAPED.sub(r"\1", line[opening + 1 : closing]))
        return before + inside, closing + 1
    end = _end_of(_PLAIN_WORD, line, at)
    word = line[at:end]
    if word[0] in _DASHES and _MENDABLE_DASH.match(word):
        word = "--" + word[1:]
    return decoded(word), end


def _closing(line: str, opening: int, closings: Mapping[str, Sequence[int]]) -> int | None:
    """Where the quotation that opens here ends: at its own partner, or else at any of its family."""
    quotes = _PARTNERS.get(line[opening : opening + 1])
    if quotes is None:
        return None
    found = (_next_after(closings.get(partners, ()), opening) for partners in quotes)
    return next((position for position in found if position is not None), None)


def _closings(line: str) -> dict[str, list[int]]:
    """Where a quotation can end, for each set of quotes that can end one, in order."""
    places = [(found.start(1), found[1]) for found in _CLOSING.finditer(line)]
    if not places:
        return {}
    return {partners: [place for place, quote in places if quote in partners] for partners in _SETS}


def _next_after(positions: Sequence[int], position: int) -> int | None:
    index = bisect_right(positions, position)
    return positions[index] if index < len(positions) else None


def _end_of(pattern: re.Pattern[str], line: str, at: int) -> int:
    found = pattern.match(line, at)
    return found.end() if found else at


def decoded(text: str) -> str:
    """The text with links and entities as they were typed; mentions stay."""
    if "&" not in text and "<" not in text:
        return text
    return _ENCODED.sub(lambda found: _ENTITY.get(found[0]) or _typed_link(found[0]), text)


def _typed_link(reference: str) -> str:
    link = _LINK.fullmatch(reference)
    if link is None:
        return reference
    address, label = _unescape(link["address"]), _unescape(link["label"] or "")
    scheme, _, rest = address.partition(":")
    if scheme in {"mailto", "tel"}:
        return rest
    # Slack makes a link of `example.com` too; then the label is what was typed.
    return label if label and rest.strip("/").casefold() == label.strip("/").casefold() else address


def _unescape(text: str) -> str:
    return re.sub(r"&(?:amp|lt|gt);", lambda found: _ENTITY[found[0]], text)


def _speak(mention: re.Match[str]) -> str:
    sign = "#" if mention["kind"] == "#" else "@"
    name = mention["label"] or mention["id"]
    return sign + name.lstrip("@#")
