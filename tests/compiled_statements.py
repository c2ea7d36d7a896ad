"""What SQLAlchemy compiled for the database of one test serves the next ones: they run the same statements.

To compile a statement takes longer than to run it, and each engine does it anew, since its dialect is a part of
the key. Here the name of the dialect stands for it. Nothing else goes from test to test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from storage.column_types import Cipher


class CompiledStatements(dict[Any, Any]):
    """Compiled statements by what they say, whatever engine they were compiled for."""

    def get(self, key: Any, default: Any = None) -> Any:
        """The statement of this key, whose first part is the dialect."""
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


@contextmanager
def shared_by_engines(encryption_key: str) -> Iterator[None]:
    """Lets all engines share that encrypt with this key alone; a statement knows how to encrypt."""
    keys = _keys(Cipher([encryption_key]))
    by_dialect = {"sqlite": CompiledStatements(), "postgresql": CompiledStatements()}

    def share(connection: Connection) -> None:
        engine: Any = connection.engine
        if _keys(getattr(engine.dialect, "callboard_cipher", None)) == keys:
            engine._compiled_cache = by_dialect[engine.dialect.name]
        if "_has_events" not in vars(engine):  # nobody else listens: it need not look for listeners any more
            engine._has_events = False

    event.listen(Engine, "engine_connect", share)
    yield
    event.remove(Engine, "engine_connect", share)


def _keys(cipher: Cipher | None) -> list[tuple[bytes, bytes]]:
    if cipher is None or cipher._fernet is None:
        return []
    return [(each._signing_key, each._encryption_key) for each in cipher._fernet._fernets]
