"""A whole facilitated day, as people live it: desk, screen and six phones through the twelve phases to the PDF.

Ann and Ben are on ordinary phones, Cat uses the keyboard alone, Dee reads at 320 px (a desk at 400 per cent), Eve has a
bad line, Fay comes late. The other two agendas are walked in a shorter way.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import walk
from tests.support.browser import PHONE, SCREEN, Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser]

STAGE = "Ageing well and prevention"
PHASES = (
    *("Join", "Purpose", "Persona", "Journey", "Needs", "Workforce", "Break", "Capability", "Overlay", "Star"),
    *("Prioritise", "Actions", "Close"),
)


@dataclass
class Day:
    """Everybody at one workshop."""

    desk: Page
    screen: Page
    axe: Callable[[Page], list[str]]
    phones: list[Page] = field(default_factory=list)
    album: Path | None = None
    """Where pictures of the day go, for the guide; None when nobody wants any."""

    @property
    def panel(self) -> Locator:
        """The panel of the desk."""
        return self.desk.locator("#panel")

    @property
    def ann(self) -> Page:
        """On an ordinary phone."""
        return self.phones[0]

    @property
    def ben(self) -> Page:
        """On an ordinary phone."""
        return self.phones[1]

    @property
    def cat(self) -> Page:
        """With the keyboard alone."""
        return self.phones[2]

    @property
    def dee(self) -> Page:
        """At 320 px."""
        return self.phones[3]

    @property
    def eve(self) -> Page:
        """On a bad line."""
        return self.phones[4]

    def picture(self, name: str, face: Page) -> None:
        """Take a picture for the guide, when there is an album."""
        if self.album is not None:
            face.screenshot(path=self.album / f"guide-{name}.png")

    def move_on(self, title: str) -> None:
        """One press: every face is at the next part of the agenda."""
        self.desk.locator("#ask-control").click()
        for face in (self.desk, self.screen, *self.phones):
            expect(face.locator("#ask .ask-step")).to_contain_text(title)
        back(self.desk)

    def nothing_to_wince_at(self) -> None:
        """Axe finds nothing on any face, and no face scrolls sideways."""
        for face in (self.desk, self.screen, self.phones[0]):
            assert self.axe(face) == []
        for face in (*self.phones, self.screen):
            assert face.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def press(page: Page, wanted: Locator, *, keys: bool = False) -> None:
    """Follow a link or press a button."""
    if keys:
        by_keys(page, wanted)
        page.keyboard.press("Enter")
    else:
        wanted.click()


def use(phone: Page, label: str, *, keys: bool = False) -> Locator:
    """Take one of the phase's tools on a phone."""
    press(phone, phone.locator("#ask").get_by_role("link", name=label), keys=keys)
    return phone.locator("#panel")


def write(phone: Page, tool: str, label: str, words: str, button: str = "Add it", *, keys: bool = False) -> None:
    """Say something with one of the phase's tools, and come back to the board."""
    panel = use(phone, tool, keys=keys)
    type_in(phone, panel.get_by_label(label), words, keys=keys)
    press(phone, panel.get_by_role("button", name=button, exact=True), keys=keys)
    expect(panel.locator(".panel-said")).to_be_visible()
    back(phone, keys=keys)


def type_in(page: Page, box: Locator, words: str, *, keys: bool) -> None:
    """Write into a box."""
    if keys:
        by_keys(page, box)
        page.keyboard.type(words)
    else:
        box.fill(words)


def back(page: Page, *, keys: bool = False) -> None:
    """Close the panel."""
    if keys:
        page.keyboard.press("Escape")
    else:
        page.locator("#panel [data-panel-close]").first.click()
    expect(page.locator("#panel")).not_to_have_attribute("data-open", "")


def by_keys(page: Page, wanted: Locator) -> None:
    """Go to something with the Tab key; among the choices of one question, with the arrows."""
    expect(wanted).to_be_visible()
    for _ in range(200):
        found = wanted.evaluate(
            "(element) => [element === document.activeElement,"
            " element.type === 'radio' && document.activeElement.name === element.name]"
        )
        if found[0]:
            return
        page.keyboard.press("ArrowDown" if found[1] else "Tab")
    raise AssertionError(f"not reached by keyboard: {wanted}")


