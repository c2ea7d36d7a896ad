"""No id leaves its place in the path."""

from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clients.paths import path_of

IDS = st.text(st.characters(codec="utf-8"), min_size=1) | st.sampled_from(
    [".", "..", "-Lx1", "a/b", "%2F", "a?b#c", "é ü", "\n", "//evil.example", "@", "a;b", "a%"]
)


@given(IDS)
def test_an_id_is_one_segment_that_decodes_to_itself(id: str) -> None:
    path = httpx.Request("GET", "https://api.example" + path_of("v2", id, "x")).url.raw_path
    version, encoded, rest = path.decode().lstrip("/").split("/")
    assert (version, unquote(encoded), rest) == ("v2", id, "x")


def test_an_empty_id_is_no_path() -> None:
    with pytest.raises(ValueError, match="empty"):
        path_of("v2", "")


def test_half_a_surrogate_pair_is_still_a_path() -> None:
    assert path_of("\ud800") == "/%3F"
