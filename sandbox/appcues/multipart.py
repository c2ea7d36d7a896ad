"""Takes the uploaded file out of a multipart body while it streams in, a chunk at a time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from sandbox.appcues.answers import Problem


@dataclass
class Part:
    """The headers of one part, lower-case names."""

    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        """The media type without parameters, or nothing."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def file_name(self) -> str:
        """The name of the file on the caller's side, or nothing."""
        return self._disposition().get(b"filename", b"").decode("utf-8", "replace")

    def is_file(self, *, is_mixed: bool) -> bool:
        """Whether this is the upload: the part named `file`, any with a file name, in multipart/mixed any."""
        options = self._disposition()
        return is_mixed or options.get(b"name") == b"file" or b"filename" in options

    def _disposition(self) -> dict[bytes, bytes]:
        return parse_options_header(self.headers.get("content-disposition", ""))[1]


async def uploaded_file(content_type: str, chunks: AsyncIterator[bytes]) -> tuple[Part, AsyncIterator[bytes]]:
    """The first part that is a file, and its content. Raises Problem when there is none."""
    media_type, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise Problem(400, "`boundary` is required but missing")
    events = _events(boundary, chunks)
    is_mixed = media_type == b"multipart/mixed"
    async for event in events:
        if isinstance(event, Part) and event.is_file(is_mixed=is_mixed):
            return event, _content(events)
    raise Problem(400, "`file` is required but missing")


async def _content(events: AsyncIterator["Part | bytes | None"]) -> AsyncIterator[bytes]:
    async for event in events:
        if event is None:
            break
        if isinstance(event, bytes):
            yield event
    async for _ in events:  # the rest is not for us, but it has to arrive
        pass


async def _events(boundary: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[Part | bytes | None]:
    """The body as a stream: a Part when its headers are known, bytes of its content, None at its end."""
    seen = _Seen()
    parser = MultipartParser(boundary, seen.callbacks())  # type: ignore[arg-type]  # its TypedDict wants all
    try:
        async for chunk in chunks:
            parser.write(chunk)
            for event in seen.take():
                yield event
        parser.finalize()
    except MultipartParseError:
        raise Problem(400, "The multipart body could not be read.") from None
    if not seen.has_ended:
        raise Problem(400, "The multipart body breaks off before its end.")


class _Seen:
    """What the parser has met since it was last asked."""

    def __init__(self) -> None:
        self.has_ended = False
        self._events: list[Part | bytes | None] = []
        self._headers: dict[str, str] = {}
        self._name = self._value = b""

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._headers.clear,
            "on_header_field": self._on_name,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": lambda: self._events.append(Part(dict(self._headers))),
            "on_part_data": lambda data, start, end: self._events.append(bytes(data[start:end])),
            "on_part_end": lambda: self._events.append(None),
            "on_end": self._on_end,
        }

    def take(self) -> list[Part | bytes | None]:
        events, self._events = self._events, []
        return events

    def _on_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = self._value.decode("utf-8", "replace")
        self._name = self._value = b""

    def _on_end(self) -> None:
        self.has_ended = True
