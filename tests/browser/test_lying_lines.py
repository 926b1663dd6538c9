"""Own words, whatever stands between page and site: no entry is both gone from the device and absent from the board."""

import copy
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import Visitors
from tests.support.liar import CutAnswer, CutAsk, Hold, Late, Liar, Lie, Says, Twice
from tests.support.live_site import LiveSite
from tests.support.rooms import Room, make_room

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

THROWN = "thrown by a test"
AGAIN = "window.dispatchEvent(new Event('online'))"
ON_DEVICE = (
    "Object.entries(localStorage).filter(([name]) => /^(outbox|answer|draft):/.test(name)).map(([, kept]) => kept)"
)


@contextmanager
def behind(liar: Liar, visitors: Visitors, site: LiveSite) -> Iterator[Visitors]:
    """Visitors who reach the site through the proxy. What it does shows in their consoles; nothing else may."""
    there = copy.copy(site)
    there.port = liar.port
    everybody = Visitors(visitors.chromium, there)
    yield everybody
    liar.tell_truth()
    expected = ("console error", f"script error: {THROWN}")
    assert [text for text in everybody.leave() if not text.startswith(expected)] == []


@pytest.fixture
def liar(live_site: LiveSite) -> Iterator[Liar]:
    with Liar(live_site.port) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def shared(live_site: LiveSite) -> Room:
    """One room for every test that leaves it where it is."""
    return make_room(live_site, "Lies on the line", part="Star")


@dataclass
class Desk:
    """The site's side of one test: the ideas with its own word in them."""

    room: Room
    word: str = field(default_factory=lambda: token_hex(4))

    def idea(self, count: int) -> str:
        """Words for an idea that no other test writes."""
        return f"Idea {self.word} {count:02}"

    def board(self) -> list[str]:
        """The ideas of this test that the site has, by their numbers."""
        return re.findall(rf"Idea {self.word} (\d+)", self.room.read("regions/ideas/"))


@pytest.fixture
def desk(shared: Room) -> Desk:
    return Desk(shared)


@pytest.fixture
def phone(liar: Liar, desk: Desk, visitors: Visitors, live_site: LiveSite) -> Iterator[Page]:
    """A phone behind the proxy, with the form for an idea open."""
    with behind(liar, visitors, live_site) as there:
        page = desk.room.phone(there)
        walk.live(page)
        open_form(page)
        yield page


def open_form(page: Page) -> None:
    close = page.locator("#panel[data-open] button[data-panel-close]")
    if close.count():
        close.first.click()
    walk.to_ideas(page).get_by_role("link", name="Add an idea").click()
    expect(page.get_by_label("Your idea")).to_be_visible()


def write(page: Page, words: str) -> None:
    page.get_by_label("Your idea").fill(words)
    page.get_by_role("button", name="Add the idea").click()


def waiting(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('outbox:')).length"))


def unsaved(page: Page, words: str) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-state", "unsaved")
    expect(page.locator("#saved")).to_contain_text(words)


@pytest.mark.parametrize("status", [200, 201, 303, 400, 403, 404, 408, 409, 410, 413, 422, 500, 511])
@pytest.mark.console_errors_expected
def test_whatever_answers_in_our_place_settles_nothing(phone: Page, liar: Liar, desk: Desk, status: int) -> None:
    liar.always = Says(status)
    write(phone, desk.idea(1))
    unsaved(phone, "Not saved: 1 entry kept on this device.")
    expect(phone.locator("#saved")).to_contain_text(
        "Something between here and the server answered" if status != 303 else "Not saved"
    )
    assert (desk.board(), waiting(phone)) == ([], 1)
    expect(phone.locator("#panel")).not_to_contain_text("Welcome to the hospital")
    liar.tell_truth()
    phone.evaluate(AGAIN)
    walk.all_saved(phone)
    assert (desk.board(), waiting(phone)) == (["01"], 0)


@pytest.mark.console_errors_expected
def test_an_answer_of_another_entry_settles_nothing(phone: Page, liar: Liar, desk: Desk) -> None:
    """A proxy that hands out what it kept of an earlier save."""
    kept = (("X-Operation", "5f0c9a5e-6a39-4c0e-9a53-0f1c2b3d4e5f"), ("X-Outcome", "saved"), ("X-Number", "7"))
    liar.always = Says(200, headers=kept)
    write(phone, desk.idea(1))
    unsaved(phone, "Not saved: 1 entry kept on this device.")
    assert (desk.board(), waiting(phone)) == ([], 1)
    liar.tell_truth()
    phone.evaluate(AGAIN)
    walk.all_saved(phone)
    assert desk.board() == ["01"]


