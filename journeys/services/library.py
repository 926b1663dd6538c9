"""The pathways that the product ships, and how the whole library comes into the database."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.services import audit
from journeys import queries
from journeys.models import PathwayTemplate, TemplateVersion
from journeys.rules import (
    PathwayContent,
    TemplateStatus,
    missing_in_content,
    parse_content,
    stored_content,
    wrong_structure,
)
from learners.models import Framework, LearningOffer, Role
from learners.queries import counts as learner_counts
from learners.services import library as learner_library
from learners.services.facts import checksum
from learners.services.library import LibraryRefused, LoadReport, ShippedRecords, kept_as_edited, read_checked

FOLDER = Path(__file__).resolve().parent.parent / "library"


@dataclass(frozen=True)
class ShippedPathway:
    """A pathway file: the template's own facts and the content of its first or next version."""

    slug: str
    source: str
    own_knowledge: bool
    next_review_on: date | None
    content: PathwayContent

    @property
    def checksum(self) -> str:
        """What tells this state of the file, or of the stored template, from another."""
        return checksum(
            {
                "source": self.source,
                "own_knowledge": self.own_knowledge,
                "next_review_on": self.next_review_on,
                "content": stored_content(self.content),
            }
        )


@dataclass(frozen=True)
class Shipped:
    """Everything that the files say."""

    records: ShippedRecords
    pathways: tuple[ShippedPathway, ...]


def read_library(folder: Path = FOLDER, learners_folder: Path = learner_library.FOLDER) -> Shipped:
    """Read and check every file. Raises LibraryRefused with all that is wrong, each with file and key."""
    problems: list[str] = []
    records = learner_library.read_records(problems, learners_folder)
    pathways = []
    for path in sorted(folder.glob("*.yaml")):
        content = read_checked(path, FOLDER / "pathway.schema.json", problems)
        if content is None:
            continue
        pathway = _pathway(content)
        if pathway.slug != path.stem:
            problems.append(f"{path.name}: slug: must be “{path.stem}” like the name of the file")
        loose = dangling(pathway.content, roles=records.roles, offers=records.offers, frameworks=records.frameworks)
        problems.extend(f"{path.name}: {sentence}" for sentence in loose)
        problems.extend(f"{path.name}: stages and zones: {sentence}" for sentence in wrong_structure(pathway.content))
        problems.extend(f"{path.name}: (whole file): {sentence}" for sentence in missing_in_content(pathway.content))
        pathways.append(pathway)
    if not pathways:
        problems.append(f"{folder.name}: holds no pathway")
    if problems:
        raise LibraryRefused(problems)
    return Shipped(records, tuple(pathways))


def load_library(shipped: Shipped, *, at: datetime) -> LoadReport:
    """Bring the files into the database, all or nothing; a second run changes nothing.

    A changed pathway file becomes the next published version of its template. What somebody has edited since it was
    loaded, or has a draft of, is kept and named in the report.
    """
    report = LoadReport()
    with transaction.atomic():
        learner_library.load_records(shipped.records, report)
        _load_pathways(shipped.pathways, report, at)
        if not report.is_empty:
            audit(
                by=None,
                at=at,
                verb="library.loaded",
                subject="library",
                detail={"added": report.added, "changed": report.changed},
            )
    return report


def loaded_counts() -> dict[str, int]:
    """How many things of each kind the database holds; needs and the like of each template's latest version."""
    templates, records = queries.counts(), learner_counts()
    return {
        "templates": templates.templates,
        "stages": templates.stages,
        "zones": templates.zones,
        "needs": templates.needs,
        "personas": templates.personas,
        "roles": records.roles,
        "offers": records.offers,
        "frameworks": records.frameworks,
        "tiers": records.tiers,
    }


