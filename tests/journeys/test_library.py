"""The shipped library: what the files say, and how they come into the database."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from accounts.models import AuditEntry
from journeys import queries
from journeys.models import PathwayTemplate, TemplateVersion
from journeys.rules import TransitionKind, parse_content, stored_content
from journeys.services import library as pathways
from journeys.services.library import load_library, loaded_counts, read_library
from learners.models import Framework, FrameworkTier, LearningOffer, Role
from learners.rules import ConversationStep, LearnerStage, OfferType, PayBand
from learners.services import library as records
from learners.services.facts import checksum, texts_by_key
from learners.services.library import LibraryRefused
from tests.learners.people import NOON

COUNTS = {
    "templates": 10,
    "stages": 72,
    "zones": 54,
    "needs": 287,
    "personas": 10,
    "roles": 76,
    "offers": 46,
    "frameworks": 14,
    "tiers": 44,
}
PROVENANCE = re.compile(r"\b[SV]\d{1,3}\b|\bK\b|\bJ\b|\[[SVKJ]\]|\bseed\b", re.IGNORECASE)


class Files:
    """A copy of the shipped files, to break."""

    def __init__(self, folder: Path) -> None:
        self.pathways, self.records = folder / "pathways", folder / "records"
        shutil.copytree(pathways.FOLDER, self.pathways)
        shutil.copytree(records.FOLDER, self.records)

    def read(self) -> pathways.Shipped:
        return read_library(self.pathways, self.records)

    def change(self, name: str, edit: Any) -> None:
        """Let ``edit`` change the content of one file."""
        path = (self.records if name in {"roles", "offers", "frameworks"} else self.pathways) / f"{name}.yaml"
        content = yaml.safe_load(path.read_text())
        edit(content)
        path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))

    def problems(self) -> list[str]:
        with pytest.raises(LibraryRefused) as refused:
            self.read()
        return refused.value.problems


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def everything() -> list[Any]:
    """Every row of the library with every column."""
    models: tuple[Any, ...] = (Role, LearningOffer, Framework, FrameworkTier, PathwayTemplate, TemplateVersion)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, list(Framework.covered_roles.through.objects.order_by("pk").values())]


@pytest.mark.django_db
def test_load_library_loads_all_and_a_second_run_changes_nothing(capsys):
    call_command("load_library")
    assert capsys.readouterr().out.splitlines() == [
        "added 76 roles",
        "added 46 offers",
        "added 14 frameworks",
        "added 10 templates",
    ]
    before = everything()
    call_command("load_library")
    assert capsys.readouterr().out.splitlines() == ["nothing changed"]
    assert everything() == before
    assert AuditEntry.objects.filter(verb="library.loaded").count() == 1


@pytest.mark.django_db
def test_check_prints_the_counts_of_what_is_loaded(capsys, library):
    call_command("load_library", "--check", "--json")
    assert json.loads(capsys.readouterr().out) == COUNTS
    call_command("load_library", "--check")
    assert capsys.readouterr().out.splitlines() == [f"{kind}: {number}" for kind, number in COUNTS.items()]


@pytest.mark.django_db
def test_check_loads_nothing(capsys):
    call_command("load_library", "--check", "--json")
    assert set(json.loads(capsys.readouterr().out).values()) == {0}
    assert Role.objects.count() == 0


@pytest.mark.django_db
def test_check_fails_on_a_reference_in_the_database_that_leads_nowhere(library):
    Role.objects.filter(slug="geriatrician").update(slug="somebody-else")
    with pytest.raises(CommandError) as error:
        call_command("load_library", "--check", "--json")
    assert "template frailty version 1: stages[4].needs[5].role: there is no role “geriatrician”" in str(error.value)


@pytest.mark.django_db
def test_broken_files_end_the_command_and_load_nothing(files, monkeypatch):
    files.change("frailty", lambda content: content["stages"][0]["needs"][0].update(role="wizard"))
    monkeypatch.setattr(read_library, "__defaults__", (files.pathways, files.records))
    with pytest.raises(CommandError) as error:
        call_command("load_library")
    assert str(error.value) == "frailty.yaml: stages[0].needs[0].role: there is no role “wizard”"
    assert Role.objects.count() == 0


def test_no_code_of_provenance_reaches_any_text():
    shipped = read_library()
    found = []
    for pathway in shipped.pathways:
        texts = dict(texts_by_key(stored_content(pathway.content))) | {"source": pathway.source}
        found += [f"{pathway.slug} {key}: {text}" for key, text in texts.items() if PROVENANCE.search(text)]
    for kind in (shipped.records.roles, shipped.records.offers, shipped.records.frameworks):
        for slug, facts in kind.items():
            texts = dict(texts_by_key(json.loads(json.dumps(vars(facts), default=vars))))
            found += [f"{slug} {key}: {text}" for key, text in texts.items() if PROVENANCE.search(text)]
    assert found == []


def test_everything_says_where_it_comes_from_and_what_is_own_knowledge_says_so():
    shipped = read_library()
    for facts in [*shipped.records.roles.values(), *shipped.records.offers.values()]:
        assert facts.source
        assert facts.own_knowledge == (facts.source == "Own knowledge, to be reviewed")
    for pathway in shipped.pathways:
        parts: list[Any] = [*pathway.content.stages, *pathway.content.zones]
        for part in parts:
            assert part.source
            assert part.own_knowledge == (part.source == "Own knowledge, to be reviewed")
            assert pathway.own_knowledge or not part.own_knowledge
    assert [slug for slug, facts in shipped.records.frameworks.items() if facts.own_knowledge] == ["msw", "ssef"]
    assert sum(facts.own_knowledge for facts in shipped.records.roles.values()) == 57


def test_schemas_know_the_codes_of_the_rules():
    def schema(path: Path) -> Any:
        return json.loads(path.read_text())["properties"]

    roles = schema(records.FOLDER / "roles.schema.json")["roles"]["items"]["properties"]
    offers = schema(records.FOLDER / "offers.schema.json")["offers"]["items"]["properties"]
    pathway = schema(pathways.FOLDER / "pathway.schema.json")
    need = pathway["stages"]["items"]["properties"]["needs"]["items"]["properties"]
    assert roles["pay_band"]["enum"] == PayBand.values
    assert offers["learner_stage"]["enum"] == LearnerStage.values
    assert offers["offer_type"]["enum"] == OfferType.values
    assert need["step"]["enum"] == ConversationStep.values
    assert pathway["zones"]["items"]["properties"]["kinds"]["items"]["enum"] == TransitionKind.values
    assert list(pathway["learning"]["properties"]) == LearnerStage.values


@pytest.mark.parametrize(
    ("name", "edit", "problem"),
    [
        ("roles", lambda c: c["roles"][2].update(pay_band="b10"), "roles.yaml: roles[2].pay_band: 'b10' is not one of"),
        ("roles", lambda c: c["roles"][0].pop("title"), "roles.yaml: roles[0]: 'title' is a required property"),
        ("roles", lambda c: c["roles"][0].update(mark="K"), "roles.yaml: roles[0]: Additional properties are not"),
        ("roles", lambda c: c["roles"][1].update(slug="person"), "roles.yaml: roles[1].slug: “person” stands twice"),
        (
            "roles",
            lambda c: c["roles"][1].update(title="the person THEMSELVES"),
            "roles.yaml: roles[1].title: “the person THEMSELVES” stands twice",
        ),
        (
            "roles",
            lambda c: c["roles"][2].update(career_levels=[3, 1]),
            "roles.yaml: roles[2].career_levels: the lowest level comes first",
        ),
        (
            "offers",
            lambda c: c["offers"][3].update(academic_level=9),
            "offers.yaml: offers[3].academic_level: 9 is not",
        ),
        ("offers", lambda c: c["offers"][3].update(review_on="2026-13-45"), "offers.yaml: offers[3].review_on:"),
        (
            "offers",
            lambda c: c["offers"][0].update(title="943 476 5919"),
            "offers.yaml: offers[0].title: This looks like an NHS number.",
        ),
        (
            "frameworks",
            lambda c: c["frameworks"][3].update(covered_roles=["wizard"]),
            "frameworks.yaml: frameworks[3].covered_roles: there is no role “wizard”",
        ),
        (
            "frameworks",
            lambda c: c["frameworks"][0].update(coverage="listed"),
            "frameworks.yaml: frameworks[0].covered_roles: [] should be non-empty",
        ),
        (
            "frameworks",
            lambda c: c["frameworks"][0]["tiers"][2].update(depth=1),
            "frameworks.yaml: frameworks[0].tiers: a higher tier reaches less deep than a lower one",
        ),
        (
            "frameworks",
            lambda c: c["frameworks"][0]["tiers"][1].update(code="T1"),
            "frameworks.yaml: frameworks[0].tiers: a code stands twice",
        ),
        ("stroke", lambda c: c.update(slug="other"), "stroke.yaml: slug: must be “stroke” like the name of the file"),
        ("stroke", lambda c: c.update(framework="none"), "stroke.yaml: framework: there is no framework “none”"),
        (
            "stroke",
            lambda c: c["learning"]["getting_in"].append("magic"),
            "stroke.yaml: learning.getting_in[3]: there is no learning offer “magic”",
        ),
        (
            "stroke",
            lambda c: c["zones"][0].update(to="nowhere"),
            "stroke.yaml: stages and zones: A zone joins “nowhere”, which is not a stage of this pathway.",
        ),
        ("stroke", lambda c: c["stages"][1].update(needs=[]), "stroke.yaml: stages[1].needs: [] should be non-empty"),
        (
            "stroke",
            lambda c: c["personas"][0].update(is_invented=False),
            "stroke.yaml: personas[0].is_invented: True was expected",
        ),
    ],
)
def test_every_problem_names_file_and_key(files, name, edit, problem):
    files.change(name, edit)
    assert any(line.startswith(problem) for line in files.problems()), files.problems()


def test_all_problems_are_named_at_once(files):
    files.change("stroke", lambda content: content.update(framework="none"))
    files.change("frailty", lambda content: content["zones"][0].update(to="nowhere"))
    assert len(files.problems()) == 2


@pytest.mark.parametrize("text", ["a: [", "slug: a\nslug: b\n", "a: !!python/object:os.system {}", "\x00"])
def test_a_file_that_is_no_plain_yaml_is_refused(files, text):
    (files.pathways / "stroke.yaml").write_text(text)
    assert files.problems()[0].startswith("stroke.yaml: cannot be read: ")


def test_a_date_without_quotes_is_as_good_as_one_with(files):
    path = files.pathways / "stroke.yaml"
    path.write_text(path.read_text().replace('next_review_on: "2027-11-30"', "next_review_on: 2027-11-30"))
    assert files.read() == read_library()


@pytest.mark.django_db
def test_a_changed_pathway_file_makes_the_next_version(files, library):
    first = TemplateVersion.objects.get(template__slug="stroke")
    before = first.content
    files.change("stroke", lambda content: content.update(title="Stroke, anew"))
    report = load_library(files.read(), at=NOON)
    assert report.lines() == ["changed 1 templates"]
    template = PathwayTemplate.objects.get(slug="stroke")
    assert template.title == "Stroke, anew"
    assert list(template.versions.order_by("number").values_list("number", "published_at")) == [(1, NOON), (2, NOON)]
    first.refresh_from_db()
    assert first.content == before
    assert loaded_counts() == COUNTS
    assert load_library(files.read(), at=NOON).lines() == ["nothing changed"]


@pytest.mark.django_db
def test_a_changed_record_is_brought_up_to_date(files, library):
    files.change("roles", lambda content: content["roles"][0].update(title="The person, in person"))
    files.change("frameworks", lambda content: content["frameworks"][0]["tiers"][0].update(title="Aware of it"))
    assert load_library(files.read(), at=NOON).lines() == ["changed 1 roles", "changed 1 frameworks"]
    assert Role.objects.get(slug="person").title == "The person, in person"
    assert Framework.objects.get(slug="frailty").tiers.get(rank=1).title == "Aware of it"
    assert load_library(files.read(), at=NOON).lines() == ["nothing changed"]


@pytest.mark.django_db
def test_what_somebody_has_edited_is_never_overwritten(files, library):
    Role.objects.filter(slug="person").update(title="Mine")
    PathwayTemplate.objects.filter(slug="stroke").update(source="Mine")
    assert load_library(read_library(), at=NOON).lines() == ["nothing changed"]
    files.change("roles", lambda content: content["roles"][0].update(title="Theirs"))
    files.change("stroke", lambda content: content.update(title="Theirs"))
    assert load_library(files.read(), at=NOON).lines() == [
        "nothing changed",
        "kept roles person: somebody has edited it since it was loaded",
        "kept templates stroke: somebody has edited it since it was loaded",
    ]
    assert Role.objects.get(slug="person").title == "Mine"
    assert TemplateVersion.objects.filter(template__slug="stroke").count() == 1


@pytest.mark.django_db
def test_a_template_with_a_draft_is_kept(files, library):
    template = PathwayTemplate.objects.get(slug="stroke")
    latest = template.versions.get()
    TemplateVersion.objects.create(template=template, number=2, content=latest.content, checksum=latest.checksum)
    files.change("stroke", lambda content: content.update(title="Theirs"))
    assert "kept templates stroke" in load_library(files.read(), at=NOON).lines()[1]


@pytest.mark.django_db
def test_loading_is_all_or_nothing():
    shipped = read_library()
    broken = replace(shipped.pathways[-1], slug=shipped.pathways[0].slug)
    with pytest.raises(IntegrityError):
        load_library(replace(shipped, pathways=(*shipped.pathways, broken)), at=NOON)
    assert loaded_counts() == dict.fromkeys(COUNTS, 0)
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
def test_published_templates_are_ready_to_choose_from(library, django_assert_num_queries):
    with django_assert_num_queries(1):
        templates = queries.published_templates()
    assert len(templates) == 10
    assert [template.title for template in templates] == sorted(template.title for template in templates)
    frailty = next(template for template in templates if template.slug == "frailty")
    assert (frailty.stages, frailty.zones, frailty.needs, frailty.version_number) == (8, 7, 40, 1)
    assert frailty.framework_title == "Frailty core capabilities"
    assert queries.version_content(frailty.version_id).personas[0].name == "Edith"


@pytest.mark.django_db
def test_the_stored_content_is_what_the_file_says_and_its_checksum_fits(library):
    for pathway in read_library().pathways:
        version = TemplateVersion.objects.get(template__slug=pathway.slug)
        assert parse_content(version.content) == pathway.content
        assert version.checksum == checksum(version.content)
