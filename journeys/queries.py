"""Reads of the pathway templates, each with a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from journeys.models import PathwayTemplate, TemplateVersion
from journeys.rules import PathwayContent, Setting, TemplateStatus, TransitionKind, parse_content
from learners.models import Framework, LearningOffer, Role
from learners.rules import ConversationStep, Depth, LearnerStage


@dataclass(frozen=True)
class PublishedTemplate:
    """A template that a workshop may start from, with what its latest published version holds."""

    id: int
    version_id: int
    version_number: int
    slug: str
    title: str
    person_word: str
    population: str
    starts: str
    ends: str
    framework_title: str
    stages: int
    zones: int
    needs: int
    own_knowledge: bool


@dataclass(frozen=True)
class TemplateCard:
    """A template in a list."""

    slug: str
    title: str
    status: str
    framework_title: str
    next_review_on: date | None
    own_knowledge: bool
    published_number: int | None
    has_draft: bool


@dataclass(frozen=True)
class VersionCard:
    """One version in a template's list of versions."""

    number: int
    change_note: str
    published_at: datetime | None
    published_by: str
    stages: int
    zones: int
    needs: int


@dataclass(frozen=True)
class ReadableNeed:
    """A workforce need in words."""

    role: str
    depth: int
    depth_label: str
    step: str


@dataclass(frozen=True)
class ReadableStage:
    """A stage in words."""

    key: str
    title: str
    settings: str
    need: str
    needs: tuple[ReadableNeed, ...]
    source: str
    own_knowledge: bool


@dataclass(frozen=True)
class ReadableZone:
    """A transition zone in words; ``letters`` are those of its hinge."""

    from_title: str
    to_title: str
    kinds: tuple[str, ...]
    letters: str
    stake: str
    source: str
    own_knowledge: bool


@dataclass(frozen=True)
class ReadablePathway:
    """A pathway with the titles of what it names; ``learning`` pairs each learner stage with its offers."""

    content: PathwayContent
    framework: str
    stages: tuple[ReadableStage, ...]
    zones: tuple[ReadableZone, ...]
    learning: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class TemplateCounts:
    """What the latest published version of every template holds together."""

    templates: int
    stages: int
    zones: int
    needs: int
    personas: int


def published_templates() -> list[PublishedTemplate]:
    """Every published template with its latest published version, by title."""
    found = []
    for version in _latest_published().filter(template__status=TemplateStatus.PUBLISHED):
        content = parse_content(version.content)
        template = version.template
        found.append(
            PublishedTemplate(
                id=template.pk,
                version_id=version.pk,
                version_number=version.number,
                slug=template.slug,
                title=content.title,
                person_word=content.person_word,
                population=content.population,
                starts=content.starts,
                ends=content.ends,
                framework_title=template.framework.title,
                stages=len(content.stages),
                zones=len(content.zones),
                needs=content.need_count,
                own_knowledge=template.own_knowledge,
            )
        )
    return found


def version_content(version_id: int) -> PathwayContent:
    """The content of one version, draft or published. Raises TemplateVersion.DoesNotExist."""
    return parse_content(TemplateVersion.objects.only("content").get(pk=version_id).content)


def readable(content: PathwayContent) -> ReadablePathway:
    """A content for people to read: slugs become titles."""
    roles = dict(Role.objects.values_list("slug", "title"))
    offers = dict(LearningOffer.objects.values_list("slug", "title"))
    stage_titles = {stage.key: stage.title for stage in content.stages}
    return ReadablePathway(
        content=content,
        framework=Framework.objects.filter(slug=content.framework).values_list("title", flat=True).first() or "",
        stages=tuple(
            ReadableStage(
                key=stage.key,
                title=stage.title,
                settings=", ".join(Setting(setting).label for setting in stage.settings),
                need=stage.need,
                needs=tuple(
                    ReadableNeed(
                        role=roles.get(need.role, need.role),
                        depth=need.depth,
                        depth_label=Depth(need.depth).label,
                        step=ConversationStep(need.step).label,
                    )
                    for need in stage.needs
                ),
                source=stage.source,
                own_knowledge=stage.own_knowledge,
            )
            for stage in content.stages
        ),
        zones=tuple(
            ReadableZone(
                from_title=stage_titles[zone.from_key],
                to_title=stage_titles[zone.to_key],
                kinds=tuple(TransitionKind(kind).label for kind in zone.kinds),
                letters="".join(TransitionKind(kind).letter for kind in zone.kinds),
                stake=zone.stake,
                source=zone.source,
                own_knowledge=zone.own_knowledge,
            )
            for zone in content.zones
        ),
        learning=tuple(
            (stage.label, tuple(offers.get(slug, slug) for slug in content.learning.get(stage, ())))
            for stage in LearnerStage
        ),
    )


def template_cards(*, search: str = "", drafts: bool = False) -> list[TemplateCard]:
    """Templates whose title or slug holds the words, by title; unpublished ones only with ``drafts``."""
    templates = PathwayTemplate.objects.select_related("framework").prefetch_related("versions")
    if not drafts:
        templates = templates.filter(status=TemplateStatus.PUBLISHED)
    for word in search.split():
        templates = templates.filter(Q(title__icontains=word) | Q(slug__icontains=word))
    cards = []
    for template in templates.order_by("title", "pk"):
        versions = list(template.versions.all())
        cards.append(
            TemplateCard(
                slug=template.slug,
                title=template.title,
                status=template.get_status_display(),
                framework_title=template.framework.title,
                next_review_on=template.next_review_on,
                own_knowledge=template.own_knowledge,
                published_number=max((each.number for each in versions if each.published_at), default=None),
                has_draft=drafts and any(each.published_at is None for each in versions),
            )
        )
    return cards


def version_cards(template_id: int, *, drafts: bool = False) -> list[VersionCard]:
    """The versions of a template, newest first; the draft only with ``drafts``."""
    versions = TemplateVersion.objects.filter(template_id=template_id).select_related("published_by")
    if not drafts:
        versions = versions.filter(published_at__isnull=False)
    cards = []
    for version in versions.order_by("-number"):
        content = parse_content(version.content)
        cards.append(
            VersionCard(
                number=version.number,
                change_note=version.change_note,
                published_at=version.published_at,
                published_by=str(version.published_by or "The product's library"),
                stages=len(content.stages),
                zones=len(content.zones),
                needs=content.need_count,
            )
        )
    return cards


def counts() -> TemplateCounts:
    """What the latest published version of every template holds."""
    contents = [parse_content(version.content) for version in _latest_published()]
    return TemplateCounts(
        templates=len(contents),
        stages=sum(len(content.stages) for content in contents),
        zones=sum(len(content.zones) for content in contents),
        needs=sum(content.need_count for content in contents),
        personas=sum(len(content.personas) for content in contents),
    )


def _latest_published() -> QuerySet[TemplateVersion]:
    latest = (
        TemplateVersion.objects.filter(template=OuterRef("template"), published_at__isnull=False)
        .order_by("-number")
        .values("pk")[:1]
    )
    return (
        TemplateVersion.objects.filter(pk=Subquery(latest))
        .select_related("template__framework")
        .order_by("template__title", "template__pk")
    )