def idea(phone: Page, words: str, enabler: str, *, keys: bool = False) -> None:
    """Add an idea."""
    panel = use(phone, "Add an idea", keys=keys)
    type_in(phone, panel.get_by_label("Your idea"), words, keys=keys)
    choice = panel.get_by_role("group", name="Which enabler carries it?").get_by_label(enabler, exact=True)
    if keys:
        by_keys(phone, choice)
    else:
        choice.check()
    press(phone, panel.get_by_role("button", name="Add the idea"), keys=keys)
    expect(panel.locator(".panel-said")).to_be_visible()
    back(phone, keys=keys)


def join_by_keys(visitors: Visitors, code: str, sector: str) -> Page:
    """Somebody who comes in without mouse or touch."""
    page = visitors.page(PHONE)
    page.goto("/")
    type_in(page, page.get_by_label("Join code"), code, keys=True)
    page.keyboard.press("Enter")
    by_keys(page, page.get_by_label("Where do you come from?"))
    page.keyboard.type(sector)
    press(page, page.get_by_role("button", name="Come in"), keys=True)
    expect(page.locator("main[data-workshop]")).to_be_visible()
    return page


def nobody_reads(words: Sequence[str], faces: Sequence[Page]) -> None:
    """The words are in nobody's page, not even in its source."""
    for face in faces:
        source = face.content()
        assert [each for each in words if each in source] == []


def everybody_reads(words: str, faces: Sequence[Page]) -> None:
    """The words are on every face, whether in sight or a step away."""
    for face in faces:
        expect(face.locator("main")).to_contain_text(words)


def open_day(visitors: Visitors, site: LiveSite, axe: Callable[[Page], list[str]], agenda: str = "") -> Day:
    """A facilitator with a new workshop, and the screen beside the desk."""
    desk = visitors.signed_in("facilitator")
    desk.goto("/workshops/new/frailty/")
    desk.get_by_label("Title of the workshop").fill("A day at the coast")
    if agenda:
        desk.get_by_label("Agenda").select_option(agenda)
    desk.get_by_role("button", name="Make the workshop").click()
    expect(desk.locator("main[data-workshop]")).to_be_visible()
    screen = visitors.page(SCREEN, like=desk)
    screen.goto(desk.url.rstrip("/") + "/screen/")
    walk.live(desk)
    walk.live(screen)
    return Day(desk, screen, axe)


@pytest.mark.embedded
@pytest.mark.timeout(480)
@pytest.mark.console_errors_expected
def test_the_whole_day(visitors: Visitors, live_site: LiveSite, axe: Callable[[Page], list[str]]) -> None:
    live_through(open_day(visitors, live_site, axe), visitors)


@pytest.mark.server
def test_two_sessions_online(visitors: Visitors, live_site: LiveSite, axe: Callable[[Page], list[str]]) -> None:
    day = open_day(visitors, live_site, axe, agenda="online_two_sessions")
    in_short(day, visitors, ("Join", "Purpose", "Persona", "Journey", "Break", "Needs", "Workforce", "Close"))
    in_short(day, visitors, ("Rejoin", "Capability", "Overlay", "Break", "Star", "Prioritise", "Actions", "Close"))


@pytest.mark.server
def test_zone_clinic(visitors: Visitors, live_site: LiveSite, axe: Callable[[Page], list[str]]) -> None:
    day = open_day(visitors, live_site, axe, agenda="zone_clinic_90")
    in_short(day, visitors, ("Join", "Persona", "Needs", "Who and how deep", "Overlay", "Star", "Actions"))


def in_short(day: Day, visitors: Visitors, parts: Sequence[str]) -> None:
    """One phone through the parts of an agenda; what a part takes is written, ideas and needs among it."""
    for part in parts:
        day.move_on(part)
        if not day.phones:
            day.phones = [walk.join(visitors, walk.code_of(day.screen), "Community health")]
            walk.live(day.ann)
        if part == "Needs":
            write(day.ann, "Say what the person needs", "What does the person need here?", "A key safe", "Add")
            everybody_reads("A key safe", [day.desk])
        if part == "Star":
            idea(day.ann, "Share one key safe code", "New ways of working")
            everybody_reads("Share one key safe code", [day.desk])


def live_through(day: Day, visitors: Visitors) -> None:
    """The 240-minute agenda from the door to the report."""
    come_in(day, visitors)
    purpose(day)
    persona(day)
    journey(day)
    needs(day)
    workforce(day, visitors)
    have_a_break(day)
    capability(day)
    overlay(day)
    star(day)
    prioritise(day)
    actions(day)
    close(day)


