"""How long tests wait and how they measure: a machine that is busy with other things must not fail one."""

from collections.abc import Callable
from time import thread_time

PATIENCE = 30.0  # seconds to wait for what should come at once
_MOST_TRIES = 10


def processor_seconds(work: Callable[[], object], enough: float = 0.0) -> float:
    """The least time of this thread that `work` took in ten tries; no more are made once it took less than `enough`.

    What gets in between (the collector of garbage, a host that lends the processor to others) does not come
    ten times in a row.
    """
    least = float("inf")
    for _ in range(_MOST_TRIES):
        began = thread_time()
        work()
        least = min(least, thread_time() - began)
        if least < enough:
            break
    return least
