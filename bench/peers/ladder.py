"""The variants that peers have: Numba strict, relaxed and on several threads, NumPy, numexpr."""
from dataclasses import dataclass
from typing import Any, Callable

import numba

try:
    import numexpr
except ImportError:
    numexpr = None


@dataclass
class Variant:
    name: str
    run: Callable[[], Any]
    # It may round otherwise than the source says.
    relaxed: bool
    # What is set before the clock starts.
    prepare: Callable[[], Any] = lambda: None


def on_threads(threads):
    return "" if threads == 1 else f", {threads} threads"


def with_numba(function, call, threads):
    """`call` applies a compiled version of `function` to its input. A prange is a range where it is not parallel."""
    variants = []
    for n in [1, *(n for n in threads if n > 1)]:
        for fast in (False, True):
            compiled = numba.njit(fastmath=fast, parallel=n > 1)(function)
            variants.append(
                Variant(
                    name="Numba" + on_threads(n) + (", fastmath" if fast else ""),
                    run=lambda compiled=compiled: call(compiled),
                    relaxed=fast,
                    prepare=lambda n=n: numba.set_num_threads(n),
                )
            )
    return variants


def with_numpy(run, threads=1):
    return [Variant("NumPy" + on_threads(threads), run, relaxed=True)]


def with_numexpr(run, threads):
    """None where numexpr is not installed. `run` is given the module."""
    if numexpr is None:
        return []
    return [
        Variant(
            name="numexpr" + on_threads(n),
            run=lambda: run(numexpr),
            relaxed=True,
            prepare=lambda n=n: numexpr.set_num_threads(n),
        )
        for n in [1, *(n for n in threads if n > 1)]
    ]
