"""Who is needed where and how deep, what the person needs, and the learning against it."""

from dataclasses import dataclass, field

from learners.models import LearningOffer, Role
from learners.rules import LearnerStage, WorkforceKind
from workshops.models import Idea, OfferLink, PersonNeed, Segment, WorkforceNeed
from workshops.queries.prepared import Prepared
from workshops.rules import limits, regions
from workshops.rules.codes import NeedSource
from workshops.rules.overlay import in_stage_order
from workshops.rules.phases import Work
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Invalid, verb

_IDEA_OF = Prepared(lambda need_id: Idea.needs.through.objects.filter(workforceneed=need_id)[:1])


@dataclass(frozen=True)
class NeedDraft:
    """What somebody says about a role in a segment. The title is a role of the library or the room's own word."""

    title: str
    kind: str = WorkforceKind.FORMAL
    depth_needed: int = 1
    depth_now: int | None = None
    step: str = ""
    learner_stages: list[str] = field(default_factory=list)
    pillars: list[str] = field(default_factory=list)
    deployment: str = ""
    note: str = ""

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"title": self.title, "note": self.note}


@dataclass(frozen=True)
class PersonNeedDraft:
    """What the person needs, in somebody's words."""

    text: str
    source: str = NeedSource.PERSONA

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"text": self.text}


@dataclass(frozen=True)
class OfferDraft:
    """What somebody says about learning against a need. The title is an offer of the library or the room's own word."""

    title: str
    learner_stage: str
    status: str
    note: str = ""

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"title": self.title, "note": self.note}


@verb("need.added", Right.CONTRIBUTE, Work.WORKFORCE)
def add_need(edit: Edit, *, segment_id: int, draft: NeedDraft) -> WorkforceNeed:
    """Say that a role is needed in a segment."""
    segment = edit.own(Segment, segment_id)
    edit.room_for(WorkforceNeed, limits.NEEDS, "needs")
    need = WorkforceNeed(
        workshop=edit.workshop, segment=segment, author_id=edit.by.membership_id, by_scribe=edit.by_scribe
    )
    _fill_need(need, draft)
    need.save()
    _touch(edit, segment.pk)
    return need


@verb("need.edited", Right.CONTRIBUTE, Work.WORKFORCE)
def edit_need(edit: Edit, *, need_id: int, seen: int, draft: NeedDraft) -> WorkforceNeed:
    """Change what is said about a need; raises Conflict when somebody changed it since version ``seen``."""
    need = edit.own(WorkforceNeed, need_id)
    before = _need_words(need)
    _fill_need(need, draft)
    same = _need_words(need) == before
    if not same and need.version != seen:
        need.refresh_from_db()
    edit.check_version(need, seen, same=same)
    if not same:
        need.version += 1
        need.save()
        _touch(edit, need.segment_id)
        _touch_ideas(edit, need)
        if need.title != before["title"] and need.polls.filter(closed_at=None).exists():
            edit.touch(regions.ASK, regions.PROGRESS)
    return need


@verb("need.moved", Right.CONTRIBUTE, Work.WORKFORCE)
def move_need(edit: Edit, *, need_id: int, segment_id: int) -> WorkforceNeed:
    """Move a need with its learning to another segment."""
    need, segment = edit.own(WorkforceNeed, need_id), edit.own(Segment, segment_id)
    if need.segment_id != segment.pk:
        _touch(edit, need.segment_id, segment.pk)
        need.segment = segment
        need.save(update_fields=["segment"])
    return need


@verb("need.placed", Right.CONTRIBUTE, Work.LEARNING)
def place_need(edit: Edit, *, need_id: int, learner_stages: list[str], were: list[str] | None = None) -> WorkforceNeed:
    """Say which learner stages the people of a need are at; none takes it off the learner journey.

    With ``were``, the stages that somebody saw ticked, only what they ticked and unticked is changed: two people who
    place the same need at once both get their way.
    """
    need = edit.own(WorkforceNeed, need_id)
    seen = set(need.learner_stages if were is None else were)
    wanted = set(learner_stages)
    stages = in_stage_order(list((set(need.learner_stages) | (wanted - seen)) - (seen - wanted)))
    if need.learner_stages != stages:
        need.learner_stages = stages
        need.version += 1
        need.save(update_fields=["learner_stages", "version"])
        _touch(edit, need.segment_id)
    return need


