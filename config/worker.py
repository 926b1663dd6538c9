"""The embedded worker: one supervised child process, woken by a pipe, that runs the same jobs as Celery would.

The parent writes a line to wake it; the child writes ``ring <workshop> <number>`` for each event it made. When the
parent goes, the pipe closes, and the child goes too. Each report is made by a child of that child, which begins with
everything loaded and ends after it: what printing takes, up to hundreds of MiB, goes back to the machine.
"""

import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from django.db import connections

from config.troubles import trouble_of
from workshops.events import bell

log = logging.getLogger(__name__)

LOOK = 2.0
"""Seconds after which the child looks for work by itself."""
RESTART = 0.5
"""Seconds after which a child that ended is started again; doubled for each that ends as soon as it is started."""
MOST_RESTART = 30.0
AT_ONCE = 10.0
"""Seconds that a child must last not to have ended as soon as it was started."""
NOT_SAVED = 75
"""How a child ends that failed of a known bad day of the database."""

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
        pause = RESTART / 2
        while not self.stopping.is_set():
            begun = time.monotonic()
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
            pause = next_pause(pause, lasted=time.monotonic() - begun)
            self.stopping.wait(pause)


def next_pause(pause: float, *, lasted: float) -> float:
    """Seconds to wait after a child that lasted so long, when ``pause`` was waited before it."""
    return RESTART if lasted > AT_ONCE else min(pause * 2, MOST_RESTART)


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


def in_child(work: Callable[[], None], *, limit: float) -> bool:
    """Carry out work in a process that ends after it, with what this one has loaded; whether it went to its end.

    A child that is still at it after ``limit`` seconds is ended. This process must have one thread only: the child has
    a copy of that thread, and of the locks that any others hold.
    """
    connections.close_all()  # a connection has one owner
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        _go_with_parent(theirs)
        _to_its_end(work)
    theirs.close()
    with ours:
        ended, _, _ = select.select([ours], [], [], limit)  # its end of the pair closes with it
        if not ended:
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        why = "the database took nothing" if status == NOT_SAVED else f"it ended with {status}"
        log.warning("the process that makes a report did not get to its end: %s; it is tried again", why)
    return status == 0


def _go_with_parent(theirs: socket.socket) -> None:
    """End this process as soon as its parent has gone, whatever it is doing."""

    def watch() -> None:
        theirs.recv(1)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _to_its_end(work: Callable[[], None]) -> NoReturn:
    """Work, then end without the farewells of the process that this is a copy of."""
    status = 1
    try:
        work()
        status = 0
    except Exception as error:
        # Each of these processes is new and cannot know what was logged before: its parent does.
        if trouble_of(error) is None:
            log.exception("a report could not be made")
        else:
            status = NOT_SAVED
    finally:
        os._exit(status)