def dangling_in_database() -> list[str]:
    """One sentence for each reference of a stored template, draft or not, that leads nowhere."""
    roles = set(Role.objects.values_list("slug", flat=True))
    offers = set(LearningOffer.objects.values_list("slug", flat=True))
    frameworks = set(Framework.objects.values_list("slug", flat=True))
    return [
        f"template {version.template.slug} version {version.number}: {sentence}"
        for version in TemplateVersion.objects.select_related("template").order_by("template__slug", "number")
        for sentence in dangling(parse_content(version.content), roles=roles, offers=offers, frameworks=frameworks)
    ]


def dangling(
    content: PathwayContent, *, roles: Container[str], offers: Container[str], frameworks: Container[str]
) -> Iterable[str]:
    """One sentence with its key for each reference to a slug that is not among the known ones."""
    if content.framework not in frameworks:
        yield f"framework: there is no framework “{content.framework}”"
    for place, stage in enumerate(content.stages):
        for need_place, need in enumerate(stage.needs):
            if need.role not in roles:
                yield f"stages[{place}].needs[{need_place}].role: there is no role “{need.role}”"
    for learner_stage, named in content.learning.items():
        for place, offer in enumerate(named):
            if offer not in offers:
                yield f"learning.{learner_stage}[{place}]: there is no learning offer “{offer}”"


def _pathway(content: Mapping[str, Any]) -> ShippedPathway:
    own = {"slug", "source", "own_knowledge", "next_review_on"}
    return ShippedPathway(
        slug=content["slug"],
        source=content["source"],
        own_knowledge=content["own_knowledge"],
        next_review_on=date.fromisoformat(content["next_review_on"]),
        content=parse_content({key: value for key, value in content.items() if key not in own}),
    )


def _load_pathways(pathways: tuple[ShippedPathway, ...], report: LoadReport, at: datetime) -> None:
    frameworks = dict(Framework.objects.values_list("slug", "pk"))
    slugs = [pathway.slug for pathway in pathways]
    stored = {
        template.slug: template
        for template in PathwayTemplate.objects.filter(slug__in=slugs).prefetch_related("versions")
    }
    for pathway in pathways:
        template = stored.get(pathway.slug)
        facts = {
            "title": pathway.content.title,
            "person_word": pathway.content.person_word,
            "framework_id": frameworks[pathway.content.framework],
            "source": pathway.source,
            "own_knowledge": pathway.own_knowledge,
            "next_review_on": pathway.next_review_on,
            "loaded_checksum": pathway.checksum,
        }
        if template is None:
            template = PathwayTemplate.objects.create(slug=pathway.slug, status=TemplateStatus.PUBLISHED, **facts)
            _publish(template, pathway, 1, "As shipped with the product", at)
            report.added["templates"] = report.added.get("templates", 0) + 1
        elif template.loaded_checksum == pathway.checksum:
            continue
        elif _edited(template):
            report.kept.append(kept_as_edited("templates", pathway.slug))
        else:
            number = max(version.number for version in template.versions.all()) + 1
            PathwayTemplate.objects.filter(pk=template.pk).update(**facts, revision=template.revision + 1)
            _publish(template, pathway, number, "A newer state shipped with the product", at)
            report.changed["templates"] = report.changed.get("templates", 0) + 1


def _edited(template: PathwayTemplate) -> bool:
    """Whether the template is no longer what was loaded: changed, published anew, or with a draft at work."""
    versions = list(template.versions.all())
    if any(version.published_at is None for version in versions):
        return True
    latest = max(versions, key=lambda version: version.number)
    stored = ShippedPathway(
        slug=template.slug,
        source=template.source,
        own_knowledge=template.own_knowledge,
        next_review_on=template.next_review_on,
        content=parse_content(latest.content),
    )
    return stored.checksum != template.loaded_checksum


def _publish(template: PathwayTemplate, pathway: ShippedPathway, number: int, note: str, at: datetime) -> None:
    content = stored_content(pathway.content)
    TemplateVersion.objects.create(
        template=template,
        number=number,
        content=content,
        checksum=checksum(content),
        change_note=note,
        published_at=at,
    )
