"""Verbs on a template and its draft. A published version never changes: every write asks for an unpublished row."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.rules.patient_data import Finding
from accounts.services import audit, screen
from journeys.models import PathwayTemplate, TemplateVersion
from journeys.rules import (
    PathwayContent,
    TemplateStatus,
    missing_for_publishing,
    parse_content,
    stored_content,
    wrong_structure,
)
from learners.models import Framework
from learners.services.facts import checksum, texts_by_key
from learners.services.records import EditConflict, Saved


class Unsound(Exception):
    """The content breaks a rule that no pathway may break; ``sentences`` say which. Nothing was written."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def save_template(
    *,
    template: PathwayTemplate,
    source: str,
    own_knowledge: bool,
    next_review_on: date | None,
    seen: int,
    by: User,
    at: datetime,
) -> Saved[PathwayTemplate]:
    """Change what a template says of itself. Raises EditConflict, PatientDataRefused."""
    warnings = screen(place="library.template", texts={"source": source}, at=at)
    with transaction.atomic():
        changed = PathwayTemplate.objects.filter(pk=template.pk, revision=seen).update(
            source=source, own_knowledge=own_knowledge, next_review_on=next_review_on, revision=seen + 1
        )
        if not changed:
            raise EditConflict
        audit(by=by, at=at, verb="library.template.saved", subject=template.title, detail={"slug": template.slug})
    return Saved(template, warnings)


def start_draft(*, template: PathwayTemplate, by: User, at: datetime) -> TemplateVersion:
    """The template's draft: the one at work, or a new copy of its latest version."""
    latest = template.versions.order_by("-number").first()
    if latest is None:
        raise EditConflict
    if latest.published_at is None:
        return latest
    try:
        with transaction.atomic():
            draft = TemplateVersion.objects.create(
                template=template, number=latest.number + 1, content=latest.content, checksum=latest.checksum
            )
            _audit_version(draft, "draft.started", by, at)
    except IntegrityError:
        # Somebody else started it at this moment.
        return template.versions.get(published_at__isnull=True)
    return draft


def save_draft(
    *, draft: TemplateVersion, content: PathwayContent, seen: int, by: User, at: datetime
) -> Saved[TemplateVersion]:
    """Put a content in the place of the draft's. Only texts that are new are screened.

    Raises Unsound, PatientDataRefused (fields are key paths such as ``stages[2].need``), EditConflict when the draft
    has been saved, published or discarded since ``seen``.
    """
    wrong = wrong_structure(content)
    if wrong:
        raise Unsound(wrong)
    warnings = _screen_new(content, parse_content(draft.content), at)
    stored = stored_content(content)
    with transaction.atomic():
        changed = TemplateVersion.objects.filter(pk=draft.pk, published_at__isnull=True, revision=seen).update(
            content=stored, checksum=checksum(stored), revision=seen + 1
        )
        if not changed:
            raise EditConflict
        _audit_version(draft, "draft.saved", by, at)
    return Saved(draft, warnings)


def publish_draft(*, draft: TemplateVersion, change_note: str, seen: int, by: User, at: datetime) -> None:
    """Make the draft the version that new workshops start from; the template takes its title, word and framework.

    Raises Unsound with what is missing (B.5:21), PatientDataRefused for the note, EditConflict.
    """
    screen(place="library.template", texts={"change_note": change_note}, at=at)
    content = parse_content(draft.content)
    review_on = draft.template.next_review_on
    missing = missing_for_publishing(content, next_review_on=review_on, today=at.date())
    if missing:
        raise Unsound(missing)
    with transaction.atomic():
        changed = TemplateVersion.objects.filter(pk=draft.pk, published_at__isnull=True, revision=seen).update(
            published_at=at, published_by=by, change_note=change_note
        )
        if not changed:
            raise EditConflict
        PathwayTemplate.objects.filter(pk=draft.template_id).update(
            title=content.title,
            person_word=content.person_word,
            framework=Framework.objects.get(slug=content.framework),
            status=TemplateStatus.PUBLISHED,
        )
        _audit_version(draft, "published", by, at)


def discard_draft(*, draft: TemplateVersion, seen: int, by: User, at: datetime) -> None:
    """Throw a draft away. Raises EditConflict."""
    with transaction.atomic():
        _audit_version(draft, "draft.discarded", by, at)
        deleted, _ = TemplateVersion.objects.filter(pk=draft.pk, published_at__isnull=True, revision=seen).delete()
        if not deleted:
            raise EditConflict


def _screen_new(content: PathwayContent, before: PathwayContent, at: datetime) -> list[Finding]:
    known = {text for _, text in texts_by_key(stored_content(before))}
    new = {key: text for key, text in texts_by_key(stored_content(content)) if text not in known}
    return screen(place="library.template", texts=new, at=at)


def _audit_version(version: TemplateVersion, verb: str, by: User, at: datetime) -> None:
    audit(
        by=by,
        at=at,
        verb=f"library.template.{verb}",
        subject=version.template.title,
        detail={"slug": version.template.slug, "version": version.number},
    )
