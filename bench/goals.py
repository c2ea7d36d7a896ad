"""The goals of an acknowledgement, and which of them the figures reach."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.acknowledgements import CONCURRENCIES, Cells
from bench.figures import Round, ratio

SLOWEST_MILLISECONDS = 1000.0
WITHIN = 0.10
GENERATOR_HEADROOM = 2.0


@dataclass(frozen=True)
class Verdict:
    """A goal, what was measured, and whether that reaches it."""

    goal: str
    measured: str
    is_reached: bool


@dataclass(frozen=True)
class _Goals:
    """What is asked of one kind of request."""

    kind: str
    times_faster_than_default: float
    times_the_floor: float
    share_of_throughput: float


_KINDS = (_Goals("read", 20, 1.3, 0.8), _Goals("click", 25, 1.6, 0.55))


def verdicts(cells: Cells) -> Iterable[Verdict]:
    """All goals in the order of the kinds."""
    for goals in _KINDS:
        yield from _latency(cells, goals)
        yield from _throughput(cells, goals)
        yield from _many_commands(cells, goals.kind)
    yield _no_slow_one(cells)
    yield _generator_is_faster(cells)


def _latency(cells: Cells, goals: _Goals) -> Iterable[Verdict]:
    faster = _compare(cells, goals.kind, "ac", 1, _p50)
    yield Verdict(
        f"{goals.kind}, 1 at a time: p50 at least {goals.times_faster_than_default:g}× faster than (a)",
        f"{faster:.1f}× ((b) itself: {_compare(cells, goals.kind, 'ab', 1, _p50):.1f}×)",
        faster >= goals.times_faster_than_default,
    )
    slower = _compare(cells, goals.kind, "cb", 1, _p50)
    yield Verdict(
        f"{goals.kind}, 1 at a time: p50 at most {goals.times_the_floor:g}× that of (b)",
        f"{slower:.2f}×",
        slower <= goals.times_the_floor,
    )


def _throughput(cells: Cells, goals: _Goals) -> Iterable[Verdict]:
    for connections in CONCURRENCIES[1:]:
        share = _compare(cells, goals.kind, "cb", connections, _rate)
        yield Verdict(
            f"{goals.kind}, {connections} at a time: at least {goals.share_of_throughput:g} of (b)'s requests/s",
            f"{share:.2f}",
            share >= goals.share_of_throughput,
        )


def _many_commands(cells: Cells, kind: str) -> Iterable[Verdict]:
    latency = _compare(cells, kind, "dc", 1, _p50)
    rates = [_compare(cells, kind, "dc", connections, _rate) for connections in CONCURRENCIES[1:]]
    yield Verdict(
        f"{kind}: 300 commands (d) cost at most {WITHIN:.0%} more than the catalog (c)",
        f"p50 {latency - 1:+.0%}, requests/s {', '.join(f'{rate - 1:+.0%}' for rate in rates)}",
        latency <= 1 + WITHIN and all(rate >= 1 - WITHIN for rate in rates),
    )


def _no_slow_one(cells: Cells) -> Verdict:
    slowest = max(cell.slowest for (letter, _, _), cell in cells.items() if letter in {"c", "d"})
    return Verdict(
        "no acknowledgement of Callboard over 1 s",
        f"slowest {slowest:.0f} ms",
        slowest <= SLOWEST_MILLISECONDS,
    )


def _generator_is_faster(cells: Cells) -> Verdict:
    """The generator sends the same to a server that does nothing; if that is no faster, it was the limit."""
    busiest = CONCURRENCIES[-1]
    fastest = max(
        cell.rate
        for (letter, _, connections), cell in cells.items()
        if letter != "0" and connections == busiest
    )
    times = cells["0", "", busiest].rate / fastest
    return Verdict(
        f"the generator is no limit: at least {GENERATOR_HEADROOM:g}× the requests/s of the fastest series",
        f"{times:.1f}×",
        times >= GENERATOR_HEADROOM,
    )


def _compare(
    cells: Cells, kind: str, letters: str, connections: int, what: Callable[[Round], float]
) -> float:
    upper, lower = (cells[letter, kind, connections] for letter in letters)
    return ratio(upper, lower, what)


def _p50(round_: Round) -> float:
    return round_.p50


def _rate(round_: Round) -> float:
    return round_.rate
