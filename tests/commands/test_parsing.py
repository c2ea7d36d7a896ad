"""Words become arguments, arguments become JSON, and what is wrong is said in a sentence with the usage."""

from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from commands.catalog import Found
from commands.parsing import (
    button_value,
    from_json,
    is_form_wanted,
    masked,
    parse,
    quote,
    split,
    to_json,
    understood,
    usage,
)
from commands.spec import Command
from tests.commands.sample import (
    AUDIT,
    BETWEEN,
    CATALOG,
    COMMANDS,
    EVERYTHING,
    GRANT,
    LIST,
    PUBLISH,
    RENAME,
    SHOW,
    TELL,
    VERIFY,
    Everything,
    GrantRole,
    ListFlows,
    PublishFlow,
    RenameTag,
    ShowFlow,
    Tell,
)
from tests.commands.test_quoting import FRAGMENTS, LONGEST_LINE, LONGEST_TIME
from tests.pace import processor_seconds

ONE_LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=60).map(
    str.strip
)
NAMES = ONE_LINE.filter(lambda text: bool(text) and "<" not in text)
LINES = st.lists(NAMES, min_size=1, max_size=4).map("\n".join)
EVERY_ARGS = st.builds(
    Everything,
    item=NAMES,
    note=st.just("") | LINES,
    words=st.none() | NAMES,
    count=st.integers(-(10**15), 10**15),
    share=st.none() | st.floats(-1e12, 1e12, allow_nan=False),
    loud=st.booleans(),
    state=st.none() | st.sampled_from(["live", "draft"]),
    person=st.none() | st.sampled_from(["U0MAYA", "W12345"]),
    channel=st.none() | st.sampled_from(["C0LAUNCHES", "G1234567"]),
    code=st.none() | LINES,
    lines=st.just("") | LINES.map(lambda text: f"\n  {text}"),
    secret=st.none() | NAMES,
    cursor=st.none() | NAMES,
)


def read(command: Command, words: tuple[str, ...]) -> None:
    """Everything that is done with a typed line before it is answered."""
    CATALOG.find(command.root, words)
    with suppress(BadInput):
        parse(command, words)
    understood(command, words)


def problem(command: Command, line: str) -> BadInput:
    with pytest.raises(BadInput) as raised:
        parse(command, split(line))
    return raised.value


@pytest.mark.parametrize(
    ("command", "line", "args"),
    [
        (LIST, "", ListFlows()),
        (LIST, "--state LIVE --page 3", ListFlows(state="live", page=3)),
        (LIST, "--search=tour", ListFlows(search="tour")),
        (LIST, "--search welcome tour --state draft", ListFlows(search="welcome tour", state="draft")),
        (LIST, '--search "" ', ListFlows()),
        (SHOW, "Welcome tour", ShowFlow("Welcome tour")),
        (SHOW, "-LQA2aYxavNXfyzm9mtP", ShowFlow("-LQA2aYxavNXfyzm9mtP")),
        (SHOW, "-- --odd name", ShowFlow("--odd name")),
        (SHOW, "a --> b", ShowFlow("a --> b")),
        (SHOW, "<https://x.example|x>", ShowFlow("https://x.example")),
        (PUBLISH, 'Welcome tour --reason "spring launch"', PublishFlow("Welcome tour", "spring launch")),
        (PUBLISH, "Welcome tour —reason spring launch", PublishFlow("Welcome tour", "spring launch")),
        (PUBLISH, "--reason launch Welcome tour", PublishFlow("Welcome tour", "launch")),
        (PUBLISH, "x --reason ask <@U1|maya>", PublishFlow("x", "ask @maya")),
        (RENAME, "old name --to new name", RenameTag("old name", "new name")),
        (GRANT, "<@U0MAYA|maya> Editor", GrantRole("U0MAYA", "editor")),
        (GRANT, "U0MAYA admin", GrantRole("U0MAYA", "admin")),
        (EVERYTHING, "x --count -5 --share 0.5", Everything("x", count=-5, share=0.5)),
        (EVERYTHING, "x --count 1,234", Everything("x", count=1234)),
        (EVERYTHING, "--loud x", Everything("x", loud=True)),
        (EVERYTHING, "x --loud=no --channel <#C0STATS|stats>", Everything("x", channel="C0STATS")),
        (EVERYTHING, "x --person <@U0MAYA>", Everything("x", person="U0MAYA")),
    ],
)
def test_words_become_arguments(command: Command, line: str, args: Any) -> None:
    assert parse(command, split(line)) == args