def come_in(day: Day, visitors: Visitors) -> None:
    """Five people come in."""
    screen = day.screen
    day.move_on("Join")
    code = walk.code_of(screen)
    ann, ben, eve = (walk.join(visitors, code, sector) for sector in ("Hospital", "Social care", "Ambulance"))
    cat = join_by_keys(visitors, code, "Community health")
    dee = walk.join(visitors, code, "Person or carer with lived experience", (320, 256))
    day.phones = [ann, ben, cat, dee, eve]
    for phone in day.phones:
        walk.live(phone)
    expect(screen.locator("#room")).to_contain_text("5 in the room")
    day.picture("screen-join", screen)
    day.nothing_to_wince_at()


def purpose(day: Day) -> None:
    """A ground rule, and everybody is done."""
    desk = day.desk
    day.move_on("Purpose")
    write(day.ann, "Add a ground rule", "Your ground rule", "One speaks at a time")
    everybody_reads("One speaks at a time", [desk, day.ben])
    for phone in day.phones:
        press(phone, phone.locator("#ask-done"), keys=phone is day.cat)
        expect(phone.locator("#mine")).to_contain_text("You said you are done")
    expect(desk.locator("#progress")).to_contain_text("5 of 5 say they are done")
    day.nothing_to_wince_at()


def persona(day: Day) -> None:
    """What matters to her."""
    desk = day.desk
    screen = day.screen
    day.move_on("Persona")
    expect(screen.locator("main")).to_contain_text("Edith")
    write(day.ben, "Say what matters to the person", "What matters to them?", "Her own front door")
    everybody_reads("Her own front door", [desk, day.ann])
    day.nothing_to_wince_at()


def journey(day: Day) -> None:
    """A missing stage, by keyboard alone."""
    desk = day.desk
    day.move_on("Journey")
    write(day.cat, "A stage is missing", "Which stage is missing?", "A bench on the way to the market", keys=True)
    everybody_reads("A bench on the way to the market", [desk, day.ann])
    day.nothing_to_wince_at()


def needs(day: Day) -> None:
    """Words are private before the reveal, and again after it is taken back."""
    desk = day.desk
    screen = day.screen
    day.move_on("Needs")
    day.picture("desk", desk)
    desk.locator("#next-step").click()
    expect(day.ann.locator("#ask .ask-technique")).to_contain_text("Nobody sees your words yet")
    silent = ("Somebody who knows where the key is", "A lift to the market on Fridays")
    for phone, words in zip((day.ann, day.dee), silent, strict=True):
        write(phone, "Say what the person needs", "What does the person need here?", words, "Add")
    expect(desk.locator("#progress")).to_contain_text("2 entries written in silence")
    nobody_reads(silent, [desk, screen, day.ben, day.cat, day.eve])
    expect(day.ann.locator("#mine")).to_contain_text(silent[0])
    day.picture("phone", day.ann)
    desk.locator("#reveal").click()
    for words in silent:
        everybody_reads(words, [desk, day.ben, day.cat, day.eve])
    desk.locator("#reveal-undo").click()
    for words in silent:
        expect(day.ben.locator("main")).not_to_contain_text(words)
    desk.locator("#reveal").click()
    for words in silent:
        everybody_reads(words, [desk, day.ben, day.cat, day.dee, day.eve])
    day.nothing_to_wince_at()


def workforce(day: Day, visitors: Visitors) -> None:
    """Two groups, a latecomer, and a line that breaks."""
    desk = day.desk
    panel = day.panel
    day.move_on("Workforce")
    fay = walk.join(visitors, walk.code_of(day.screen), "Primary care")
    day.phones.append(fay)
    desk.locator("#progress-groups").click()
    panel.get_by_label("How many groups?").fill("2")
    panel.get_by_role("button", name="Make the groups").click()
    expect(panel.locator(".panel-said")).to_be_visible()
    back(desk)
    expect(desk.locator("#progress")).to_contain_text("with roles")
    for phone in day.phones:
        expect(phone.locator("#mine")).to_contain_text("Your group")
    panel_of_eve = use(day.eve, "Say who is here")
    panel_of_eve.get_by_label("Who is here, paid or not?").fill("Market trader who knows everybody")
    day.eve.context.set_offline(True)
    panel_of_eve.get_by_role("button", name="Add", exact=True).click()
    expect(day.eve.locator("#saved")).to_contain_text("Not saved: 1 entry kept on this device")
    day.eve.context.set_offline(False)
    walk.all_saved(day.eve)
    everybody_reads("Market trader who knows everybody", [desk, day.ann, fay])
    back(day.eve)
    day.nothing_to_wince_at()


