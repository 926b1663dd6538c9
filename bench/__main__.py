"""``python -m bench [name ...]``: run the benches, all or those named, and print one JSON object a line."""

import argparse
import sys
from collections.abc import Callable

from bench import bad_days, browser, day, live, pages, printing
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


def main() -> int:
    """Run them one after the other; 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="The measured promises, one JSON object a line."
    )
    parser.add_argument("names", nargs="*", metavar="name", help=f"all, or some of: {', '.join(BENCHES)}")
    parser.add_argument("--try", action="store_true", dest="only_try", help="one turn of each: does it work?")
    asked = parser.parse_args()
    names = asked.names or list(BENCHES)
    if asked.only_try:
        only_try()
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        parser.error(f"no bench is called {unknown[0]}; there are {', '.join(BENCHES)}")
    within = True
    for name in names:
        result = BENCHES[name]()
        print(result.as_line(), flush=True)
        within = within and result.within
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