@pytest.mark.parametrize(
    ("command", "line", "sentence", "field"),
    [
        (SHOW, "", "Something is missing: name or id of the flow.", "flow"),
        (RENAME, "beta", "Something is missing: its new name.", "to"),
        (LIST, "--state lve", "Did you mean live?", "state"),
        (LIST, "--stat live", "There is no option --stat. Did you mean --state?", ""),
        (LIST, "extra", "I do not know what to do with “extra”.", ""),
        (LIST, "--state live --state draft", "--state is given twice.", "state"),
        (LIST, "--search", "--search needs a value", "search"),
        (LIST, "--search --state live", "--search needs a value", "search"),
        (LIST, "--page x", "“page” takes a whole number, not “x”.", "page"),
        (LIST, "--page 1.5", "takes a whole number", "page"),
        (EVERYTHING, "x --share nan", "too large", "share"),
        (EVERYTHING, f"x --count {'9' * 40}", "too large", "count"),
        (EVERYTHING, "x --loud=perhaps", "takes yes or no", "loud"),
        (EVERYTHING, "x --secret hush", "Enter it in the form", "secret"),
        (EVERYTHING, "x --channel general", "Type # and pick it from the list", "channel"),
        (GRANT, "@maya editor", "Type @ and pick the person from the list", "person"),
        (SHOW, "x" * 501, "501 characters, at most 500 fit", "flow"),
        (BETWEEN, "--least 5 --most 2", "The least is more than the most.", "most"),
        (VERIFY, "now", "I do not know what to do with “now”.", ""),
    ],
)
def test_what_cannot_be_read_is_said_with_the_usage(
    command: Command, line: str, sentence: str, field: str
) -> None:
    error = problem(command, line)
    assert sentence in error.sentence
    assert error.field == field
    assert error.hint == usage(command)


@pytest.mark.parametrize(
    ("line", "args"),
    [
        ("<#C012345|launches> jobs", Tell(channel="C012345", topic="jobs")),
        ("C012345 DIGEST mondays 9:00", Tell(channel="C012345", topic="digest", times="mondays 9:00")),
        ("DIGEST mondays 9:00", Tell(topic="digest", times="mondays 9:00")),
        ("jobs", Tell(topic="jobs")),
    ],
)
def test_a_channel_that_may_be_left_out_is_told_from_other_words(line: str, args: Tell) -> None:
    assert parse(TELL, split(line)) == args


