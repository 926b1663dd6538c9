"""What a record of the library says, apart from how it is stored: the common form of a shipped file and of an edit."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from operator import attrgetter
from typing import Any, overload

from django.db.models import F

from learners.models import Framework, FrameworkTier, LearningOffer, Role
from learners.rules import TierWords

type Record = Role | LearningOffer | Framework
type Facts = RoleFacts | OfferFacts | FrameworkFacts


@dataclass(frozen=True, kw_only=True)
class RecordFacts:
    """What every record says."""

    title: str
    source: str
    own_knowledge: bool
    review_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class RoleFacts(RecordFacts):
    """What a role says."""

    kind: str
    career_level_from: int | None
    career_level_to: int | None
    pay_band: str
    regulator: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferFacts(RecordFacts):
    """What a learning offer says."""

    learner_stage: str
    offer_type: str
    academic_level: int | None
    length: str


@dataclass(frozen=True, kw_only=True)
class TierFacts:
    """What a tier says; its rank is its place in the framework's tiers, from 1."""

    code: str
    title: str
    depth: int


@dataclass(frozen=True, kw_only=True)
class FrameworkFacts(RecordFacts):
    """What a framework says; ``covered_roles`` are slugs in alphabetical order."""

    publisher: str
    year: int | None
    coverage: str
    covered_roles: tuple[str, ...]
    note: str
    tiers: tuple[TierFacts, ...]

    @property
    def tier_words(self) -> list[TierWords]:
        """The tiers for the pure rules."""
        return [TierWords(rank, tier.title, tier.depth) for rank, tier in enumerate(self.tiers, start=1)]


def checksum(facts: object) -> str:
    """SHA-256 of the canonical JSON of a plain structure or of facts."""
    plain = asdict(facts) if isinstance(facts, RecordFacts) else facts
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    return hashlib.sha256(text.encode()).hexdigest()


def texts_by_key(content: object, path: tuple[str | int, ...] = ()) -> Iterable[tuple[str, str]]:
    """Every text of a plain structure with its key as people write it: ``stages[3].needs[0].role``."""
    if isinstance(content, str):
        yield key_text(path), content
    elif isinstance(content, Mapping):
        for key, value in content.items():
            yield from texts_by_key(value, (*path, str(key)))
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from texts_by_key(value, (*path, place))


def key_text(path: Iterable[str | int]) -> str:
    """A key path in one text; the empty path is the whole file."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "(whole file)"


@overload
def facts_of(record: Role) -> RoleFacts: ...


@overload
def facts_of(record: LearningOffer) -> OfferFacts: ...


@overload
def facts_of(record: Framework) -> FrameworkFacts: ...


def facts_of(record: Record) -> Facts:
    """What a stored record says now. A framework takes two more queries unless its relations are prefetched."""
    common: dict[str, Any] = {
        "title": record.title,
        "source": record.source,
        "own_knowledge": record.own_knowledge,
        "review_on": record.review_on,
    }
    if isinstance(record, Role):
        return RoleFacts(
            **common,
            kind=record.kind,
            career_level_from=record.career_level_from,
            career_level_to=record.career_level_to,
            pay_band=record.pay_band,
            regulator=record.regulator,
            description=record.description,
        )
    if isinstance(record, LearningOffer):
        return OfferFacts(
            **common,
            learner_stage=record.learner_stage,
            offer_type=record.offer_type,
            academic_level=record.academic_level,
            length=record.length,
        )
    return FrameworkFacts(
        **common,
        publisher=record.publisher,
        year=record.year,
        coverage=record.coverage,
        covered_roles=tuple(sorted(role.slug for role in record.covered_roles.all())),
        note=record.note,
        tiers=tuple(
            TierFacts(code=tier.code, title=tier.title, depth=tier.depth)
            for tier in sorted(record.tiers.all(), key=attrgetter("rank"))
        ),
    )


def columns(facts: Facts) -> dict[str, Any]:
    """The record's own columns; what hangs on a framework is set by ``set_related``."""
    return {name: value for name, value in vars(facts).items() if name not in {"covered_roles", "tiers"}}


def set_related(record: Record, facts: Facts) -> None:
    """Make a framework's covered roles and tiers those of the facts, in the caller's transaction.

    A tier keeps its row as long as its code stays. Unknown role slugs are left out: callers check them before.
    """
    if not isinstance(record, Framework) or not isinstance(facts, FrameworkFacts):
        return
    record.covered_roles.set(Role.objects.filter(slug__in=facts.covered_roles))
    record.tiers.exclude(code__in=[tier.code for tier in facts.tiers]).delete()
    # Ranks are unique: those that stay make room before they take their new places.
    record.tiers.update(rank=F("rank") + 1000)
    kept = {tier.code: tier.pk for tier in record.tiers.all()}
    tiers = [
        FrameworkTier(pk=kept.get(tier.code), framework=record, rank=rank, **vars(tier))
        for rank, tier in enumerate(facts.tiers, start=1)
    ]
    FrameworkTier.objects.bulk_update([tier for tier in tiers if tier.pk], ["rank", "title", "depth"])
    FrameworkTier.objects.bulk_create(tier for tier in tiers if not tier.pk)
