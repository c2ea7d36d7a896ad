"""Reads the table of examples: what the documents print, and what is to come of it.

The table is `documents/*.yaml`, one file for a chapter. A section has examples of four sorts: `commands` (curl, as
printed), `programs` (Node.js and Python, as printed, with the request that they make as a curl command),
`bodies` (printed without a command; `PRINTED` stands for them in their `request`) and `statements` (what the
text says about a request that it does not print). What stands in the section holds for each of its examples
that does not say otherwise; an `answer` is completed field by field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

import yaml

DOCUMENTS = Path(__file__).parent / "documents"

Sort = Literal["commands", "programs", "bodies", "statements"]
SORTS: tuple[Sort, ...] = ("commands", "programs", "bodies", "statements")
_SHARED = ("before", "choose", "files", "after")


@dataclass(frozen=True)
class Typo:
    """A slip in a printed command: what it says, what is meant."""

    printed: str
    meant: str
    why: str


@dataclass(frozen=True)
class Reading:
    """How a sample is read where the document contradicts itself.

    `seconds_are` names the form of times printed in whole seconds, `csv_header` replaces the printed header,
    `more` are fields that every object of the sample lacks. A reading may have no such effect: then the
    sample is right and something else in the section is wrong.
    """

    why: str
    seconds_are: str = ""
    csv_header: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the document shows as the answer.

    `json` and `csv` are printed, with `{ ... }` and `[ ... ]` for what they leave out. The fields in `letter`
    have exactly the printed values ("all": the whole answer), those in `nullable` may be null though the
    sample is not. `fields` is a printed table of fields, and where in the answer the object is (`at`).
    """

    status: int
    json: str = ""
    csv: str = ""
    letter: Literal["all"] | tuple[str, ...] = ()
    nullable: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """One request of a document.

    `before` are curl commands that prepare the ground, `choose` says which of several items an id in the
    command means, `files` are the files that are uploaded, `contains` is part of the answer beyond the sample,
    `after` maps addresses to part of what they give once all jobs are done. `broken` says what is wrong with
    the printed data, and how that ends.
    """

    document: str
    section: str
    sort: Sort
    number: int
    answer: Answer
    printed: str = ""
    request: str = ""
    says: str = ""
    broken: str = ""
    typos: tuple[Typo, ...] = ()
    before: tuple[str, ...] = ()
    choose: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    contains: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)

    @property
    def command(self) -> str:
        """The request as a curl command without slips; raises ValueError for one that is not there."""
        if self.request:
            return self.request.replace("PRINTED", self.printed)
        command = self.printed
        for typo in self.typos:
            if typo.printed not in command:
                raise ValueError(f"{self}: {typo.printed!r} is not printed")
            command = command.replace(typo.printed, typo.meant)
        return command

    @property
    def has_csv(self) -> bool:
        """Whether the API that answers knows CSV at all; Appizer does not."""
        return self.document == "004"

    def __str__(self) -> str:
        return f"{self.document} {self.section} / {self.sort} {self.number}"


def all_examples() -> list[Example]:
    """The whole table, in the order of its files."""
    files = sorted(DOCUMENTS.glob("0*.yaml"))
    return [example for file in files for example in _examples_of(yaml.safe_load(file.read_text("utf-8")))]


def headings() -> list[dict[str, Any]]:
    """The headings of each document, with the number of examples below each."""
    found: list[dict[str, Any]] = yaml.safe_load((DOCUMENTS / "sections.yaml").read_text("utf-8"))
    return found


def _examples_of(chapter: dict[str, Any]) -> list[Example]:
    return [
        _example(chapter["document"], section, sort, number, row)
        for section in chapter["sections"]
        for sort in SORTS
        for number, row in enumerate(section.get(sort, ()), 1)
    ]


def _example(
    document: str, section: Mapping[str, Any], sort: Sort, number: int, row: Mapping[str, Any]
) -> Example:
    _know(section, {"section", "answer", *_SHARED, *SORTS})
    shared = {name: section[name] for name in _SHARED if name in section}
    values = shared | {name: value for name, value in row.items() if name != "answer"}
    _know(values, {field_.name for field_ in fields(Example)})
    return Example(
        document=document,
        section=section["section"],
        sort=sort,
        number=number,
        answer=_answer(section.get("answer", {}) | row.get("answer", {})),
        typos=tuple(Typo(**typo) for typo in values.pop("typos", ())),
        before=tuple(values.pop("before", ())),
        **values,
    )


def _answer(values: Mapping[str, Any]) -> Answer:
    _know(values, {field_.name for field_ in fields(Answer)})
    letter = values.get("letter", ())
    return Answer(
        status=values["status"],
        json=values.get("json", ""),
        csv=values.get("csv", ""),
        letter="all" if letter == "all" else tuple(letter),
        nullable=tuple(values.get("nullable", ())),
        readings=tuple(Reading(**reading) for reading in values.get("readings", ())),
        fields=values.get("fields", {}),
    )


def _know(values: Mapping[str, Any], names: set[str]) -> None:
    if unknown := values.keys() - names:
        raise ValueError(f"unknown in the table: {', '.join(sorted(unknown))}")
