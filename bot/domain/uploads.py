"""Data in bulk: its formats and limits, and a file that is passed on while it arrives (Appcues 0.1)."""

from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from enum import Enum

from bot.errors import BadInput

MOST_INLINE_BYTES = 20_000_000
"""A body of rows or ids: "20 MB", read as the smaller of its two meanings."""
MOST_FILE_BYTES = 200_000_000
"""A file: "200 MB", likewise."""


class Format(Enum):
    """What rows or ids are written in, by media type."""

    JSON = "application/json"
    NDJSON = "application/ndjson"
    CSV = "text/csv"

    @property
    def suffix(self) -> str:
        """The ending of a file name."""
        return self.name.lower()


@dataclass(frozen=True)
class Upload:
    """A file of NDJSON or CSV on its way: its exact size in bytes, and its content, which is read once.

    Raises BadInput for a file that is empty or too large.
    """

    format: Format
    size: int
    chunks: AsyncIterable[bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if self.format is Format.JSON:
            raise BadInput("A file holds NDJSON or CSV, not one JSON value.", field="file")
        if self.size <= 0:
            raise BadInput("The file is empty.", field="file")
        if self.size > MOST_FILE_BYTES:
            raise BadInput(
                f"The file has {self.size / 1e6:.1f} MB; the most is {MOST_FILE_BYTES / 1e6:.0f} MB.",
                "Split it into smaller files.",
                field="file",
            )
