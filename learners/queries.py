"""Reads of the learner journey's library, each with a constant number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from learners.models import Framework, FrameworkTier, LearningOffer, Role
from learners.rules import Coverage, LearnerStage, TierWords, WorkforceKind, suggested_stages, tier_wording_by_role


@dataclass(frozen=True)
class RoleTitle:
    """A role as somebody finds it by typing."""

    id: int
    title: str
    kind: WorkforceKind


@dataclass(frozen=True)
class RoleCard:
    """A role in a list."""

    slug: str
    title: str
    kind: str
    levels: str
    pay_band: str
    regulator: str
    own_knowledge: bool
    review_on: date | None
    is_published: bool
    suggested_stages: tuple[LearnerStage, ...]


@dataclass(frozen=True)
class OfferCard:
    """A learning offer in a list."""

    id: int
    slug: str
    title: str
    learner_stage: LearnerStage
    offer_type: str
    academic_level: int | None
    length: str
    own_knowledge: bool
    review_on: date | None
    is_published: bool


@dataclass(frozen=True)
class FrameworkCard:
    """A framework in a list."""

    slug: str
    title: str
    publisher: str
    year: int | None
    coverage: str
    tiers: int
    own_knowledge: bool
    review_on: date | None
    is_published: bool


@dataclass(frozen=True)
class LibraryCounts:
    """How many records the library holds."""

    roles: int
    offers: int
    frameworks: int
    tiers: int


def role_titles() -> list[RoleTitle]:
    """Every published role by title, for a list to type into."""
    rows = Role.objects.filter(is_published=True).order_by("title", "pk").values_list("id", "title", "kind")
    return [RoleTitle(role_id, title, WorkforceKind(kind)) for role_id, title, kind in rows]


def role_choices() -> list[tuple[str, str]]:
    """Slug and title of every role, by title, for a list to choose from."""
    return list(Role.objects.order_by("title", "pk").values_list("slug", "title"))


def offer_choices() -> dict[str, list[tuple[str, str]]]:
    """Slug and title of every learning offer, by title, for each learner stage."""
    choices: dict[str, list[tuple[str, str]]] = {stage.value: [] for stage in LearnerStage}
    for stage, slug, title in LearningOffer.objects.order_by("title", "pk").values_list(
        "learner_stage", "slug", "title"
    ):
        choices[stage].append((slug, title))
    return choices


def framework_choices() -> list[tuple[str, str]]:
    """Slug and title of every framework, by title."""
    return list(Framework.objects.order_by("title", "pk").values_list("slug", "title"))


def tier_wording(framework_id: int) -> dict[int | None, dict[int, str]]:
    """The one-line wording of each depth, for every role that the framework covers (B.5:9); None speaks for own titles.

    Tiers of the same depth are joined. A role that is not a key uses the common depth. Raises Framework.DoesNotExist.
    """
    framework = Framework.objects.get(pk=framework_id)
    tiers = [
        TierWords(rank, title, depth)
        for rank, title, depth in FrameworkTier.objects.filter(framework=framework).values_list(
            "rank", "title", "depth"
        )
    ]
    covered = (
        set(framework.covered_roles.values_list("pk", flat=True)) if framework.coverage == Coverage.LISTED else set()
    )
    return tier_wording_by_role(
        framework.coverage, tiers, regulators=dict(Role.objects.values_list("pk", "regulator")), covered_ids=covered
    )


def role_cards(*, search: str = "", drafts: bool = False) -> list[RoleCard]:
    """Roles whose title, slug or regulator holds the words, by title; unpublished ones only with ``drafts``."""
    found = _search(Role.objects.all(), search, drafts=drafts, also_in="regulator").order_by("title", "pk")
    return [
        RoleCard(
            slug=role.slug,
            title=role.title,
            kind=role.get_kind_display(),
            levels=_levels(role.career_level_from, role.career_level_to),
            pay_band=role.get_pay_band_display(),
            regulator=role.regulator,
            own_knowledge=role.own_knowledge,
            review_on=role.review_on,
            is_published=role.is_published,
            suggested_stages=suggested_stages(role.career_level_from, role.career_level_to),
        )
        for role in found
    ]


def offer_cards(*, search: str = "", drafts: bool = False) -> list[OfferCard]:
    """Learning offers in the order of the learner stages, then by title."""
    order = list(LearnerStage.values)
    found = _search(LearningOffer.objects.all(), search, drafts=drafts, also_in="length").order_by("title", "pk")
    cards = [
        OfferCard(
            id=offer.pk,
            slug=offer.slug,
            title=offer.title,
            learner_stage=LearnerStage(offer.learner_stage),
            offer_type=offer.get_offer_type_display(),
            academic_level=offer.academic_level,
            length=offer.length,
            own_knowledge=offer.own_knowledge,
            review_on=offer.review_on,
            is_published=offer.is_published,
        )
        for offer in found
    ]
    return sorted(cards, key=lambda card: order.index(card.learner_stage))


def framework_cards(*, search: str = "", drafts: bool = False) -> list[FrameworkCard]:
    """Frameworks by title."""
    found = _search(Framework.objects.all(), search, drafts=drafts, also_in="publisher").annotate(
        tier_count=Count("tiers")
    )
    return [
        FrameworkCard(
            slug=framework.slug,
            title=framework.title,
            publisher=framework.publisher,
            year=framework.year,
            coverage=framework.get_coverage_display(),
            tiers=framework.tier_count,
            own_knowledge=framework.own_knowledge,
            review_on=framework.review_on,
            is_published=framework.is_published,
        )
        for framework in found.order_by("title", "pk")
    ]


def counts() -> LibraryCounts:
    """What is loaded, published or not."""
    return LibraryCounts(
        roles=Role.objects.count(),
        offers=LearningOffer.objects.count(),
        frameworks=Framework.objects.count(),
        tiers=FrameworkTier.objects.count(),
    )


def _search[M: (Role, LearningOffer, Framework)](
    records: QuerySet[M], search: str, *, drafts: bool, also_in: str
) -> QuerySet[M]:
    if not drafts:
        records = records.filter(is_published=True)
    for word in search.split():
        records = records.filter(
            Q(title__icontains=word) | Q(slug__icontains=word) | Q(**{f"{also_in}__icontains": word})
        )
    return records


def _levels(level_from: int | None, level_to: int | None) -> str:
    if level_from is None or level_to is None:
        return ""
    return str(level_from) if level_from == level_to else f"{level_from} to {level_to}"
