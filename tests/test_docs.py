"""The documents say what the code does, and lead to each other."""

import re
from pathlib import Path

import pytest

from config import checks
from config.env import NAMES
from workshops.rules import limits, regions

pytestmark = pytest.mark.embedded

ROOT = Path(__file__).resolve().parents[1]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
STARTS = (ROOT / "README.md", ROOT / "docs/structure.md")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
CODE_PATH = re.compile(
    r"`((?:config|workshops|journeys|learners|accounts|templates|static|tests|bench|scripts)/[\w./-]*)`"
)


def links(path: Path) -> set[Path]:
    return {(path.parent / target).resolve() for target in LINK.findall(path.read_text(encoding="utf-8"))}


def test_every_document_is_linked_from_readme_or_structure():
    linked = set().union(*(links(path) for path in STARTS))
    assert [path.name for path in DOCS if path not in linked] == []


@pytest.mark.parametrize("path", [*DOCS, ROOT / "README.md"], ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    assert [target.name for target in links(path) if not target.exists()] == []


@pytest.mark.parametrize("path", [*DOCS, ROOT / "README.md"], ids=lambda path: path.name)
def test_named_files_exist(path):
    named = CODE_PATH.findall(path.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_decisions_are_numbered_and_listed_in_order():
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(decisions) + 1))
    listed = re.findall(r"^(\d+)\. \[(.+)\]\(adr/(.+)\)$", (ROOT / "docs/structure.md").read_text(), re.MULTILINE)
    headings = [re.fullmatch(r"# (\d+)\. (.+)", path.read_text().splitlines()[0]) for path in decisions]
    assert listed == [
        (*heading.groups(), path.name) for heading, path in zip(headings, decisions, strict=True) if heading
    ]


def test_environment_table_is_that_of_the_code():
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", (ROOT / "docs/structure.md").read_text(), re.MULTILINE)
    assert dict(rows) == NAMES


def test_system_checks_are_those_of_the_code():
    code = re.findall(r'id="(journey\.E\d+)"', Path(checks.__file__).read_text())
    assert re.findall(r"`(journey\.E\d+)`", (ROOT / "docs/structure.md").read_text()) == code


def test_every_region_is_named_for_scripts():
    text = (ROOT / "docs/http.md").read_text()
    sentence = re.search(r"A \*\*stem\*\* names a region: (.+?), and\n`segment-<id>`", text, re.DOTALL)
    assert sentence is not None
    assert sorted(re.findall(r"`([a-z]+)`", sentence[1])) == sorted(regions.FIXED)


def test_bounds_are_those_of_the_code():
    text = (ROOT / "docs/structure.md").read_text()
    assert (
        f"{limits.SEGMENTS} segments, {limits.NEEDS:,} needs, ideas or actions, {limits.PARTICIPANTS:,} participants"
        in text
    )
    assert f"{limits.TEXT:,} characters a text, {limits.TITLE} a title, {limits.NAME} a name" in text
