"""Several people at the same instant, each on a thread and a database connection of their own."""

import threading
from collections.abc import Callable
from typing import cast

from django.db import connections

TOGETHER_WITHIN = 60.0
"""Seconds after which a storm that has not ended counts as stuck."""


def storm[T](*acts: Callable[[], T]) -> list[T | Exception]:
    """Do everything at once; what each returned or raised, in order."""
    connections.close_all()
    barrier = threading.Barrier(len(acts))
    results: list[T | Exception | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], T]) -> None:
        try:
            barrier.wait(TOGETHER_WITHIN)
            results[place] = act()
        except Exception as raised:  # noqa: BLE001 -- the test judges it
            results[place] = raised
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TOGETHER_WITHIN)
        assert not thread.is_alive()
    return cast("list[T | Exception]", results)


def succeeded[T](results: list[T | Exception]) -> list[T]:
    """What came of a storm in which nothing was raised."""
    for result in results:
        if isinstance(result, Exception):
            raise result
    return [result for result in results if not isinstance(result, Exception)]
