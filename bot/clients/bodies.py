"""What a request carries: JSON, rows or ids in one piece, or a file that streams through."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.clients.multipart import MultipartFile
from bot.domain.bulk_rows import Row, rows_bytes
from bot.domain.json_values import json_bytes
from bot.domain.uploads import MOST_INLINE_BYTES, Format, Upload
from bot.domain.user_ids import user_ids_bytes
from bot.errors import BadInput


class Body(Protocol):
    """A body of known length."""

    @property
    def length(self) -> int:
        """Bytes."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """What the request says of it."""
        ...

    @property
    def is_spent(self) -> bool:
        """Whether it cannot be sent once more, because its source is read only once."""
        ...

    @property
    def failure(self) -> Exception | None:
        """The error of its own source, if that has broken."""
        ...

    def content(self) -> bytes | AsyncIterator[bytes]:
        """The bytes, for one attempt."""
        ...

    async def close(self) -> None:
        """Lets go of a source that was not read to its end."""


@dataclass(frozen=True)
class Inline:
    """A body in one piece."""

    media_type: str
    whole: bytes = field(repr=False)  # it may hold secrets
    is_spent = False
    failure = None

    @property
    def length(self) -> int:
        """Bytes."""
        return len(self.whole)

    @property
    def headers(self) -> Mapping[str, str]:
        """What the request says of it; the length is added by the connection."""
        return {"Content-Type": self.media_type}

    def content(self) -> bytes:
        """The bytes."""
        return self.whole

    async def close(self) -> None:
        """Nothing to let go of."""


def json_body(value: Any) -> Inline:
    """A JSON value. Raises BadInput for what JSON cannot carry."""
    return _inline(Format.JSON, json_bytes(value, "the request"))


def user_ids_body(user_ids: Sequence[str] | Upload, format: Format) -> Body:
    """User ids in that format, or a file of them. Raises BadInput."""
    if isinstance(user_ids, Upload):
        return MultipartFile(user_ids)
    return _inline(format, user_ids_bytes(user_ids, format))


def rows_body(rows: Sequence[Row] | Upload, format: Format) -> Body:
    """Rows in that format, or a file of them. Raises BadInput."""
    if isinstance(rows, Upload):
        return MultipartFile(rows)
    return _inline(format, rows_bytes(rows, format))


def lines_body(lines: bytes | Upload) -> Body:
    """Lines of NDJSON, or a file. Raises BadInput."""
    return MultipartFile(lines) if isinstance(lines, Upload) else _inline(Format.NDJSON, lines)


def _inline(format: Format, content: bytes) -> Inline:
    if len(content) > MOST_INLINE_BYTES:
        raise BadInput(
            f"That is {len(content) / 1e6:.1f} MB in one request; the most is {MOST_INLINE_BYTES / 1e6:.0f} MB.",
            "Upload it as a file, or in smaller pieces.",
        )
    return Inline(format.value, content)
