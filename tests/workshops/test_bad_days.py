"""The real program on bad days: a worker dies, Redis goes, PostgreSQL restarts, the server stops (design I1, I7)."""

import copy
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.support.live_site import LiveSite
from tests.support.servers import PostgreSQL, Redis, free_port, wait_until
from tests.workshops.callers import Caller

MINUTE = 60.0


class Site:
    """A site with a demo workshop and its facilitator; on a server its Redis and PostgreSQL are its own."""

    def __init__(self, live: LiveSite, redis: Redis | None = None, postgresql: PostgreSQL | None = None) -> None:
        self.live = live
        self.redis = redis
        self.postgresql = postgresql
        self.board = f"/w/{live.demo_workshop()}/"
        self.desk = Caller(live.url).sign_in(live.accounts["facilitator"])
        self.desk.get(self.board)

    def events(self, *, after: int) -> str:
        """Where the stream is."""
        return f"{self.board}events/?after={after}"

    def add_idea(self, text: str, *, key: str = "", by: Caller | None = None):
        """One edit."""
        return (by or self.desk).post(f"{self.board}ideas/add/", key=key, text=text, enabler="supply")

    def ask_for_report(self) -> int:
        """Ask for a report; its number."""
        before = self.desk.get(f"{self.board}regions/reports/").text.count("<li id=")
        assert self.desk.post(f"{self.board}reports/add/").status == 200
        return before + 1

    def report_once(self, number: int) -> None:
        """The report is there, was made once and said so once."""
        pdf = self.desk.get(f"{self.board}reports/{number}/report.pdf")
        assert (pdf.status, pdf.body[:5]) == (200, b"%PDF-")
        made = self.live.manage(
            "shell",
            "--no-imports",
            "-c",
            "from workshops.models import Report, ReportFile, Event;"
            f"r = Report.objects.get(number={number}, workshop__public_id='{self.board[3:-1]}');"
            "print(r.status, ReportFile.objects.filter(report=r).count(),"
            "Event.objects.filter(subject=f'report-{r.pk}', kind='report.ready').count())",
        )
        assert made.split() == ["ready", "1", "1"]

    @contextmanager
    def another_web(self) -> Iterator[str]:
        """A second web process on the same database; its address."""
        other = copy.copy(self.live)
        other.port, other.processes = free_port(), {}
        other.env = {**self.live.env, "PORT": str(other.port)}
        other.run("web")
        try:
            yield other.url
        finally:
            other.processes["web"].stop()

    @contextmanager
    def takes_no_changes(self) -> Iterator[str]:
        """Nothing can be written: to any file of the web process beyond its first bytes, or to PostgreSQL; why."""
        if self.postgresql is None:
            web = self.live.processes["web"]
            usual = resource.prlimit(web.pid, resource.RLIMIT_FSIZE)
            # What is written already stays, and the log, which is short, goes on.
            most = max(self.live.folder.joinpath("web.log").stat().st_size, 1) + 60_000
            journal = Path(f"{self.live.env['DATA_DIR']}/journey.sqlite3-wal")
            while journal.stat().st_size < most:
                assert self.add_idea("Before the disk was full").status == 200
            resource.prlimit(web.pid, resource.RLIMIT_FSIZE, (most, usual[1]))
            try:
                yield "the server’s disk takes nothing more"
            finally:
                resource.prlimit(web.pid, resource.RLIMIT_FSIZE, usual)
            return
        with psycopg.connect(self.postgresql.url(), autocommit=True) as owner:
            owner.execute("ALTER SYSTEM SET default_transaction_read_only = on")
            owner.execute("SELECT pg_reload_conf()")
            try:
                yield "the database takes no changes"
            finally:
                owner.execute("SET default_transaction_read_only = off")
                owner.execute("ALTER SYSTEM RESET default_transaction_read_only")
                owner.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="module")
def site(profile: str, a_live_site: Callable[[], LiveSite]) -> Iterator[Site]:
    if profile == "embedded":
        yield Site(a_live_site())
        return
    with (
        Redis() as redis,
        PostgreSQL() as postgresql,
        LiveSite(database_url=postgresql.fresh_database(), redis_url=redis.url) as live,
    ):
        yield Site(live, redis, postgresql)


def children(pid: int) -> list[int]:
    """The ids of a process's children."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text().rpartition(")")[2].split()[1]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent) == pid:
            found.append(int(stat.parent.name))
    return found


def gone(pid: int) -> bool:
    """Whether a process has ended, reaped or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.embedded
def test_reports_finish_once_after_a_killed_child_and_a_killed_worker(site):
    site.ask_for_report()
    site.desk.wait_for_report(site.board, 1, "running", seconds=30)
    (worker,) = children(site.live.processes["web"].pid)
    (printing,) = children(worker)
    os.kill(printing, signal.SIGKILL)
    site.ask_for_report()
    site.desk.wait_for_report(site.board, 2, "running", seconds=30)
    assert children(site.live.processes["web"].pid) == [worker]
    (another,) = children(worker)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: gone(another), seconds=10, what="what makes a report goes with the worker")
    for number in (1, 2):
        site.desk.wait_for_report(site.board, number, "ready", seconds=MINUTE)
        site.report_once(number)
    (worker,) = children(site.live.processes["web"].pid)
    wait_until(lambda: children(worker) == [], seconds=10, what="nothing that made a report is left")


