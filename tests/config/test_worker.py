"""A process that lasts lets its children do what takes memory, and outlives whatever becomes of them."""

import subprocess
import sys

import pytest

from config import worker
from tests.support.live_site import ROOT

pytestmark = pytest.mark.embedded

PARENT = """
import os, sys, time
from django.conf import settings
settings.configure()
from config.worker import in_child

def eat():
    eaten.append(bytearray(os.urandom(1) * 80_000_000))

def fall():
    raise RuntimeError("no more")

def report():
    sys.stdout.write("made\\n")
    sys.stdout.flush()

def memory():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1])

eaten = []
begun = memory()
ends = [in_child(work, limit=limit) for work, limit in (
    (report, 60), (eat, 60), (fall, 60), (lambda: os.kill(os.getpid(), 9), 60), (lambda: time.sleep(600), 0.2),
    (report, 60),
)]
print(ends, len(eaten), memory() - begun < 10_000)
"""

ORPHAN = """
import os, time
from django.conf import settings
settings.configure()
from config.worker import in_child

def work():
    print("at it", flush=True)
    time.sleep(600)

in_child(work, limit=600)
"""


def start(program: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_parent_outlives_every_end_of_a_child_and_keeps_none_of_its_memory():
    with start(PARENT) as parent:
        said, log = parent.communicate(timeout=60)
    assert parent.returncode == 0
    assert said.splitlines() == ["made", "made", "[True, True, False, False, False, True] 0 True"]
    assert log.count("ended with -9") == 2
    assert log.count("ended with 1;") == 1
    assert log.count("RuntimeError: no more") == 1


def test_child_goes_with_its_parent():
    with start(ORPHAN) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "at it\n"
        parent.kill()
        assert parent.communicate(timeout=60)[0] == ""  # the pipe is closed once nobody holds it any more


def test_worker_that_ends_at_once_is_started_again_more_and_more_seldom():
    pauses = [worker.RESTART / 2]
    for _ in range(8):
        pauses.append(worker.next_pause(pauses[-1], lasted=1.0))
    assert pauses[1:] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert worker.next_pause(30.0, lasted=60.0) == 0.5