@pytest.mark.parametrize("size", [0, 9, 200, 900])
@pytest.mark.console_errors_expected
def test_an_answer_cut_anywhere_stops_nothing(phone: Page, liar: Liar, desk: Desk, size: int) -> None:
    liar.lies.append(CutAnswer(size))
    write(phone, desk.idea(1))
    expect(phone.locator("#saved")).to_have_attribute("data-state", re.compile("^(un)?saved$"))
    if phone.get_by_label("Your idea").count() == 0:
        open_form(phone)
    write(phone, desk.idea(2))
    phone.evaluate(AGAIN)
    walk.all_saved(phone)
    assert (desk.board(), waiting(phone)) == (["01", "02"], 0)


@pytest.mark.parametrize("size", [0, 30, 300, -20, -1])
@pytest.mark.console_errors_expected
def test_half_a_request_changes_nothing(phone: Page, liar: Liar, desk: Desk, size: int) -> None:
    number = desk.room.facilitator.number(desk.room.board)
    liar.always = CutAsk(size)
    write(phone, desk.idea(1))
    unsaved(phone, "Not saved: 1 entry kept on this device.")
    assert desk.board() == []
    assert desk.room.facilitator.number(desk.room.board) == number
    liar.tell_truth()
    phone.evaluate(AGAIN)
    walk.all_saved(phone)
    assert desk.board() == ["01"]


def test_a_second_press_on_a_slow_line_is_an_entry_of_its_own(phone: Page, liar: Liar, desk: Desk) -> None:
    liar.lies.append(Hold())
    write(phone, desk.idea(1))
    expect(phone.locator("#saved")).to_have_attribute("data-state", "sending")
    write(phone, desk.idea(2))
    assert waiting(phone) == 2
    phone.get_by_label("Your idea").fill("Half of a third")
    liar.let_go()
    walk.all_saved(phone)
    assert desk.board() == ["01", "02"]
    expect(phone.get_by_label("Your idea")).to_have_value("Half of a third")


def test_the_same_words_pressed_twice_are_one_entry_and_it_says_so(phone: Page, liar: Liar, desk: Desk) -> None:
    liar.lies.append(Hold())
    write(phone, desk.idea(1))
    expect(phone.locator("#saved")).to_have_attribute("data-state", "sending")
    phone.get_by_role("button", name="Add the idea").click()
    expect(phone.locator("#panel .kept")).to_have_text("This is on its way already.")
    liar.let_go()
    walk.all_saved(phone)
    assert desk.board() == ["01"]
    expect(phone.locator("#panel")).to_contain_text("is added.")


def test_a_second_edit_on_a_slow_line_rests_on_the_first(phone: Page, liar: Liar, desk: Desk) -> None:
    write(phone, desk.idea(1))
    walk.all_saved(phone)
    phone.get_by_role("link", name="Back to the board").click()
    walk.to_ideas(phone)
    phone.locator("#ideas a[data-panel]", has_text=desk.idea(1)).first.evaluate("(link) => link.click()")
    phone.locator("#panel").get_by_role("link", name="Edit").click()
    liar.lies.append(Hold())
    for words in (desk.idea(2), desk.idea(3)):
        phone.get_by_label("Your idea").fill(words)
        phone.get_by_role("button", name="Save").click()
        expect(phone.locator("#saved")).to_have_attribute("data-state", "sending")
    liar.let_go()
    walk.all_saved(phone)
    expect(phone.locator("#panel")).to_contain_text("Saved.")
    assert desk.board() == ["03"]


@pytest.mark.console_errors_expected
def test_what_came_late_and_what_came_twice_is_there_once(phone: Page, liar: Liar, desk: Desk) -> None:
    liar.lies.extend([Late(), Twice(), Late(), Says(403, after=True)])
    for count in range(1, 5):
        write(phone, desk.idea(count))
        expect(phone.locator("#saved")).to_have_attribute("data-state", re.compile("^(un)?saved$"))
        if phone.get_by_label("Your idea").count() == 0:
            open_form(phone)
        phone.evaluate(AGAIN)
    walk.all_saved(phone)
    assert sorted(desk.board()) == ["01", "02", "03", "04"]


@pytest.mark.console_errors_expected
def test_words_that_the_device_cannot_keep_wait_in_the_page_which_says_so(phone: Page, liar: Liar, desk: Desk) -> None:
    phone.evaluate("void (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); })")
    liar.always = Says(502)
    write(phone, desk.idea(1))
    unsaved(phone, "Not saved: 1 entry kept in this page only: leave it open.")
    expect(phone.locator("#panel .panel-state")).to_have_text(
        "Not saved: 1 entry kept in this page only: leave it open"
    )
    phone.locator("#panel button[data-panel-close]").click()
    phone.locator("[data-unsent-open]").click()
    expect(phone.locator("#panel [data-unsent-waiting] li")).to_have_text(desk.idea(1))
    liar.tell_truth()
    phone.evaluate(AGAIN)
    walk.all_saved(phone)
    assert desk.board() == ["01"]