def have_a_break(day: Day) -> None:
    """The screen says when to be back."""
    screen = day.screen
    day.move_on("Break")
    expect(screen.locator("#clock")).to_contain_text("Back at")
    day.nothing_to_wince_at()


def capability(day: Day) -> None:
    """A poll without names."""
    desk = day.desk
    panel = day.panel
    day.move_on("Capability")
    walk.column(desk, STAGE).get_by_role("link", name=re.compile("^Volunteer")).first.click()
    panel.get_by_role("button", name="Ask the room how deep it is now").click()
    expect(panel.locator(".panel-said")).to_be_visible()
    back(desk)
    for phone, depth in zip(day.phones, (0, 0, 1, 1, 1, 2), strict=True):
        keys = phone is day.cat
        answers = use(phone, "How deep is Volunteer now?", keys=keys)
        press(phone, answers.get_by_role("button", name=re.compile(f"^{depth} ")), keys=keys)
        expect(phone.locator("#panel .panel-said")).to_be_visible()
        back(phone, keys=keys)
    expect(desk.locator("#progress")).to_contain_text("6 answers to the poll on Volunteer")
    desk.locator("#progress").get_by_role("link", name="Volunteer").click()
    panel.get_by_role("button", name="Close the poll").click()
    panel.get_by_role("link", name="See the result").click()
    expect(panel).to_contain_text("on average")
    panel.get_by_role("button", name="Use 1 as depth now").click()
    expect(walk.column(day.dee, STAGE)).to_contain_text("depth 1 needed and there")
    day.nothing_to_wince_at()


def overlay(day: Day) -> None:
    """A role gets its learner row."""
    desk = day.desk
    day.move_on("Overlay")
    walk.show(day.ann, STAGE)
    walk.column(day.ann, STAGE).get_by_role("link", name=re.compile("^Volunteer")).first.click()
    day.ann.locator("#panel").get_by_label(re.compile("^Getting in")).check()
    day.ann.locator("#panel").get_by_role("button", name="Save the learner rows").click()
    expect(day.ann.locator("#panel .panel-said")).to_be_visible()
    back(day.ann)
    getting_in = walk.column(desk, STAGE).locator(".cell.getting_in")
    expect(getting_in.get_by_role("link", name=re.compile("^Volunteer"))).to_be_visible()
    day.nothing_to_wince_at()


def star(day: Day) -> None:
    """Ideas in silence, then two become one."""
    desk = day.desk
    screen = day.screen
    panel = day.panel
    day.move_on("Star")
    desk.locator("#next-step").click()
    ideas = (
        (day.ann, "A bench with a phone number on it", "New ways of working"),
        (day.ben, "Volunteers shadow the care co-ordinator", "Upskilling"),
        (day.cat, "A paid market companion", "New roles"),
        (day.dee, "Volunteers follow the co-ordinator for a day", "Upskilling"),
        (day.phones[5], "Ask the college for six learners", "Supply"),
    )
    for phone, _, _ in ideas:
        # A phone comes to the question when a step begins: a form that was opened before it closes after saving.
        expect(phone.locator("#ask .ask-technique")).to_contain_text("1: alone")
    for phone, words, enabler in ideas:
        idea(phone, words, enabler, keys=phone is day.cat)
    nobody_reads([words for _, words, _ in ideas], [desk, screen, day.eve])
    for step in ("2: in pairs", "4: in fours"):
        desk.locator("#next-step").click()
        expect(day.eve.locator("#ask .ask-technique")).to_contain_text(step)
    desk.locator("#reveal").click()
    for _, words, _ in ideas:
        everybody_reads(words, [desk, day.eve])
    desk.locator("#ideas").get_by_role("link", name=re.compile("Volunteers shadow")).first.click()
    panel.get_by_role("link", name="Merge…").click()
    day.picture("screen-star", day.screen)
    panel.get_by_label(re.compile("Volunteers follow")).check()
    panel.get_by_role("button", name="Merge them").click()
    expect(desk.locator("#ideas")).to_contain_text(re.compile("[Tt]akes in 4"))
    day.nothing_to_wince_at()


