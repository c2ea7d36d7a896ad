"""Modules and functions stay small enough to be read at once, and say their job in their first line."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_LINES_OF_A_MODULE = 300
MOST_LINES_OF_A_FUNCTION = 40
EXCEPTIONS: dict[str, str] = {}
"""`path` or `path:function` → why it may be longer."""


def modules() -> list[Path]:
    packages = ("bot", "commands", "storage", "sandbox", "bench")
    return sorted(file for package in packages for file in (ROOT / package).rglob("*.py"))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("module", modules(), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_module_is_short_and_says_its_job(module: Path) -> None:
    name = str(module.relative_to(ROOT))
    text = module.read_text(encoding="utf-8")
    tree = ast.parse(text)
    if "migrations/versions" not in name:
        assert ast.get_docstring(tree), f"{name} does not say its job in its first line"
    if name not in EXCEPTIONS:
        assert len(text.splitlines()) <= MOST_LINES_OF_A_MODULE
    for function in functions(tree):
        if f"{name}:{function.name}" in EXCEPTIONS or "migrations/versions" in name:
            continue
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        assert length <= MOST_LINES_OF_A_FUNCTION, f"{name}:{function.lineno} {function.name} has {length}"


def test_every_exception_is_still_needed_and_has_a_reason() -> None:
    for place, reason in EXCEPTIONS.items():
        assert reason
        assert (ROOT / place.split(":")[0]).exists()


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "base"])
def test_no_module_hides_behind_a_word_that_says_nothing(word: str) -> None:
    assert [file for file in modules() if file.stem == word] == []
