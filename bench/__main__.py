"""``python -m bench [name ...]``: run the benches, all or those named, and print one JSON object a line."""

import argparse
import sys
from collections.abc import Callable

from bench import bad_days, browser, day, live, pages, printing, soak
from bench.figures import Result, only_try

BENCHES: dict[str, Callable[[], Result]] = {
    bench.__name__: bench
    for bench in (
        live.listeners_100_at_10,
        live.burst_50,
        live.burst_50_at_two,
        live.room_300_at_20,
        live.listeners_1000_at_10,
        day.reveal_50,
        day.dots_250,
        bad_days.restart_300,
        browser.typing_5000,
        browser.phone_500,
        live.idle_120,
        live.embedded_60_at_5,
        pages.board_500,
        printing.report_demo,
        printing.report_500,
    )
}

LONG: dict[str, Callable[[], Result]] = {bench.__name__: bench for bench in (soak.soak_embedded, soak.soak_server)}
"""Benches that run for hours, and only when they are named."""


def main() -> int:
    """Run them one after the other; 1 when a promise is not kept."""
    known = BENCHES | LONG
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="The measured promises, one JSON object a line."
    )
    parser.add_argument("names", nargs="*", metavar="name", help=f"all, or some of: {', '.join(known)}")
    parser.add_argument("--try", action="store_true", dest="only_try", help="one turn of each: does it work?")
    parser.add_argument("--minutes", type=int, default=120, help=f"how long each of {', '.join(LONG)} runs")
    asked = parser.parse_args()
    soak.lasts(asked.minutes)
    names = asked.names or list(BENCHES)
    if asked.only_try:
        only_try()
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"no bench is called {unknown[0]}; there are {', '.join(known)}")
    within = True
    for name in names:
        result = known[name]()
        print(result.as_line(), flush=True)
        within = within and result.within
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
