"""Reads a curl command as curl does, as far as the documents use it, and gives the request that it makes.

That the reading is right is checked against curl itself where the machine has it (`test_curl.py`).
"""

import base64
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

BOUNDARY = "------------------------d74496d66958873e"
_TAKES_A_VALUE = frozenset({"-u", "-H", "-d", "-X", "-F"})


@dataclass(frozen=True)
class Request:
    """A request as it goes over the wire; names of headers in small letters."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass
class _Flags:
    """What a command line says."""

    url: str = ""
    data: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    method: str = ""
    user: str = ""
    puts_data_into_query: bool = False


def words_of(command: str) -> list[str]:
    """The words of a command line, without `curl` itself; a line that ends in a backslash goes on.

    Raises ValueError where the command ends and something follows on the next line.
    """
    lexer = shlex.shlex(command.replace("\\\n", " "), posix=True, punctuation_chars="\n")
    lexer.whitespace, lexer.commenters, lexer.whitespace_split = " \t", "", True
    program, *words = lexer
    if program != "curl":
        raise ValueError(f"{program} is not curl")
    if "\n" in words:
        raise ValueError("the command ends before its last line")
    return words


def request_of(words: list[str], files: Mapping[str, str]) -> Request:
    """The request of a command; `files` maps the paths of its uploads to their content. Raises ValueError."""
    flags = _flags(words)
    headers = {"accept": "*/*"} | flags.headers
    if flags.user:
        headers["authorization"] = basic(*flags.user.split(":", 1))
    if flags.forms:
        body = _multipart(flags.forms, files, headers)
        return Request(flags.method or "POST", flags.url, headers, body)
    data = "&".join(flags.data)
    if flags.puts_data_into_query:
        return Request(flags.method or "GET", f"{flags.url}?{data}", headers, b"")
    if not flags.data:
        return Request(flags.method or "GET", flags.url, headers, b"")
    headers.setdefault("content-type", "application/x-www-form-urlencoded")
    return Request(flags.method or "POST", flags.url, headers, data.encode())


def basic(user: str, password: str) -> str:
    """The header of HTTP Basic authentication."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _flags(words: list[str]) -> _Flags:
    flags, rest = _Flags(), iter(words)
    for word in rest:
        value = next(rest) if word in _TAKES_A_VALUE else ""
        match word:
            case "-u":
                flags.user = value
            case "-H":
                name, _, content = value.partition(":")
                flags.headers[name.lower()] = content.strip()
            case "-d":
                flags.data.append(value)
            case "-X":
                flags.method = value
            case "-F":
                flags.forms.append(value)
            case "-G":
                flags.puts_data_into_query = True
            case _ if word.startswith("-") or flags.url:
                raise ValueError(f"{word} is not understood")
            case _:
                flags.url = word
    return flags


def _multipart(forms: list[str], files: Mapping[str, str], headers: dict[str, str]) -> bytes:
    """The body of an upload. A content type that is given as a header keeps its name and gets the boundary."""
    media_type = headers.get("content-type", "multipart/form-data")
    headers["content-type"] = f"{media_type}; boundary={BOUNDARY}"
    disposition = "form-data" if media_type == "multipart/form-data" else "attachment"
    parts = []
    for form in forms:
        name, _, path = form.partition("=@")
        parts.append(
            f"--{BOUNDARY}\r\n"
            f'Content-Disposition: {disposition}; name="{name}"; filename="{PurePosixPath(path).name}"\r\n'
            "Content-Type: application/octet-stream\r\n"
            f"\r\n{files[path]}\r\n"
        )
    return f"{''.join(parts)}--{BOUNDARY}--\r\n".encode()
