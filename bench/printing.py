"""The report: from asking to having it, how much longer than bare WeasyPrint it takes, and its memory."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import uvloop

from bench.figures import Result, medians, turns
from bench.inside import ask
from bench.live import server
from bench.room import Room, sign_in
from tests.support.live_site import ROOT, LiveSite
from tests.support.servers import ServerTrouble

PATIENCE = 60.0


async def _asked(site: LiveSite, room: Room) -> list[dict[str, float]]:
    """Ask through the page, wait for the Celery worker, fetch the PDF; several times."""
    person = await sign_in(site, site.accounts["facilitator"])
    runs = []
    for _ in range(turns()):
        begun = time.monotonic()
        answer = await person.post(f"{room.base}reports/add/", {"key": uuid4().hex})
        if answer.status != 200:
            raise ConnectionError(f"asking for a report was answered {answer.status}")
        path = f"{room.base}reports/{room.store.one(_LAST.format(room.workshop))}/report.pdf"
        while (found := await person.get(path)).status != 200:
            if time.monotonic() > begun + PATIENCE:
                raise TimeoutError(f"{path} is still {found.status}")
            await asyncio.sleep(0.05)
        runs.append({"seconds": found.at - begun, "pdf_kib": len(found.body) / 1024})
        if not found.body.startswith(b"%PDF-"):
            raise ValueError("that is not a PDF")
    person.leave()
    return runs


_LAST = "SELECT max(number) FROM workshops_report WHERE workshop_id={}"


def report_demo() -> Result:
    """The demo workshop's report, asked for through the page and made by the worker, and beside bare WeasyPrint."""
    with server() as site:
        room = Room(site, site.demo_workshop())
        runs = uvloop.run(_asked(site, room))
        figures = medians(runs, spread=("seconds",)) | ask(site, "print", room.public_id, turns())
        ready = room.store.one(
            f"SELECT count(*) FROM workshops_report WHERE workshop_id={room.workshop} AND status='ready'"
        )
        return Result(
            "report_demo",
            figures,
            turns() - int(ready),
            {"seconds_max": 5.0, "ratio_to_bare": 1.3},
            f"{ready} of {turns()} reports ready in the database, each fetched as PDF",
        )


def _rendered(site: LiveSite, public_id: str, out: Path) -> dict[str, float]:
    """One report in a process of its own: its seconds from start to end and the most memory that it had."""
    begun = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "manage.py", "render_report", public_id, "--out", str(out)],
        cwd=ROOT,
        env=site.env,
        stdout=subprocess.DEVNULL,
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ServerTrouble(f"render_report ended with {process.returncode}")
    return {
        "seconds": time.monotonic() - begun,
        "peak_mib": used.ru_maxrss / 1024,
        "pdf_kib": out.stat().st_size / 1024,
    }


def report_500() -> Result:
    """The report of a workshop with 500 roles, each made by a process of its own, start-up included."""
    with server() as site:
        public_id = site.demo_workshop()
        needs = ask(site, "fill", public_id, 500)["needs"]
        site.processes.pop("worker").stop()
        out = site.folder / "report.pdf"
        runs = [_rendered(site, public_id, out) for _ in range(turns())]
        figures = medians(runs, spread=("seconds", "peak_mib")) | {"needs": needs}
        begins = out.read_bytes()[:5]
        return Result(
            "report_500",
            figures,
            int(begins != b"%PDF-" or needs != 500),
            {"seconds_max": 15.0, "peak_mib_max": 512.0},
            f"{needs:g} needs in the database; {turns()} PDFs written",
        )
