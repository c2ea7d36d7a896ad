"""Sends a file as multipart/form-data while it arrives: constant memory, an exact content-length."""

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Mapping
from secrets import token_hex

from bot.domain.uploads import Upload
from bot.errors import BadInput

BLOCK = 1024 * 1024
"""Bytes sent at once; the cost of a send hardly depends on its size."""


class MultipartFile:
    """One part called `file`, as `curl -F file=@…` sends it (Appcues 0.1).

    The name of the file is ours: the API decides by its ending, and nothing that a person typed travels in a
    header. If the source holds more or less than was announced, or breaks, the request breaks off before its
    end, so that the API never has a whole file.
    """

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        boundary = token_hex(16)
        self._head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="upload.{upload.format.suffix}"\r\n'
            f"Content-Type: {upload.format.value}\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._boundary = boundary
        self._blocks: AsyncGenerator[bytes, None] | None = None
        self.is_spent = False
        self.failure: Exception | None = None

    @property
    def length(self) -> int:
        """Bytes of the whole body."""
        return len(self._head) + self._upload.size + len(self._tail)

    @property
    def headers(self) -> Mapping[str, str]:
        """What the request says of it."""
        return {
            "Content-Type": f"multipart/form-data; boundary={self._boundary}",
            "Content-Length": str(self.length),
        }

    def content(self) -> AsyncIterator[bytes]:
        """The body in blocks. Raises BadInput for a file of another size, and whatever the source raises."""
        self._blocks = self._stream()
        return self._blocks

    async def close(self) -> None:
        """Lets go of a source that was not read to its end."""
        if self._blocks is not None:
            await self._blocks.aclose()

    async def _stream(self) -> AsyncGenerator[bytes, None]:
        self.is_spent = True
        pending, waiting, seen = [self._head], 0, 0
        try:
            async for chunk in self._upload.chunks:
                seen += len(chunk)
                if seen > self._upload.size:
                    break
                pending.append(chunk)
                waiting += len(chunk)
                if waiting >= BLOCK:
                    yield b"".join(pending) if len(pending) > 1 else chunk
                    pending, waiting = [], 0
            self._check_size(seen)
        except Exception as error:
            self.failure = error
            raise
        finally:
            await _let_go(self._upload.chunks)
        yield b"".join([*pending, self._tail])

    def _check_size(self, seen: int) -> None:
        if seen == self._upload.size:
            return
        amount = "more" if seen > self._upload.size else f"{seen:,}"
        raise BadInput(
            f"The file holds {amount} bytes, not the {self._upload.size:,} that were announced.",
            "Nothing was changed. Upload it again.",
            field="file",
        )


async def _let_go(source: AsyncIterable[bytes]) -> None:
    if isinstance(source, AsyncGenerator):
        await source.aclose()
