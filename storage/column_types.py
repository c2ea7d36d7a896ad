"""Column types of our own: bytes and text that are encrypted at rest, and moments as whole seconds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import BigInteger, LargeBinary, TypeDecorator

_CIPHER = "callboard_cipher"

_NO_KEYS = (
    "Something has to be encrypted, and no encryption key was given (CALLBOARD_ENCRYPTION_KEYS). "
    "Make one with: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
)
_WRONG_KEYS = (
    "A stored value cannot be decrypted with any of the encryption keys given "
    "(CALLBOARD_ENCRYPTION_KEYS). Add the key it was written with at the end of the list."
)


class Cipher:
    """Encrypts with the first key and decrypts with any of them; without keys it says so when used."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None
        except ValueError as error:
            # The library's own words do not name the setting, and a key never belongs into a message.
            raise ValueError(
                "One of the encryption keys (CALLBOARD_ENCRYPTION_KEYS) is not 32 bytes in url-safe base64."
            ) from error

    def encrypt(self, plain: bytes) -> bytes:
        """The ciphertext under the newest key. Raises ValueError when there is no key."""
        if self._fernet is None:
            raise ValueError(_NO_KEYS)
        return self._fernet.encrypt(plain)

    def decrypt(self, secret: bytes) -> bytes:
        """The plain bytes. Raises ValueError when there is no key, or none that fits."""
        if self._fernet is None:
            raise ValueError(_NO_KEYS)
        try:
            return self._fernet.decrypt(secret)
        except InvalidToken as error:
            raise ValueError(_WRONG_KEYS) from error

    def rotate(self, secret: bytes) -> bytes:
        """The same content under the newest key. Raises ValueError like `decrypt`."""
        return self.encrypt(self.decrypt(secret))


def give_cipher(dialect: Dialect, cipher: Cipher) -> None:
    """Let the encrypted columns of one engine use this cipher.

    The dialect object belongs to one engine and is all that a column type gets to see, so the keys need no
    global variable and two databases in one process may have different ones.
    """
    setattr(dialect, _CIPHER, cipher)


def _cipher_of(dialect: Dialect) -> Cipher:
    cipher = getattr(dialect, _CIPHER, None)
    return cipher if isinstance(cipher, Cipher) else Cipher(())


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes that stand in the table as ciphertext."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else _cipher_of(dialect).encrypt(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """Decrypt on the way out."""
        return None if value is None else _cipher_of(dialect).decrypt(bytes(value))


class EncryptedText(TypeDecorator[str]):
    """Text that stands in the table as ciphertext."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else _cipher_of(dialect).encrypt(value.encode())

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else _cipher_of(dialect).decrypt(bytes(value)).decode()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class EpochSeconds(TypeDecorator[datetime]):
    """A moment, aware and in UTC, that stands in the table as whole seconds since 1970.

    For tables of millions of rows: eight bytes instead of thirty in SQLite, and no parsing when read.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Whole seconds on the way in; what is less is cut off. Raises ValueError for a naive datetime."""
        return None if value is None else epoch_seconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """An aware datetime on the way out."""
        return None if value is None else from_epoch_seconds(value)


def epoch_seconds(when: datetime) -> int:
    """The whole seconds since 1970. Raises ValueError for a naive datetime."""
    if when.utcoffset() is None:
        raise ValueError("a moment without its time zone cannot be stored")
    return (when - _EPOCH) // _SECOND


def from_epoch_seconds(seconds: int) -> datetime:
    """The moment that `epoch_seconds` counted."""
    return _EPOCH + seconds * _SECOND
