"""Files: the three steps of an upload, and what people attach."""

import secrets
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class StoredFile:
    """A file; `data` None until its bytes have come, `is_complete` when it has been shared or kept."""

    id: str
    name: str
    length: int
    user_id: str
    created: int
    upload_key: str
    title: str = ""
    alt_text: str = ""
    mimetype: str = "application/octet-stream"
    data: bytes | None = None
    is_complete: bool = False
    channel_ids: list[str] = field(default_factory=list)
    shares: dict[str, list[str]] = field(default_factory=dict)


class FileStore:
    """All files of the workspace, in memory."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def expect(self, name: str, length: int, user_id: str, created: int) -> StoredFile:
        """Make room for a file whose bytes will follow."""
        file_id = f"F{len(self._files) + 1:09d}"
        stored = StoredFile(file_id, name, length, user_id, created, secrets.token_urlsafe(24), title=name)
        self._files[file_id] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """The file of that id."""
        return self._files.get(file_id)

    def all(self) -> list[StoredFile]:
        """Every file, in the order in which they came."""
        return list(self._files.values())

    def by_upload_key(self, key: str) -> StoredFile | None:
        """The file whose bytes are to come to that address."""
        return next((each for each in self._files.values() if each.upload_key == key), None)

    def remove(self, file_id: str) -> None:
        """Forget a file."""
        self._files.pop(file_id, None)


def file_json(stored: StoredFile, public_url: str) -> Json:
    """A file object as `files.info` answers it."""
    extension = stored.name.rpartition(".")[2].lower() if "." in stored.name else ""
    url = f"{public_url}/files/{stored.id}"
    return {
        "id": stored.id,
        "created": stored.created,
        "timestamp": stored.created,
        "name": stored.name,
        "title": stored.title or stored.name,
        "mimetype": stored.mimetype,
        "filetype": extension,
        "user": stored.user_id,
        "size": stored.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(stored.channel_ids),
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "alt_txt": stored.alt_text,
        "channels": stored.channel_ids,
        "shares": {
            "public": {channel: [{"ts": ts} for ts in all_ts] for channel, all_ts in stored.shares.items()}
        },
    }