def prioritise(day: Day) -> None:
    """Six people spend dots that nobody sees before the close of the round."""
    desk = day.desk
    panel = day.panel
    day.move_on("Prioritise")
    desk.locator("#run-votes").click()
    panel.get_by_role("button", name="Open the round").click()
    expect(panel.locator(".panel-said")).to_be_visible()
    back(desk)
    for phone in day.phones:
        keys = phone is day.cat
        use(phone, "Spend your dots", keys=keys)
        for name in ("Place a dot on idea 3", "Place a dot on idea 3", "Place a dot on idea 1"):
            left = phone.locator(".dots-left b")
            before = left.inner_text()
            press(phone, phone.get_by_role("button", name=name), keys=keys)
            expect(left).not_to_have_text(before)
        back(phone, keys=keys)
    expect(desk.locator("#progress")).to_contain_text("6 people have placed 18 dots")
    desk.locator("#progress-round").click()
    panel.get_by_role("button", name="Close the round").click()
    first = day.ann.locator("#priorities tbody tr").first
    expect(first).to_contain_text("A paid market companion")
    expect(first).to_contain_text("12")
    row = desk.locator("#priorities tbody tr").first
    row.get_by_role("link", name=re.compile("Impact and effort")).click()
    panel.get_by_role("group", name="Impact for the person").get_by_label(re.compile("^5")).check()
    panel.get_by_role("group", name="Effort it takes").get_by_label(re.compile("^2")).check()
    panel.get_by_role("button", name="Place it").click()
    expect(day.ann.locator("#priorities")).to_contain_text("Quick win")
    day.nothing_to_wince_at()


def actions(day: Day) -> None:
    """A new role is asked first."""
    desk = day.desk
    panel = day.panel
    day.move_on("Actions")
    add_action(desk, "A paid market companion", agreed=True)
    expect(panel).to_contain_text(re.compile("question|check", re.IGNORECASE))
    desk.locator("#ideas").get_by_role("link", name=re.compile("A paid market companion")).first.click()
    panel.get_by_role("link", name="Ask first").click()
    expect(panel.get_by_label("Not known yet")).to_have_count(7)
    for unknown in panel.get_by_label("Not known yet").all():
        unknown.check()
    panel.get_by_role("button", name=re.compile("Save")).click()
    expect(panel.locator(".panel-said")).to_be_visible()
    add_action(desk, "A paid market companion", agreed=True)
    expect(day.ben.locator("#actions")).to_contain_text("Head of volunteering")
    day.nothing_to_wince_at()


def close(day: Day) -> None:
    """Pledges, the read-back, and the PDF."""
    desk = day.desk
    screen = day.screen
    panel = day.panel
    day.move_on("Close")
    for phone, words in ((day.ann, "Ring the college"), (day.eve, "Walk the way to the market")):
        write(phone, "Make your pledge", "What will you do by Friday?", words)
    write(day.cat, "Make your pledge", "What will you do by Friday?", "Ask the market traders", keys=True)
    everybody_reads("Ring the college", [desk, day.phones[5]])
    expect(screen.locator("#picture")).to_contain_text("6")
    day.nothing_to_wince_at()

    desk.locator("#reports").get_by_role("link", name="Make a report").click()
    panel.get_by_role("button", name="Make the report").click()
    pdf = desk.locator("#reports").get_by_role("link", name=re.compile("^PDF"))
    expect(pdf).to_be_visible(timeout=60_000)
    with desk.expect_download() as download:
        pdf.click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"


def add_action(desk: Page, words: str, *, agreed: bool) -> None:
    """Make an action of an idea, with owner, organisation and date."""
    panel = desk.locator("#panel")
    desk.locator("#ideas").get_by_role("link", name=re.compile(words)).first.click()
    panel.get_by_role("link", name="Make an action of it").click()
    desk.get_by_label(re.compile(r"^Owner(?!')")).fill("Head of volunteering")
    desk.get_by_label("Owner's organisation").fill("Coastal Community Trust")
    desk.get_by_label("Due by").fill("2027-03-31")
    if agreed:
        desk.get_by_label("Status").select_option(label="Agreed")
    desk.get_by_role("button", name="Add the action").click()
    expect(panel.locator(".panel-said, .nhsuk-error-summary")).to_be_visible()
