"""Verbs on roles, learning offers and frameworks."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.models import User
from accounts.rules.patient_data import Finding
from accounts.services import audit, screen
from learners.models import Framework, LearningOffer, Role
from learners.services.facts import Facts, FrameworkFacts, OfferFacts, Record, RoleFacts, columns, set_related


class EditConflict(Exception):
    """Somebody saved the same thing since it was opened; nothing was written."""


class TitleTaken(Exception):
    """Another record has this title, or has got it at this moment."""


@dataclass(frozen=True)
class Saved[M]:
    """What was saved, and what the patient-data guard noticed without refusing."""

    record: M
    warnings: list[Finding]


def save_role(
    *, role: Role | None, facts: RoleFacts, is_published: bool, seen: int, by: User, at: datetime
) -> Saved[Role]:
    """Make a role (``role`` None) or change it. Raises EditConflict, TitleTaken, PatientDataRefused."""
    others = Role.objects.exclude(pk=role.pk) if role else Role.objects.all()
    if others.filter(title__iexact=facts.title).exists():
        raise TitleTaken
    return cast(Saved[Role], _save(Role, role, facts, is_published=is_published, seen=seen, by=by, at=at))


def save_offer(
    *, offer: LearningOffer | None, facts: OfferFacts, is_published: bool, seen: int, by: User, at: datetime
) -> Saved[LearningOffer]:
    """Make a learning offer or change it. Raises EditConflict, TitleTaken, PatientDataRefused."""
    saved = _save(LearningOffer, offer, facts, is_published=is_published, seen=seen, by=by, at=at)
    return cast(Saved[LearningOffer], saved)


def save_framework(
    *, framework: Framework | None, facts: FrameworkFacts, is_published: bool, seen: int, by: User, at: datetime
) -> Saved[Framework]:
    """Make a framework with its tiers or change it. Raises EditConflict, TitleTaken, PatientDataRefused."""
    saved = _save(Framework, framework, facts, is_published=is_published, seen=seen, by=by, at=at)
    return cast(Saved[Framework], saved)


def texts_of(facts: Facts) -> dict[str, str]:
    """Every free text of the facts by the name of its field; a tier's fields are named ``tiers-<place>-<field>``."""
    texts = {name: value for name, value in columns(facts).items() if isinstance(value, str)}
    if isinstance(facts, FrameworkFacts):
        for place, tier in enumerate(facts.tiers):
            texts |= {f"tiers-{place}-code": tier.code, f"tiers-{place}-title": tier.title}
    return texts


def _save(
    model: type[Record], record: Record | None, facts: Facts, *, is_published: bool, seen: int, by: User, at: datetime
) -> Saved[Record]:
    kind = model.__name__.lower()
    warnings = screen(place=f"library.{kind}", texts=texts_of(facts), at=at)
    try:
        with transaction.atomic():
            if record is None:
                record = model.objects.create(
                    slug=_free_slug(model, facts.title), is_published=is_published, **columns(facts)
                )
            elif not model.objects.filter(pk=record.pk, revision=seen).update(
                **columns(facts), is_published=is_published, revision=seen + 1
            ):
                raise EditConflict
            set_related(record, facts)
            audit(by=by, at=at, verb=f"library.{kind}.saved", subject=facts.title, detail={"slug": record.slug})
    except IntegrityError as error:
        raise TitleTaken from error
    return Saved(record, warnings)


def _free_slug(model: type[Record], title: str) -> str:
    stem = slugify(title)[:50].strip("-") or "record"
    taken = {"new"} | set(model.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{number}" for number in range(2, 10_000))) if slug not in taken)
