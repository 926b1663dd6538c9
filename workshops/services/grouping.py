"""Tidying ideas: merge, split, and clusters with a name. Numbers never die (design, issue 3 section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workshops.models import Cluster, Idea, VoteRound
from workshops.rules import limits, regions
from workshops.rules.codes import IdeaStatus
from workshops.rules.rights import Right
from workshops.services import role_checks
from workshops.services.editing import Edit, Invalid, verb
from workshops.services.ideas import STEMS, draft_of, make_idea, standing


@dataclass(frozen=True)
class SplitDraft:
    """The parts of one idea, in somebody's words; the first keeps the number."""

    parts: list[str]

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {f"part_{place}": text for place, text in enumerate(self.parts, start=1)}


@dataclass(frozen=True)
class ClusterDraft:
    """A cluster's name, and the ideas that go into it."""

    title: str
    idea_ids: list[int] = field(default_factory=list)

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"title": self.title}


@verb("idea.merged", Right.TIDY)
def merge_ideas(edit: Edit, *, survivor_id: int, absorbed_ids: Sequence[int]) -> Idea:
    """Take ideas into another one: they keep their numbers and words, and what they speak of becomes its own too.

    Raises Invalid when nothing is named, when one of them is the survivor, and while a round of dots is open; Gone when
    one was removed or merged.
    """
    _check_no_round(edit)
    survivor = standing(edit, survivor_id)
    absorbed = [standing(edit, pk) for pk in dict.fromkeys(absorbed_ids)]
    if not absorbed or survivor in absorbed:
        raise Invalid("ideas", "Tick the ideas that this one takes in.")
    for idea in absorbed:
        for inner in idea.absorbed.filter(removed_at=None):
            part = edit.own(Idea, inner.pk)
            part.absorbed_by = survivor
            part.save(update_fields=["absorbed_by"])
        survivor.segments.add(*idea.segments.all())
        survivor.needs.add(*idea.needs.all())
        idea.status, idea.absorbed_by = IdeaStatus.MERGED, survivor
        idea.version += 1
        idea.save(update_fields=["status", "absorbed_by", "version"])
    if survivor.status == IdeaStatus.OPEN and any(idea.actions.filter(removed_at=None).exists() for idea in absorbed):
        survivor.status = IdeaStatus.TAKEN_FORWARD
    role_checks.check_stays(survivor)
    survivor.version += 1
    survivor.save(update_fields=["status", "version"])
    edit.touch(*STEMS, regions.ACTIONS)
    return survivor


@verb("idea.unmerged", Right.TIDY)
def unmerge_idea(edit: Edit, *, idea_id: int) -> Idea:
    """Let a merged idea stand by itself again; what the other one took over of its links stays there too.

    Raises Invalid while a round of dots is open.
    """
    idea = edit.own(Idea, idea_id)
    if idea.status == IdeaStatus.MERGED:
        _check_no_round(edit)
        taken = idea.actions.filter(removed_at=None).exists()
        idea.status = IdeaStatus.TAKEN_FORWARD if taken else IdeaStatus.OPEN
        idea.absorbed_by = None
        role_checks.check_stays(idea)
        idea.version += 1
        idea.save(update_fields=["status", "absorbed_by", "version"])
        edit.touch(*STEMS, regions.ACTIONS)
    return idea


@verb("idea.split", Right.TIDY)
def split_idea(edit: Edit, *, idea_id: int, seen: int, draft: SplitDraft) -> Idea:
    """Make several ideas of one: the first part keeps the number, the others get new ones with the same links.

    Raises Invalid for fewer than two parts and while a round of dots is open; Conflict when somebody changed the idea
    since version ``seen``.
    """
    _check_no_round(edit)
    idea = standing(edit, idea_id)
    parts = [text for text in draft.parts if text]
    if len(parts) < 2:
        raise Invalid("part_2", "Write at least two parts: the first keeps the number, each other one gets its own.")
    edit.check_version(idea, seen, same=False)
    copied = replace(draft_of(idea), text="")
    idea.text = parts[0]
    idea.version += 1
    idea.save(update_fields=["text", "version"])
    for text in parts[1:]:
        part = make_idea(edit, replace(copied, text=text), out_of=idea)
        part.split_from, part.cluster = idea, idea.cluster
        part.save(update_fields=["split_from", "cluster"])
        edit.made(part)
    edit.touch_words(idea, *STEMS)
    return idea