@pytest.mark.server
def test_reports_finish_once_after_a_killed_worker_and_a_redis_that_lost_everything(site):
    held = site.ask_for_report()
    site.desk.wait_for_report(site.board, held, "running", seconds=30)
    worker = site.live.processes["worker"]
    for printing in children(worker.pid):
        os.kill(printing, signal.SIGKILL)
    another = site.ask_for_report()
    site.desk.wait_for_report(site.board, another, "running", seconds=30)
    assert worker.popen.poll() is None
    worker.kill()
    queued = site.ask_for_report()
    site.redis.stop()
    unheard = site.desk.post(f"{site.board}reports/add/")
    assert (unheard.status, unheard.seconds < 4) == (200, True)
    site.redis.start()
    site.live.run("worker")
    for number in (held, another, queued, queued + 1):
        site.desk.wait_for_report(site.board, number, "ready", seconds=MINUTE)
        site.report_once(number)


@pytest.mark.server
def test_without_redis_edits_go_on_and_reach_the_other_process(site):
    with site.another_web() as elsewhere:
        listening = site.desk.at(elsewhere).listen(site.events(after=site.desk.number(site.board)))
        listening.next("news")
        site.redis.stop()
        try:
            saved = [site.add_idea(f"Without Redis {turn}") for turn in range(5)]
            assert [(answer.status, answer.seconds < 2) for answer in saved] == [(200, True)] * 5
            listening.connection.sock.settimeout(5)
            number = int(saved[-1].headers["x-number"])
            assert listening.until(number)[-1].id == number
        finally:
            site.redis.start()
        number = int(site.add_idea("With Redis again").headers["x-number"])
        assert listening.until(number)[-1].id == number
        listening.close()


@pytest.mark.server
def test_restarted_postgresql_is_found_again_by_the_same_process(site):
    web = site.live.processes["web"].pid
    key = str(uuid4())
    listening = site.desk.listen(site.events(after=site.desk.number(site.board)))
    listening.next("news")
    site.postgresql.stop()
    try:
        refused = site.add_idea("Kept words", key=key)
        assert refused.status >= 500
        assert "OperationalError" not in refused.text
        assert "Traceback" not in refused.text
        assert site.desk.get("/health/ready").status == 503
        assert site.desk.get("/health/live").status == 200
    finally:
        site.postgresql.start()
    saved = site.add_idea("Kept words", key=key)
    assert saved.status == 200
    again = site.add_idea("Kept words", key=key)
    assert again.headers["x-number"] == saved.headers["x-number"]
    assert site.desk.get(f"{site.board}regions/ideas/").text.count("Kept words") == 1
    assert listening.until(int(saved.headers["x-number"]))[-1].id == int(saved.headers["x-number"])
    assert site.desk.get("/health/ready").status == 200
    assert site.live.processes["web"].pid == web
    assert site.live.processes["web"].popen.poll() is None
    listening.close()


def test_server_stops_with_streams_open_and_says_goodbye(site):
    listening = [site.desk.listen(site.events(after=0)) for _ in range(10)]
    for each in listening:
        each.next("news")
    site.live.processes["web"].stop()
    for each in listening:
        assert 200 <= int(each.next("bye").data) <= 3000
        assert list(each) == []
        each.close()
    site.live.run("web")
    assert site.desk.get(site.board).status == 200


def test_site_that_cannot_save_says_so_and_comes_back_by_itself(site):
    key, log = str(uuid4()), site.live.processes["web"].log
    site.desk.get(site.board)
    with site.takes_no_changes() as why:
        wait_until(lambda: site.add_idea("Kept words", key=key).status == 503, seconds=10, what="it is noticed")
        begun = log.stat().st_size
        refused = [site.add_idea("Kept words", key=key) for _ in range(20)]
        assert {(answer.status, answer.headers["retry-after"]) for answer in refused} == {(503, "20")}
        assert f"because {why}" in refused[0].text
        viewer, account = Caller(site.live.url), site.live.accounts["viewer"]
        viewer.get("/accounts/login/")
        told = viewer.post("/accounts/login/", login=account.email, password=account.password)
        assert (told.status, told.text.count(f"because {why}"), account.password in told.text) == (503, 1, False)
        health, page = site.desk.get("/health/ready"), site.desk.get(site.board)
        assert (health.status, health.text) == (503, f"not ready: {why}\n")
        assert (page.status, page.text.count(f"because {why}")) == (200, 1)
        said = log.read_bytes()[begun:].decode()
        assert (said.count("Traceback"), said.count("nothing can be saved") <= 1, len(said) < 2_000) == (0, True, True)
    wait_until(lambda: site.desk.get("/health/ready").status == 200, seconds=MINUTE, what="it is over")
    assert "Nothing can be saved just now" not in site.desk.get(site.board).text
    number = int(site.add_idea("Kept words", key=key).headers["x-number"])
    page = site.desk.get(site.board).text
    assert "Kept words" in page
    assert int(site.add_idea("Kept words", key=key).headers["x-number"]) == number
    assert site.desk.get(site.board).text.count("Kept words") == page.count("Kept words")


def test_what_was_saved_is_there_after_a_power_cut(site):
    saved = [site.add_idea(f"Before the cut {turn}") for turn in range(5)]
    numbers = [int(answer.headers["x-number"]) for answer in saved]
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    site.live.processes["web"].kill()
    site.live.run("web")
    page = site.desk.get(site.board).text
    assert [f"Before the cut {turn}" in page for turn in range(5)] == [True] * 5
    assert site.desk.number(site.board) >= numbers[-1]
    wait_until(lambda: site.desk.get("/health/ready").status == 200, seconds=5, what="ready")
