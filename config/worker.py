"""The embedded worker: one supervised child process, woken by a pipe, that runs the same jobs as Celery would.

The parent writes a line to wake it; the child writes ``ring <workshop> <number>`` for each event it made. When the
parent goes, the pipe closes, and the child goes too.
"""

import logging
import os
import select
import subprocess
import sys
import threading
from pathlib import Path

from workshops.events import bell

log = logging.getLogger(__name__)

LOOK = 2.0
"""Seconds after which the child looks for work by itself."""
RESTART = 0.5
"""Seconds after which a child that ended is started again."""

_supervisor: "Supervisor | None" = None


class Supervisor:
    """Keeps one child running and passes its rings on."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.child: subprocess.Popen[str] | None = None
        self.thread = threading.Thread(target=self._keep, name="worker-supervisor", daemon=True)

    def start(self) -> None:
        """Begin; from now on ``announce`` reaches this child."""
        global _supervisor  # noqa: PLW0603 -- one supervisor a process, found by announce()
        _supervisor = self
        self.thread.start()

    def stop(self) -> None:
        """Close the pipe and give the child a second to finish what it holds; its lease runs out by itself."""
        self.stopping.set()
        child = self.child
        if child is not None and child.poll() is None:
            if child.stdin:
                child.stdin.close()
            try:
                child.wait(1)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def wake(self) -> None:
        """Tell the child to look now; a child that is just being restarted looks when it starts."""
        child = self.child
        if child is not None and child.stdin:
            try:
                child.stdin.write("\n")
                child.stdin.flush()
            except (OSError, ValueError):
                log.info("the worker is being restarted; it looks for work when it starts")

    def _keep(self) -> None:
        manage = Path(__file__).resolve().parent.parent / "manage.py"
        while not self.stopping.is_set():
            self.child = subprocess.Popen(  # noqa: S603 -- our own program
                [sys.executable, str(manage), "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            assert self.child.stdin is not None  # it was asked for
            assert self.child.stdout is not None
            if self.stopping.is_set():  # told to stop while this one was being started
                self.child.stdin.close()
            for line in self.child.stdout:
                word, *numbers = line.split()
                if word == "ring" and len(numbers) == 2:
                    bell.ring(int(numbers[0]), int(numbers[1]))
            self.child.wait()
            self.stopping.wait(RESTART)


def announce(report_id: int) -> None:
    """Wake the child; without one, as in a shell command, the row waits for a worker that looks by itself."""
    if _supervisor is not None:
        _supervisor.wake()


def wait_for_work() -> bool:
    """In the child: wait until woken or for a while; False when the parent has gone."""
    readable, _, _ = select.select([sys.stdin.fileno()], [], [], LOOK)
    return not readable or bool(os.read(sys.stdin.fileno(), 4096))


def ring_parent(workshop_id: int, number: int) -> None:
    """In the child: pass a ring on to the parent."""
    sys.stdout.write(f"ring {workshop_id} {number}\n")
    sys.stdout.flush()
