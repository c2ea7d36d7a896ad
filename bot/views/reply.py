"""What a command answers with: words that stand alone, and blocks that show them better."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Blocks = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Reply:
    """An answer to one person. `text` carries all that matters, since screen readers read it alone."""

    text: str
    blocks: Blocks = ()
    replace: bool = False
    """Whether it takes the place of the private message whose button was pressed (paging)."""