@verb("need.copied", Right.CONTRIBUTE, Work.WORKFORCE)
def copy_need(edit: Edit, *, need_id: int, segment_id: int) -> WorkforceNeed:
    """Put the same role with the same words into another segment; its learning is not copied."""
    need, segment = edit.own(WorkforceNeed, need_id), edit.own(Segment, segment_id)
    edit.room_for(WorkforceNeed, limits.NEEDS, "needs")
    copy = WorkforceNeed(workshop=edit.workshop, segment=segment, role=need.role, **_need_words(need))
    copy.save()
    _touch(edit, segment.pk)
    return copy


@verb("need.removed", Right.CONTRIBUTE, Work.WORKFORCE)
def remove_need(edit: Edit, *, need_id: int) -> WorkforceNeed:
    """Take a need off the board with its learning; undo brings both back."""
    return _set_removed_need(edit, need_id, removed=True)


@verb("need.restored", Right.CONTRIBUTE, Work.WORKFORCE)
def restore_need(edit: Edit, *, need_id: int) -> WorkforceNeed:
    """Bring a removed need back."""
    return _set_removed_need(edit, need_id, removed=False)


@verb("person-need.added", Right.CONTRIBUTE, Work.PERSON_NEED)
def add_person_need(edit: Edit, *, segment_id: int, draft: PersonNeedDraft) -> PersonNeed:
    """Say what the person needs in a segment."""
    segment = edit.own(Segment, segment_id)
    edit.room_for(PersonNeed, limits.NEEDS, "needs")
    word = PersonNeed.objects.create(workshop=edit.workshop, segment=segment, **vars(draft), **edit.words())
    edit.touch_words(word, regions.segment(segment.pk))
    return word


@verb("person-need.edited", Right.CONTRIBUTE, Work.PERSON_NEED)
def edit_person_need(edit: Edit, *, person_need_id: int, seen: int, draft: PersonNeedDraft) -> PersonNeed:
    """Change what the person needs; raises Conflict when somebody changed it since version ``seen``."""
    word = edit.own(PersonNeed, person_need_id)
    same = (word.text, word.source) == (draft.text, draft.source)
    edit.check_version(word, seen, same=same)
    if not same:
        word.text, word.source = draft.text, draft.source
        word.version += 1
        word.save()
        edit.touch_words(word, regions.segment(word.segment_id))
    return word


@verb("person-need.removed", Right.CONTRIBUTE, Work.PERSON_NEED)
def remove_person_need(edit: Edit, *, person_need_id: int) -> PersonNeed:
    """Take away what the person needs; undo brings it back."""
    word = edit.any(PersonNeed, person_need_id)
    if word.removed_at is None:
        word.removed_at = edit.at
        word.save(update_fields=["removed_at"])
        edit.touch_words(word, regions.segment(word.segment_id))
    return word


@verb("person-need.restored", Right.CONTRIBUTE, Work.PERSON_NEED)
def restore_person_need(edit: Edit, *, person_need_id: int) -> PersonNeed:
    """Bring back what the person needs."""
    word = edit.any(PersonNeed, person_need_id)
    if word.removed_at is not None:
        edit.room_for(PersonNeed, limits.NEEDS, "needs")
        edit.own(Segment, word.segment_id)
        edit.bring_back(word)
        word.save(update_fields=["removed_at", "is_hidden"])
        edit.touch_words(word, regions.segment(word.segment_id))
    return word


