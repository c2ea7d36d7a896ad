"""The table holds every example of the documents, and asks every operation of the stand-in."""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from sandbox.appcues.operations import appcues_operations
from sandbox.appcues.routing import Router
from tests.contract.curl import request_of, words_of
from tests.contract.examples import DOCUMENTS, Example, all_examples, headings

EXAMPLES = all_examples()
COMMANDS = [example for example in EXAMPLES if example.sort == "commands"]


def counted(sort: str) -> Counter[tuple[str, str]]:
    """How many examples of a sort the documents have below each heading that has any."""
    found: Counter[tuple[str, str]] = Counter()
    for document in headings():
        for heading in document["sections"]:
            found[document["document"], heading["section"]] += heading.get(sort, 0)
    return +found


def in_the_table(sort: str) -> Counter[tuple[str, str]]:
    return Counter((example.document, example.section) for example in EXAMPLES if example.sort == sort)


def test_every_curl_command_of_the_documents_is_in_the_table() -> None:
    assert in_the_table("commands") == counted("curl")
    assert counted("curl").total() == 87


@pytest.mark.parametrize("sort", ["programs", "bodies"])
def test_every_other_printed_request_is_in_the_table(sort: str) -> None:
    assert in_the_table(sort) == counted(sort)


def test_every_section_of_the_table_is_a_heading_of_its_document() -> None:
    known = {
        (document["document"], heading["section"])
        for document in headings()
        for heading in document["sections"]
    }
    assert {(example.document, example.section) for example in EXAMPLES} <= known


@pytest.mark.parametrize("example", COMMANDS, ids=str)
def test_a_row_holds_one_command(example: Example) -> None:
    assert example.printed.count("curl ") == 1
    assert example.printed.startswith("curl ")


def test_every_file_of_examples_belongs_to_a_document() -> None:
    documents = {document["document"] for document in headings()}
    files = {file.name for file in DOCUMENTS.iterdir()} - {"sections.yaml"}
    assert {name.split("_")[0] for name in files} == documents


def test_every_operation_of_the_stand_in_is_asked_by_an_example() -> None:
    operations = appcues_operations()
    router, asked = Router.of(operations), set()
    for example in EXAMPLES:
        request = request_of(words_of(example.command), example.files)
        segments = urlsplit(request.url).path.strip("/").split("/")
        if found := router.find(request.method, segments[3:]):
            asked.add((found[0].method, found[0].path))
    assert {(operation.method, operation.path) for operation in operations} == asked
