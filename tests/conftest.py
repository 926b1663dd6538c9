"""What every test may use. The profile is chosen by ``--profile`` or TEST_PROFILE (embedded or server)."""

import os
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from playwright.sync_api import Browser, Page

from tests.support import browser as browsers
from tests.support import profile as profiles
from tests.support.live_site import LiveSite
from tests.support.servers import PostgreSQL, Redis, new_database

# A busy machine may take long over one example; what counts is the answer.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--profile",
        choices=profiles.PROFILES,
        default=os.environ.get("TEST_PROFILE", "embedded"),
        help="the product to test: embedded (SQLite) or server (PostgreSQL, Redis, Celery)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    profiles.begin(config)


def pytest_report_header(config: pytest.Config) -> str:
    return f"profile: {config.getoption('--profile')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests about the other profile: they run in that profile, so none is skipped.

    Both profiles: what rows, locks, constraints, transactions, JSON and order decide, the bell, and workers. Embedded
    alone: pure rules, pages and forms drawn from rows, reports drawn from a snapshot, and the browser.
    """
    other = "server" if config.getoption("--profile") == "embedded" else "embedded"
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    if elsewhere:
        items[:] = [item for item in items if not item.get_closest_marker(other)]
        config.hook.pytest_deselected(items=elsewhere)


@pytest.fixture(scope="session")
def profile(pytestconfig: pytest.Config) -> str:
    """``embedded`` or ``server``."""
    return str(pytestconfig.getoption("--profile"))


@pytest.fixture
def redis_server() -> Iterator[Redis]:
    """A Redis of the test's own, to stop and start at will."""
    with Redis() as server:
        yield server


@pytest.fixture
def postgresql_server() -> Iterator[PostgreSQL]:
    """A PostgreSQL of the test's own, to stop and start at will; for tests marked ``server``."""
    with PostgreSQL() as server:
        yield server


@pytest.fixture(scope="session")
def a_live_site(profile: str) -> Iterator[Callable[[], LiveSite]]:
    """Makes further sites, for tests that stop, kill or fill theirs; all end with the suite at the latest."""
    sites: list[LiveSite] = []
    redises: list[Redis] = []

    def make() -> LiveSite:
        if profile == "embedded":
            site = LiveSite()
        else:
            redises.append(Redis().start())
            maintenance = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/postgres"
            site = LiveSite(database_url=new_database(maintenance), redis_url=redises[-1].url)
        sites.append(site)
        return site.start()

    yield make
    for site in sites:
        site.stop()
    for redis in redises:
        redis.remove()


@pytest.fixture(scope="session")
def live_site(a_live_site: Callable[[], LiveSite]) -> LiveSite:
    """The real program on a port of its own, shared by the browser tests; each test makes its own workshop in it."""
    return a_live_site()


@pytest.fixture(scope="session")
def _chromium() -> Iterator[browsers.Chromium]:
    yield from browsers.browser()


@pytest.fixture
def chromium(_chromium: browsers.Chromium) -> Iterator[Browser]:
    """Chromium, ready to use; tests with it talk to a live site, not to the test database of this process."""
    yield from browsers.awake(_chromium)


@pytest.fixture
def visitors(request: pytest.FixtureRequest, chromium: Browser, live_site: LiveSite) -> Iterator[browsers.Visitors]:
    """Visitors of the live site; after the test nobody's page may have complained."""
    everybody = browsers.Visitors(chromium, live_site)
    yield everybody
    complaints = everybody.leave()
    if request.node.get_closest_marker("console_errors_expected"):
        complaints = [text for text in complaints if not text.startswith("console error")]
    assert complaints == [], live_site.processes["web"].tail()


@pytest.fixture
def page(visitors: browsers.Visitors) -> Page:
    """A stranger at a desk."""
    return visitors.page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Finds what breaks WCAG 2.2 AA on a page."""
    return browsers.axe