@verb("cluster.added", Right.TIDY)
def add_cluster(edit: Edit, *, draft: ClusterDraft) -> Cluster:
    """Name a cluster, with the ideas that belong together; raises Invalid when the workshop holds no more."""
    edit.room_for(Cluster, limits.CLUSTERS, "clusters")
    cluster = Cluster.objects.create(workshop=edit.workshop, title=draft.title)
    _put_into(edit, cluster, draft.idea_ids)
    edit.touch(regions.IDEAS)
    return cluster


@verb("cluster.renamed", Right.TIDY)
def rename_cluster(edit: Edit, *, cluster_id: int, seen: int, draft: ClusterDraft) -> Cluster:
    """Give a cluster another name; raises Conflict when somebody did so since version ``seen``."""
    cluster = edit.own(Cluster, cluster_id)
    same = cluster.title == draft.title
    edit.check_version(cluster, seen, same=same)
    if not same:
        cluster.title = draft.title
        cluster.version += 1
        cluster.save(update_fields=["title", "version"])
        edit.touch(regions.IDEAS)
    return cluster


@verb("cluster.filled", Right.TIDY)
def group_ideas(edit: Edit, *, cluster_id: int, idea_ids: Sequence[int]) -> Cluster:
    """Put ideas into a cluster; each is in one at most. Raises Invalid when no idea is named."""
    cluster = edit.own(Cluster, cluster_id)
    if not idea_ids:
        raise Invalid("ideas", "Tick the ideas that belong here.")
    if _put_into(edit, cluster, idea_ids):
        edit.touch(regions.IDEAS)
    return cluster


@verb("idea.ungrouped", Right.TIDY)
def ungroup_idea(edit: Edit, *, idea_id: int) -> Idea:
    """Take an idea out of its cluster."""
    idea = standing(edit, idea_id)
    if idea.cluster_id is not None:
        idea.cluster = None
        idea.save(update_fields=["cluster"])
        edit.touch_words(idea, regions.IDEAS)
    return idea


@verb("cluster.removed", Right.TIDY)
def remove_cluster(edit: Edit, *, cluster_id: int) -> Cluster:
    """Take a cluster away; its ideas stay, and restoring puts them back into it."""
    return _set_removed(edit, cluster_id, removed=True)


@verb("cluster.restored", Right.TIDY)
def restore_cluster(edit: Edit, *, cluster_id: int) -> Cluster:
    """Bring a removed cluster back, with the ideas that have not gone into another one since."""
    return _set_removed(edit, cluster_id, removed=False)


def _put_into(edit: Edit, cluster: Cluster, idea_ids: Sequence[int]) -> bool:
    moved = [idea for pk in dict.fromkeys(idea_ids) if (idea := standing(edit, pk)).cluster_id != cluster.pk]
    for idea in moved:
        idea.cluster = cluster
        idea.save(update_fields=["cluster"])
    return bool(moved)


def _check_no_round(edit: Edit) -> None:
    """What people vote on does not change under them; wherever dots lie, so that no refusal tells where."""
    if VoteRound.objects.filter(workshop=edit.workshop, closed_at=None).exists():
        raise Invalid("", "A vote is open. Close it first; then merge or split.")


def _set_removed(edit: Edit, cluster_id: int, *, removed: bool) -> Cluster:
    cluster = edit.any(Cluster, cluster_id)
    if (cluster.removed_at is not None) != removed:
        if not removed:
            edit.room_for(Cluster, limits.CLUSTERS, "clusters")
        cluster.removed_at = edit.at if removed else None
        cluster.save(update_fields=["removed_at"])
        edit.touch(regions.IDEAS)
    return cluster
