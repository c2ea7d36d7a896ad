"""The beginning of a file of rows: what is understood of it, and what is refused before anything is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.import_files import HEAD_BYTES, Preview, preview
from bot.domain.import_kinds import EVENTS, GROUPS, KINDS, PROFILES, ImportKind
from bot.domain.uploads import Format
from bot.errors import BadInput

CSV = b"user_id,plan\nu-1,PRO\nu-2,TRIAL\nu-3,PRO\nu-4,PRO\n"
NDJSON = b'{"user_id": "u-1", "seats": 4}\n\n{"user_id": "u-2", "own": {"a": [1]}}\n'


def seen(
    content: bytes, name: str = "rows", kind: ImportKind = PROFILES, *, is_whole: bool = True
) -> Preview:
    return preview(kind, name, content, is_whole=is_whole)


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.csv", CSV, Format.CSV),
        ("a.CSV", CSV, Format.CSV),
        ("a.ndjson", NDJSON, Format.NDJSON),
        ("a.jsonl", NDJSON, Format.NDJSON),
        ("a.json", NDJSON, Format.NDJSON),
        ("a.txt", NDJSON, Format.NDJSON),
        ("a.txt", CSV, Format.CSV),
        ("pasted rows", CSV, Format.CSV),
        ("no ending", b"\n  " + NDJSON, Format.NDJSON),
    ],
)
def test_the_format_is_decided_by_the_name_and_then_by_the_content(
    name: str, content: bytes, format: Format
) -> None:
    assert seen(content, name).format is format


def test_the_first_three_rows_are_shown_as_they_are_understood() -> None:
    assert [row["user_id"] for row in seen(CSV).rows] == ["u-1", "u-2", "u-3"]
    assert seen(CSV).columns == ("user_id", "plan")
    assert seen(NDJSON).rows == ({"user_id": "u-1", "seats": 4}, {"user_id": "u-2", "own": {"a": [1]}})
    quoted = b'userId,"the, plan"\r\n"u\n1","a ""b"""\r\n'
    assert seen(quoted).rows == ({"userId": "u\n1", "the, plan": 'a "b"'},)


def test_a_byte_order_mark_is_found_and_told() -> None:
    marked = seen(b"\xef\xbb\xbf" + CSV)
    assert marked.mark_bytes == 3
    assert marked.columns[0] == "user_id"
    assert "byte-order mark" in marked.notes[0]
    assert (seen(CSV).mark_bytes, seen(CSV).notes) == (0, ())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "nothing in it"),
        (b" \n\n", "nothing in it"),
        (CSV.decode().encode("utf-16"), "UTF-16"),
        (CSV.decode().encode("utf-16-le"), "UTF-16"),
        (CSV.decode().encode("utf-32"), "UTF-16"),
        ("user_id,plan\nu-1,Für\n".encode("cp1252"), "line 2 has a character of another encoding"),
        (b"PK\x03\x04rest", "a spreadsheet or an archive"),
        (b"\x1f\x8brest", "a compressed file"),
        (b"%PDF-1.7", "a PDF"),
        (b"user_id,plan\nu-1,a\0b", "UTF-16"),
        (b"name,plan\nMaya,PRO\n", "has to name user_id or userId; it has “name”, “plan”"),
        (b"user_id;plan\nu-1;PRO\n", "separated by semicolons"),
        (b"user_id\tplan\nu-1\tPRO\n", "separated by tabs"),
        (b"user_id,plan\n", "a header, and no row"),
        (b"user_id,plan\n,PRO\n", "first row has no user_id or userId"),
        (b'[{"user_id": "u-1"}]', "it is a list"),
        (b'{\n "user_id": "u-1"\n}', "Line 1 is not a JSON object"),
        (b"{user_id: 'u-1'}", "at column"),
        (b'{"plan": "PRO"}\n', "first line has no user_id or userId"),
        (b'{"user_id": ""}\n', "first line has no user_id or userId"),
        (b'{"user_id": null}\n', "first line has no user_id or userId"),
    ],
)
def test_what_the_import_could_make_nothing_of_is_refused_with_the_reason(content: bytes, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        seen(content)
    assert says in caught.value.sentence


def test_events_need_a_name_and_a_time_and_users_or_groups() -> None:
    whole = b"group_id,name,timestamp\ng-1,Booked,2026-11-01T09:00:00Z\n"
    assert seen(whole, kind=EVENTS).notes == ()
    assert (
        "not in ISO 8601" in seen(whole.replace(b"2026-11-01T09:00:00Z", b"yesterday"), kind=EVENTS).notes[0]
    )
    with pytest.raises(BadInput, match="no timestamp"):
        seen(b"user_id,name\nu-1,Booked\n", kind=EVENTS)
    with pytest.raises(BadInput, match="no name"):
        seen(b'{"userId": "u-1", "timestamp": "2026-11-01"}\n', kind=EVENTS)
    with pytest.raises(BadInput, match="group_id or groupId"):
        seen(CSV, kind=GROUPS)


def test_what_is_odd_but_may_be_meant_is_told_and_not_refused() -> None:
    assert "“plan” is there more than once" in seen(b"user_id,plan,plan\nu,1,2\n").notes[0]
    assert "is not a text" in seen(b'{"user_id": 7}\n').notes[0]
    (note,) = seen(b'{"user_id": "u"}\nbroken\n{"user_id": "v"}\n').notes
    assert note.startswith("Line 2 is not a JSON object and would fail")


def test_only_whole_lines_of_a_longer_file_are_looked_at() -> None:
    for cut in range(len(CSV) - 5, len(CSV)):
        assert len(seen(CSV[:cut], is_whole=False).rows) == 3
    assert len(seen(NDJSON[:-5], is_whole=False).rows) == 1
    with pytest.raises(BadInput, match="longer than 64 KB"):
        seen(b"user_id," + b"x" * HEAD_BYTES, is_whole=False)
    long_line = seen(b'{"user_id": "' + b"x" * HEAD_BYTES, is_whole=False)
    assert long_line.rows == ()
    assert "longer than 64 KB" in long_line.notes[0]


def test_a_character_that_is_cut_in_two_at_the_end_is_no_other_encoding() -> None:
    content = "user_id,plan\nu-1,PRO\nu-2,Für €\n".encode()
    for cut in range(22, len(content)):
        assert seen(content[:cut], is_whole=False).rows[0]["user_id"] == "u-1"
    with pytest.raises(BadInput, match="another encoding"):
        seen(content[:-2])


@given(
    st.binary(max_size=200),
    st.sampled_from(KINDS),
    st.sampled_from(["a.csv", "a.ndjson", "a"]),
    st.booleans(),
)
def test_any_bytes_are_understood_or_refused_with_a_sentence(
    content: bytes, kind: ImportKind, name: str, is_whole: bool
) -> None:
    refusals = []
    rows = 0
    try:
        rows = len(preview(kind, name, content, is_whole=is_whole).rows)
    except BadInput as refusal:
        refusals.append(refusal.sentence)
    assert rows <= 3
    assert all(sentence.endswith(".") for sentence in refusals)
