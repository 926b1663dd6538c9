"""The whole line: from a template to the report, a facilitator and three phones."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import PHONE, SCREEN, Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser]


def test_line_from_template_to_pdf(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.make_workshop(visitors, "Frailty on the coast", part="Workforce")
    code = walk.code_of(desk)
    ann = walk.come_in(visitors, code, "Hospital")
    ben = walk.come_in(visitors, code.lower().replace(" ", "-"), "Social care")
    cat = walk.come_in(visitors, code.replace(" ", ""), "Person or carer with lived experience")
    for phone in (ann, ben, cat):
        walk.live(phone)
    expect(desk.locator("#room")).to_contain_text("3")

    stage = "Urgent response at home"
    for phone in (ann, ben, cat):
        walk.show(phone, stage)
    walk.add_need(ann, stage, "Porter", needed="2 Working", now="1 Aware", learners="Getting in")
    for page in (desk, ben, cat):
        card = walk.column(page, stage).locator(".cell.getting_in").get_by_role("link", name=re.compile("^Porter"))
        expect(card).to_be_visible()
        expect(card).to_contain_text("depth 2 needed, 1 now, 1 short")

    walk.ask(desk, "Star")
    walk.to_ideas(ben).get_by_role("link", name="Add an idea").click()
    ben.get_by_label("Your idea").fill("Porters shadow the urgent response team for a day")
    ben.get_by_role("group", name="Which enabler carries it?").get_by_label("Upskilling").check()
    ben.get_by_role("button", name="Add the idea").click()
    expect(desk.locator("#ideas")).to_contain_text("Porters shadow the urgent response team for a day")

    desk.locator("#ideas").get_by_role("link", name=re.compile("Porters shadow")).click()
    desk.locator("#panel").get_by_role("link", name="Make an action of it").click()
    desk.get_by_label(re.compile(r"^Owner(?!')")).fill("Head of portering")
    desk.get_by_label("Owner's organisation").fill("Coastal Hospitals")
    desk.get_by_label("Due by").fill("2027-03-31")
    desk.get_by_label("Status").select_option(label="Agreed")
    desk.get_by_role("button", name="Add the action").click()
    expect(cat.locator("#actions")).to_contain_text("Head of portering")

    desk.locator("#reports").get_by_role("link", name="Make a report").click()
    desk.locator("#panel").get_by_role("button", name="Make the report").click()
    pdf_link = desk.locator("#reports").get_by_role("link", name=re.compile("^PDF"))
    expect(pdf_link).to_be_visible(timeout=60_000)
    with desk.expect_download() as download:
        pdf_link.click()
    content = download.value.path().read_bytes()
    assert content[:5] == b"%PDF-"
    desk.locator("#reports").get_by_role("link", name=re.compile("^Read")).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Frailty on the coast")
    expect(desk.locator("body")).to_contain_text("Porters shadow the urgent response team for a day")


@pytest.mark.embedded
def test_second_scan_brings_back_the_same_place(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Twice at the door")
    code = walk.code_of(desk)
    phone = walk.join(visitors, code, "Hospital")
    for _ in range(2):
        phone.goto(f"/join/{code.replace(' ', '')}/")
        expect(phone.locator("main[data-workshop]")).to_be_visible()
    expect(desk.locator("#room b").first).to_have_text("1")


@pytest.mark.embedded
def test_screen_shows_question_pathway_and_code(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "On the wall")
    screen = visitors.page(SCREEN, like=desk)
    screen.goto(desk.url.rstrip("/") + "/screen/")
    walk.live(screen)
    assert walk.code_of(screen) == walk.code_of(desk)
    expect(screen.locator("#ribbon svg").first).to_be_visible()
    desk.locator("#ask").get_by_role("link", name="Next: Purpose").click()
    expect(screen.locator("#ask h1")).to_have_text("What are we free to change?")
    expect(screen.locator("#picture")).to_contain_text("Ground rules")


@pytest.mark.embedded
def test_join_add_and_download_work_without_script(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "No script here", part="Workforce")
    phone = walk.come_in(visitors, walk.code_of(desk), "Community health", script=False)
    walk.column(phone, "Proactive personalised care").get_by_role("link", name=re.compile("Add here")).click()
    phone.get_by_role("link", name="Who is needed").click()
    phone.get_by_label("Who is here, paid or not?").fill("Neighbour with a key")
    phone.get_by_role("button", name="Add", exact=True).click()
    expect(phone.locator("main[data-workshop]")).to_contain_text("Neighbour with a key")
    plain = visitors.signs_in("workforce_lead", script=False)
    plain.goto(desk.url)
    plain.get_by_role("link", name="Make a report").click()
    plain.get_by_role("button", name="Make the report").click()
    link = plain.get_by_role("link", name=re.compile("^PDF"))
    for _ in range(60):
        plain.goto(desk.url)
        if link.count():
            break
        plain.wait_for_timeout(500)
    with plain.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"


def wide_enough(page: Page) -> bool:
    """Whether nothing makes the page itself scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.embedded
@pytest.mark.parametrize("size", [(320, 640), PHONE, (768, 1024), (1440, 900), SCREEN])
def test_board_reflows(visitors: Visitors, live_site: LiveSite, size: tuple[int, int]) -> None:
    public_id = live_site.demo_workshop()
    desk = visitors.signed_in("facilitator", size)
    desk.goto(f"/w/{public_id}/")
    assert wide_enough(desk)