@pytest.mark.parametrize(("line", "told"), [("#nowhere jobs", "#nowhere"), ("jbos", "Did you mean jobs?")])
def test_a_channel_or_a_topic_that_there_is_not_is_not_taken_for_something_else(line: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        parse(TELL, split(line))


@pytest.mark.parametrize(
    ("line", "is_wanted"),
    [
        ("", True),
        ("<#C012345|launches>", True),
        ("--key typed-by-mistake", False),
        ("--loud", False),
        ("jobs", False),
        ("jbos", False),
        ("<#C012345|launches> jbos", False),
    ],
)
def test_a_form_is_for_what_was_left_out_and_not_for_what_cannot_be_read(line: str, is_wanted: bool) -> None:
    assert is_form_wanted(TELL, split(line)) is is_wanted
    assert not is_form_wanted(SHOW, split(line))


def test_long_nonsense_does_not_make_a_long_sentence() -> None:
    assert len(problem(LIST, "y" * LONGEST_LINE).sentence) < 150
    assert len(problem(LIST, "--" + "y" * LONGEST_LINE).sentence) < 200


def test_the_usage_shows_every_argument_but_the_hidden_ones() -> None:
    assert usage(PUBLISH) == "/appcues flows publish FLOW [--reason WORDS]"
    assert usage(LIST) == "/appcues flows list [--search WORDS] [--state live|draft]"
    assert usage(GRANT) == "/callboard roles grant @person viewer|editor|approver|admin"
    assert "--loud]" in usage(EVERYTHING)
    assert "cursor" not in usage(EVERYTHING)


def test_every_example_parses() -> None:
    for command in COMMANDS:
        for example in command.examples:
            root, *words = split(example)
            found = CATALOG.find(root, words)
            assert isinstance(found, Found)
            assert found.command is command
            parse(command, found.rest)


def test_secrets_are_masked_and_never_put_on_a_button() -> None:
    args = Everything("x", secret="hush")
    assert masked(args)["secret"] == "•••"
    assert masked(Everything("x"))["secret"] is None
    assert button_value(args) == {"item": "x"}
    assert understood(EVERYTHING, split("x --secret hush --count 3")) == {"item": "x", "count": 3}


def test_what_can_be_read_survives_what_cannot() -> None:
    assert understood(PUBLISH, split("Welcome tour --resaon x --reason y")) == {
        "flow": "Welcome tour",
        "reason": "y",
    }
    assert understood(PUBLISH, split("Welcome tour --resaon spring launch")) == {
        "flow": "Welcome tour",
        "reason": "spring launch",
    }
    assert understood(PUBLISH, split("Welcome tour --loudly x")) == {"flow": "Welcome tour"}
    assert understood(PUBLISH, split("--loudly Welcome tour")) == {"flow": "Welcome tour"}
    assert understood(GRANT, split("@maya editor")) == {"role": "editor"}


@pytest.mark.parametrize(
    "mapping",
    [
        {"page": "2"},
        {"page": True},
        {"page": 1.5},
        {"page": None},
        {"page": 10**16},
        {"state": "gone"},
        {"state": "LIVE"},
        {"search": 5},
        {"search": "x" * 501},
        {"search": " padded "},
        {"search": "nul\x00"},
        {"unknown": 1},
        {"search": ["a"]},
    ],
)
def test_json_that_does_not_fit_exactly_is_refused(mapping: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as raised:
        from_json(LIST, mapping)
    assert "another version of Callboard" in raised.value.sentence


def test_json_without_a_required_argument_is_refused() -> None:
    with pytest.raises(BadInput):
        from_json(SHOW, {})
    with pytest.raises(BadInput):
        from_json(SHOW, {"flow": ""})
    with pytest.raises(BadInput):
        from_json(GRANT, {"person": "maya", "role": "editor"})


@given(EVERY_ARGS)
def test_arguments_survive_being_typed_stored_and_put_on_a_button(args: Everything) -> None:
    options = [
        f"--{name}={quote(str(value))}"
        for name, value in to_json(args).items()
        if name not in {"item", "secret"} and value is not None
    ]
    typed = " ".join([*options, "--", quote(args.item)])
    sent = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert to_json(parse(EVERYTHING, split(sent))) == to_json(args) | {"secret": None}
    assert from_json(EVERYTHING, to_json(args)) == args
    carried = from_json(EVERYTHING, button_value(args))
    assert to_json(carried) == to_json(args) | {"secret": None}


def test_an_exact_id_keeps_what_is_in_it() -> None:
    assert parse(EVERYTHING, split('x --code "a\n b\t  c"')).code == "a\n b\t  c"
    assert parse(EVERYTHING, split("x --code -LQA2 b")).code == "-LQA2 b"
    assert parse(EVERYTHING, split("x --code <@U1|maya>")).code == "@maya"
    assert from_json(EVERYTHING, {"item": "x", "code": "<!channel>"}).code == "<!channel>"


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from([*FRAGMENTS, "--count ", "x "]), max_size=20).map("".join),
    )
)
def test_no_line_makes_reading_fail_otherwise_or_take_long(piece: str) -> None:
    whole = (piece * (LONGEST_LINE // max(len(piece), 1)))[:LONGEST_LINE]
    for line in (piece, whole):
        words = split(line)
        for command in (AUDIT, PUBLISH, EVERYTHING, GRANT):
            seconds = processor_seconds(partial(read, command, words), LONGEST_TIME)
            assert seconds < LONGEST_TIME
