"""``python -m bench [name ...]``: run the benches, all or those named, and print one JSON object a line."""

import argparse
import sys
from collections.abc import Callable

from bench import live, pages, printing
from bench.figures import Result

BENCHES: dict[str, Callable[[], Result]] = {
    bench.__name__: bench
    for bench in (
        live.listeners_100_at_10,
        live.burst_50,
        live.burst_50_at_two,
        live.room_300_at_20,
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
    names = parser.parse_args().names or list(BENCHES)
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
