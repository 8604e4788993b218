"""Two pieces of work in turn, A B A B …, so that a drifting machine hits both alike."""

import statistics
import sys
import time
from collections.abc import Callable

ROUNDS = 30
Work = Callable[[], object]


def report(title: str, ours: Work, floor: Work) -> None:
    ours()
    floor()
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        for work, taken in zip((ours, floor), times, strict=True):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    mine, bare = (statistics.median(taken) * 1000 for taken in times)
    sys.stdout.write(f"{title}: {mine / bare:.2f} ({mine:.1f} ms / {bare:.1f} ms, median of {ROUNDS})\n")
