"""What jobs count, in words: the vendor's counters are an open set."""

from collections.abc import Mapping

from bot.domain.jobs import Counter
from bot.views.rendering import clip

_MOST_COUNTERS = 12
_MOST_IN_VALUE = 200
_RUNTIME = "runtime_ms"
_WORDS = {
    "ingestions_completed": ("row got in", "rows got in"),
    "ingestions_failed": ("row failed", "rows failed"),
    "requests_failed": ("request failed", "requests failed"),
    "events_exported": ("event exported", "events exported"),
}
_SILENT_AT_ZERO = frozenset({"ingestions_failed", "requests_failed"})


def counters_in_words(counters: Mapping[str, Counter]) -> str:
    """All of them in one line: `1,200 rows got in, 3 rows failed, took 4.2 s`; empty when nothing was counted."""
    said = [_said(name, value) for name, value in list(counters.items())[:_MOST_COUNTERS]]
    return ", ".join(filter(None, said))


def _said(name: str, value: Counter) -> str:
    if name == _RUNTIME and isinstance(value, int | float):
        return f"took {_seconds(value / 1000)}"
    if name in _WORDS and isinstance(value, int) and not isinstance(value, bool):
        if not value and name in _SILENT_AT_ZERO:
            return ""
        one, many = _WORDS[name]
        return f"{value:,} {one if value == 1 else many}"
    shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return f"{clip(name, _MOST_IN_VALUE)} {clip(shown, _MOST_IN_VALUE)}"


def _seconds(seconds: float) -> str:
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
