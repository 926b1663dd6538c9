"""Tidying ideas, for facilitators: park, merge, split, clusters."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops.access import Visit
from workshops.forms.grouping import ClusterForm, RenameForm, SplitForm, TickForm
from workshops.models import Cluster, Idea
from workshops.queries import ideas as lists
from workshops.queries.ideas import IdeaRow
from workshops.rules.rights import Right
from workshops.services import grouping, ideas
from workshops.views.answers import Panel, Request, act, at_workshop, context, panel, save, seen_version, url
from workshops.views.ideas import living_idea


def others(visit: Visit, found: Idea) -> list[IdeaRow]:
    """The other ideas that stand by themselves: those under the same enabler or in the same cluster first."""
    rows = [row for row in lists.ideas(visit.workshop.pk).rows if row.id != found.pk]
    near = [row.enabler == found.enabler or (row.cluster_id or 0) == found.cluster_id for row in rows]
    return [row for _, row in sorted(zip(near, rows, strict=True), key=lambda pair: (not pair[0], pair[1].number))]


def living_cluster(request: Request, visit: Visit, pk: int) -> Cluster:
    """A cluster of this workshop; while it is only looked at, one that has gone is not found."""
    found = visit.workshop.clusters.get(pk=pk)
    if request.method != "POST" and found.removed_at is not None:
        raise Http404("No such cluster.")
    return found


@require_POST
@at_workshop
def idea_park(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Put an idea aside."""
    visit.check(Right.TIDY)
    undo = url(visit, "idea_unpark", pk)
    return act(request, visit, partial(ideas.park_idea, idea_id=pk), said="The idea is parked.", undo=undo)


@require_POST
@at_workshop
def idea_unpark(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring a parked idea back into play."""
    visit.check(Right.TIDY)
    return act(request, visit, partial(ideas.unpark_idea, idea_id=pk), said="The idea is back in play.")


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def idea_merge(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take other ideas into this one."""
    visit.check(Right.TIDY)
    found = living_idea(request, visit, pk)
    form = TickForm(request.POST or None, rows=others(visit, found), label="Which ideas say the same?")
    page = Panel(
        f"Merge into idea {found.number}",
        url(visit, "idea_merge", pk),
        form,
        "Merge them",
        hint=f"“{found.text}” stays. What you tick becomes part of it, keeps its number and its words.",
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: grouping.merge_ideas(c, survivor_id=pk, absorbed_ids=form.cleaned_data["ideas"]),
        said=f"Merged into idea {found.number}.",
        then=lambda _: {"again": url(visit, "idea", pk), "again_label": f"See idea {found.number}"},
    )


@require_POST
@at_workshop
def idea_unmerge(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Let a merged idea stand by itself again."""
    visit.check(Right.TIDY)
    return act(request, visit, partial(grouping.unmerge_idea, idea_id=pk), said="The idea stands by itself again.")


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def idea_split(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Make several ideas of one."""
    visit.check(Right.TIDY)
    found = living_idea(request, visit, pk)
    form = SplitForm(request.POST or None, number=found.number, initial=SplitForm.initial_of(found))
    page = Panel(
        f"Split idea {found.number}",
        url(visit, "idea_split", pk),
        form,
        "Split it",
        hint="Each part keeps the enabler and the places that the idea has now.",
        version=found.version,
        extra={"initial_of": SplitForm.initial_of},
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: grouping.split_idea(c, idea_id=pk, seen=seen_version(request), draft=form.draft()),
        said=f"Idea {found.number} is split.",
    )


@require_POST
@at_workshop
def idea_ungroup(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take an idea out of its cluster."""
    visit.check(Right.TIDY)
    return act(request, visit, partial(grouping.ungroup_idea, idea_id=pk), said="Taken out of the cluster.")


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def cluster_add(request: Request, visit: Visit) -> HttpResponse:
    """Name a cluster and tick its ideas."""
    visit.check(Right.TIDY)
    loose = [row for row in lists.ideas(visit.workshop.pk).rows if row.cluster_id is None]
    form = ClusterForm(request.POST or None, rows=loose, label="Which ideas belong together?", required=False)
    page = Panel("Group ideas", url(visit, "cluster_add"), form, "Make the cluster")
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: grouping.add_cluster(c, draft=form.draft()),
        said="The cluster is there.",
        then=lambda _: {"again": page.action, "again_label": "Make another cluster"},
    )


@require_safe
@at_workshop
def cluster(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """One cluster with its ideas."""
    found = living_cluster(request, visit, pk)
    rows = [row for row in lists.ideas(visit.workshop.pk).rows if row.cluster_id == pk]
    return render(request, "workshops/panels/cluster.html", context(request, visit, cluster=found, rows=rows))


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def cluster_rename(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Give a cluster another name."""
    visit.check(Right.TIDY)
    found = living_cluster(request, visit, pk)
    form = RenameForm(request.POST or None, initial=RenameForm.initial_of(found))
    page = Panel(
        "Rename the cluster",
        url(visit, "cluster_rename", pk),
        form,
        version=found.version,
        extra={"initial_of": RenameForm.initial_of},
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: grouping.rename_cluster(c, cluster_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def cluster_fill(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Put more ideas into a cluster."""
    visit.check(Right.TIDY)
    found = living_cluster(request, visit, pk)
    rows = [row for row in lists.ideas(visit.workshop.pk).rows if row.cluster_id != pk]
    form = TickForm(request.POST or None, rows=rows, label="Which ideas belong here?")
    page = Panel(f"Into “{found.title}”", url(visit, "cluster_fill", pk), form, "Put them in")
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: grouping.group_ideas(c, cluster_id=pk, idea_ids=form.cleaned_data["ideas"]),
        said=f"They are in “{found.title}” now.",
    )


@require_POST
@at_workshop
def cluster_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take a cluster away; its ideas stay."""
    visit.check(Right.TIDY)
    undo = url(visit, "cluster_restore", pk)
    verb = partial(grouping.remove_cluster, cluster_id=pk)
    return act(request, visit, verb, said="The cluster is gone; its ideas stay.", undo=undo)


@require_POST
@at_workshop
def cluster_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring a cluster back."""
    visit.check(Right.TIDY)
    return act(request, visit, partial(grouping.restore_cluster, cluster_id=pk), said="The cluster is back.")