@pytest.mark.console_errors_expected
def test_refused_entries_are_counted_listed_and_handed_over_at_once(
    liar: Liar, visitors: Visitors, live_site: LiveSite
) -> None:
    room = make_room(live_site, "Too late for a part", part="Star")
    with behind(liar, visitors, live_site) as there:
        phone = room.phone(there)
        open_form(phone)
        liar.always = Says(502)
        for count in range(1, 4):
            write(phone, f"Late idea {count}")
            expect(phone.locator("#panel .kept", has_text=f"Late idea {count}")).to_be_visible()
        tab = phone.context.new_page()
        tab.goto(there.site.url + room.board)
        unsaved(tab, "Not saved: 3 entries")
        room.move_to("Workforce")
        liar.tell_truth()
        phone.evaluate(AGAIN)
        for page in (phone, tab):
            expect(page.locator("#saved")).to_have_text("Not saved: 3 entries not taken. Read why.")
        phone.bring_to_front()
        phone.locator("#panel [data-unsent-open]").click()
        listed = phone.locator("#panel [data-unsent-refused] li")
        expect(listed).to_have_text(["Late idea 1", "Late idea 2", "Late idea 3"])
        phone.get_by_role("button", name="Hand all to the facilitator").click()
        for page in (phone, tab):
            walk.all_saved(page)
        assert re.findall(r"Late idea \d", room.read("handed-in/")) == ["Late idea 1", "Late idea 2", "Late idea 3"]
        assert "Late idea" not in room.read("regions/ideas/")
        assert phone.evaluate(ON_DEVICE) == []


@pytest.mark.console_errors_expected
def test_whatever_throws_here_says_not_saved_and_offers_the_words(phone: Page) -> None:
    phone.get_by_label("Your idea").fill("Idea 01, half a thought")
    phone.evaluate(f"setTimeout(() => {{ throw new Error('{THROWN}'); }})")
    expect(phone.locator("#saved")).to_have_text("Not saved: something went wrong on this page")
    expect(phone.locator("#trouble-words")).to_have_value("Idea 01, half a thought")


LIES = st.one_of(
    st.none(),
    st.builds(CutAsk, st.integers(0, 2_000)),
    st.builds(CutAnswer, st.integers(0, 6_000)),
    st.builds(Says, st.sampled_from([200, 204, 302, 403, 404, 408, 413, 422, 502]), after=st.booleans()),
    st.builds(Twice),
    st.builds(Late),
)
STEPS = st.one_of(st.tuples(st.just("write"), LIES), st.tuples(st.sampled_from(["try again", "load anew"]), LIES))


@pytest.mark.console_errors_expected
def test_no_entry_is_ever_both_gone_from_the_device_and_absent_from_the_board(
    phone: Page, liar: Liar, desk: Desk
) -> None:
    written: list[str] = []

    def settled_or_kept() -> None:
        """Device first: what has left it by then is on the board by then."""
        on_device, said = phone.evaluate(f"[{ON_DEVICE}, document.getElementById('saved').textContent]")
        entries = [dict(parse_qsl(json.loads(kept)["body"])) for kept in on_device if kept.startswith("{")]
        kept = {fields["text"] for fields in entries if "text" in fields}
        assert {words for words in written if words not in kept and words.split()[-1] not in desk.board()} == set()
        assert said != "All saved" or not kept

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(STEPS, min_size=1, max_size=7))
    def whatever_happens(steps: list[tuple[str, Lie | None]]) -> None:
        for what, lie in steps:
            if lie is not None:
                liar.lies.append(lie)
            if what == "write":
                if phone.get_by_label("Your idea").count() == 0:
                    open_form(phone)
                written.append(desk.idea(len(written) + 10))
                write(phone, written[-1])
            elif what == "try again":
                phone.evaluate(AGAIN)
            else:
                phone.reload()
            expect(phone.locator("#saved")).to_have_attribute("data-state", re.compile("^(un)?saved$"))
            settled_or_kept()
        liar.tell_truth()
        phone.evaluate(AGAIN)
        walk.all_saved(phone)
        settled_or_kept()
        assert sorted(desk.board()) == sorted(words.split()[-1] for words in written)
        assert waiting(phone) == 0

    whatever_happens()
