"""Finds what a person means by a name or id, typed in full, in part or wrongly."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process, utils

from bot.errors import Candidate, NoSuchItem, SeveralMatch

MOST_CANDIDATES = 5
LEAST_LIKENESS = 60.0


def find_one(words: str, among: Sequence[Candidate], noun: str) -> str:
    """The id of the one candidate that is meant.

    Tried in order: the id, the exact name, the name whatever its case, the beginning of the name, a part of it.
    Raises SeveralMatch when a step finds more than one, NoSuchItem with the nearest names when none finds any.
    """
    wanted = words.strip()
    for step in (_same_id, _same_name, _same_name_folded, _begins, _contains):
        found = [candidate for candidate in among if wanted and step(wanted, candidate)]
        if len(found) == 1:
            return found[0].id
        if found:
            raise SeveralMatch(
                f"{len(found)} {noun} match “{wanted}”.",
                "Pick one, or type more of its name.",
                found[:MOST_CANDIDATES],
            )
    near = nearest(wanted, among)
    hint = "Did you mean one of these?" if near else f"Look at the list of {noun}."
    raise NoSuchItem(f"None of the {noun} is called “{wanted}”.", hint, near)


def nearest(words: str, among: Sequence[Candidate], limit: int = MOST_CANDIDATES) -> list[Candidate]:
    """The candidates whose names are most like these words, best first; perhaps none."""
    return [among[index] for index in alike(words, [candidate.name for candidate in among], limit)]


def alike(words: str, names: Sequence[str], limit: int) -> dict[int, float]:
    """The names most like these words, by their place in the sequence, each with its likeness up to 100; best first."""
    found = process.extract(
        words,
        names,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=LEAST_LIKENESS,
        limit=limit,
    )
    return {index: score for _, score, index in found}


def told_apart(among: Sequence[Candidate]) -> list[Candidate]:
    """The same, with what more is known of them only where names repeat."""
    names = Counter(_as_seen(each) for each in among)
    return [each if names[_as_seen(each)] > 1 else replace(each, more="") for each in among]


def offer(words: str, among: Sequence[Candidate]) -> list[Candidate]:
    """What to offer while a name is being typed: those whose words contain it, else those most like it."""
    wanted = words.strip().casefold()
    return [c for c in among if wanted in c.words.casefold()] or nearest(words, among)


def _same_id(wanted: str, candidate: Candidate) -> bool:
    return candidate.id == wanted


def _same_name(wanted: str, candidate: Candidate) -> bool:
    return candidate.name == wanted


def _same_name_folded(wanted: str, candidate: Candidate) -> bool:
    return candidate.name.casefold() == wanted.casefold()


def _begins(wanted: str, candidate: Candidate) -> bool:
    return candidate.name.casefold().startswith(wanted.casefold())


def _contains(wanted: str, candidate: Candidate) -> bool:
    return wanted.casefold() in candidate.words.casefold()


def _as_seen(candidate: Candidate) -> str:
    return candidate.name.strip().casefold()