@verb("offer.added", Right.CONTRIBUTE, Work.LEARNING)
def add_offer(edit: Edit, *, need_id: int, draft: OfferDraft) -> OfferLink:
    """Put learning against a need."""
    need = edit.own(WorkforceNeed, need_id)
    edit.room_for(OfferLink, limits.NEEDS, "needs")
    link = OfferLink(workshop=edit.workshop, need=need)
    _fill_offer(link, draft)
    link.save()
    _touch(edit, need.segment_id)
    return link


@verb("offer.edited", Right.CONTRIBUTE, Work.LEARNING)
def edit_offer(edit: Edit, *, offer_id: int, seen: int, draft: OfferDraft) -> OfferLink:
    """Change what is said about learning; raises Conflict when somebody changed it since version ``seen``."""
    link = edit.own(OfferLink, offer_id)
    before = _offer_words(link)
    _fill_offer(link, draft)
    same = _offer_words(link) == before
    if not same and link.version != seen:
        link.refresh_from_db()
    edit.check_version(link, seen, same=same)
    if not same:
        link.version += 1
        link.save()
        _touch(edit, link.need.segment_id)
    return link


@verb("offer.removed", Right.CONTRIBUTE, Work.LEARNING)
def remove_offer(edit: Edit, *, offer_id: int) -> OfferLink:
    """Take learning away from a need; undo brings it back."""
    link = edit.any(OfferLink, offer_id)
    if link.removed_at is None:
        link.removed_at = edit.at
        link.save(update_fields=["removed_at"])
        _touch(edit, link.need.segment_id)
    return link


@verb("offer.restored", Right.CONTRIBUTE, Work.LEARNING)
def restore_offer(edit: Edit, *, offer_id: int) -> OfferLink:
    """Bring learning back to its need."""
    link = edit.any(OfferLink, offer_id)
    if link.removed_at is not None:
        edit.room_for(OfferLink, limits.NEEDS, "needs")
        edit.own(WorkforceNeed, link.need_id)
        link.removed_at = None
        link.save(update_fields=["removed_at"])
        _touch(edit, link.need.segment_id)
    return link


def _touch(edit: Edit, *segment_ids: int) -> None:
    edit.touch(*(regions.segment(pk) for pk in segment_ids), regions.RIBBON, regions.COVERAGE)


def _touch_ideas(edit: Edit, need: WorkforceNeed) -> None:
    if _IDEA_OF.rows(need.pk):
        edit.touch(regions.IDEAS)


def _set_removed_need(edit: Edit, need_id: int, *, removed: bool) -> WorkforceNeed:
    need = edit.any(WorkforceNeed, need_id)
    if (need.removed_at is not None) != removed:
        if not removed:
            edit.room_for(WorkforceNeed, limits.NEEDS, "needs")
            edit.own(Segment, need.segment_id)
        need.removed_at = edit.at if removed else None
        need.save(update_fields=["removed_at"])
        _touch(edit, need.segment_id)
        _touch_ideas(edit, need)
    return need


def _fill_need(need: WorkforceNeed, draft: NeedDraft) -> None:
    need.role = Role.objects.filter(title__iexact=draft.title, is_published=True).order_by("pk").first()
    for name, value in vars(draft).items():
        setattr(need, name, value)
    need.learner_stages = in_stage_order(draft.learner_stages)
    if need.role is not None:
        need.title, need.kind = need.role.title, need.role.kind


def _need_words(need: WorkforceNeed) -> dict[str, object]:
    return {name: getattr(need, name) for name in NeedDraft.__dataclass_fields__}


def _fill_offer(link: OfferLink, draft: OfferDraft) -> None:
    if draft.learner_stage not in LearnerStage.values:
        raise Invalid("learner_stage", "Choose one of the four learner stages.")
    link.offer = LearningOffer.objects.filter(title__iexact=draft.title, is_published=True).order_by("pk").first()
    for name, value in vars(draft).items():
        setattr(link, name, value)
    if link.offer is not None:
        link.title = link.offer.title


def _offer_words(link: OfferLink) -> dict[str, object]:
    return {name: getattr(link, name) for name in OfferDraft.__dataclass_fields__}
