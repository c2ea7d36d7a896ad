"""How a test asks for another house than the usual one."""

from typing import Any

import pytest

from tests.scenarios.playhouse import Plan

on_both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


def house_with(**parts: Any) -> pytest.MarkDecorator:
    """Runs the test in a house of another plan."""
    return pytest.mark.parametrize("plan", [Plan(**parts)], ids=["-".join(parts)])
