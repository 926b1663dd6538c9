"""Ideas: merged, split, moved, parked, grouped; what the board makes of them."""

from itertools import pairwise

import pytest
from django.core.exceptions import ObjectDoesNotExist

from accounts.rules.roles import AccountRole
from tests import make
from tests.make import do, row
from workshops.models import Idea
from workshops.queries.ideas import FOLDED_FROM, SHOWN, Ideas
from workshops.queries.ideas import ideas as listed
from workshops.rules import limits
from workshops.rules.rights import Right
from workshops.services import choosing, grouping, ideas, plan, structure, undoing
from workshops.services.editing import VERBS, Conflict, Gone, Invalid, Refused

pytestmark = pytest.mark.django_db


def add(at, text="Rotate", enabler="supply", *, by=None, **links):
    return row(ideas.add_idea(do(at, by) if by else do(at), draft=ideas.IdeaDraft(text, enabler, **links)))


def merge(at, survivor, *absorbed, seconds=0):
    ids = [idea.pk for idea in absorbed]
    return row(grouping.merge_ideas(do(at, seconds=seconds, again=True), survivor_id=survivor.pk, absorbed_ids=ids))


def board(at) -> Ideas:
    return listed(at.pk)


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def last(at):
    event = at.events.order_by("-number").first()
    return event.kind, set(event.stems)


def test_merged_ideas_keep_number_and_words_and_leave_the_list(workshop):
    one, two, three = add(workshop, "Share a rota"), add(workshop, "One rota"), add(workshop, "A rota for all")
    merge(workshop, one, two, three)
    found = board(workshop)
    assert [(each.number, each.takes_in) for each in found.rows] == [(1, (2, 3))]
    assert [(each.number, each.text, each.part_of, each.status) for each in found.merged] == [
        (2, "One rota", 1, "merged"),
        (3, "A rota for all", 1, "merged"),
    ]
    assert last(workshop) == ("idea.merged", {"ideas", "coverage", "priorities", "actions"})
    assert add(workshop, "Next").number == 4


def test_what_merged_ideas_speak_of_becomes_the_survivors_too(workshop):
    home, ward, need = make.stage(workshop), make.stage(workshop, "On the ward"), make.need(workshop)
    one = add(workshop, segment_ids=[home.pk])
    two = add(workshop, "Two", segment_ids=[ward.pk], need_ids=[need.pk])
    merge(workshop, one, two)
    assert board(workshop).rows[0].places == ("At home", "On the ward", "Nurse")


def test_actions_of_a_merged_idea_are_shown_with_the_survivor(workshop):
    one, two = add(workshop), add(workshop, "Two")
    plan.add_action(do(workshop), draft=plan.ActionDraft("Do it"), idea_id=two.pk)
    merge(workshop, one, two)
    assert [(each.number, each.actions, each.status) for each in board(workshop).rows] == [(1, 1, "taken_forward")]
    assert workshop.actions.get().idea_id == two.pk


def test_a_chain_of_merges_leaves_no_idea_inside_a_merged_one(workshop):
    one, two, three = (add(workshop, f"{n}") for n in (1, 2, 3))
    merge(workshop, two, three)
    merge(workshop, one, two)
    assert [fresh(idea).absorbed_by_id for idea in (one, two, three)] == [None, one.pk, one.pk]
    assert board(workshop).rows[0].takes_in == (2, 3)


def test_unmerged_idea_stands_by_itself_again(workshop):
    one, two = add(workshop), add(workshop, "Two")
    merge(workshop, one, two)
    grouping.unmerge_idea(do(workshop), idea_id=two.pk)
    assert [(each.number, each.takes_in, each.status) for each in board(workshop).rows] == [
        (1, (), "open"),
        (2, (), "open"),
    ]
    assert grouping.unmerge_idea(do(workshop), idea_id=two.pk).number == workshop.events.count()


def test_a_merge_is_undone_whole(workshop):
    one = add(workshop, segment_ids=[make.stage(workshop).pk])
    two = add(workshop, "Two", segment_ids=[make.stage(workshop, "On the ward").pk])
    merge(workshop, one, two)
    undoing.undo(do(workshop, seconds=1), change_id=workshop.operations.get(verb="idea.merged").pk)
    assert [(each.number, each.takes_in, each.places) for each in board(workshop).rows] == [
        (1, (), ("At home",)),
        (2, (), ("On the ward",)),
    ]


def test_merging_needs_another_idea(workshop):
    one = add(workshop)
    for absorbed in ([], [one]):
        with pytest.raises(Invalid) as raised:
            merge(workshop, one, *absorbed)
        assert raised.value.field == "ideas"


def test_what_is_merged_or_removed_cannot_be_merged_moved_or_edited(workshop):
    one, two, three, four = (add(workshop, f"{n}") for n in (1, 2, 3, 4))
    merge(workshop, one, two)
    ideas.remove_idea(do(workshop), idea_id=four.pk)
    acts = [
        lambda: merge(workshop, two, three),
        lambda: merge(workshop, three, two),
        lambda: merge(workshop, three, four),
        lambda: ideas.move_idea(do(workshop), idea_id=two.pk, enabler="leadership"),
        lambda: ideas.edit_idea(do(workshop), idea_id=two.pk, seen=2, draft=ideas.IdeaDraft("Other")),
        lambda: grouping.split_idea(do(workshop), idea_id=two.pk, seen=2, draft=grouping.SplitDraft(["a", "b"])),
        lambda: ideas.park_idea(do(workshop), idea_id=two.pk),
    ]
    for act in acts:
        with pytest.raises(Gone) as raised:
            act()
        assert str(raised.value).endswith("Your words are still here to copy.")
    with pytest.raises(Gone, match=r"^Idea 2 is part of idea 1 now\."):
        acts[3]()


@pytest.mark.parametrize("has_dots", [True, False])
def test_nothing_is_merged_or_split_during_a_vote_and_no_refusal_tells_where_dots_lie(workshop, has_dots):
    one, two, three = add(workshop), add(workshop, "Two"), add(workshop, "Three")
    merge(workshop, one, three)
    opened = row(choosing.open_round(do(workshop)))
    if has_dots:
        choosing.place_dot(do(workshop, make.participant(workshop)), idea_id=two.pk)
    parts = grouping.SplitDraft(["a", "b"])
    acts = [
        lambda: merge(workshop, one, two),
        lambda: grouping.split_idea(do(workshop), idea_id=two.pk, seen=1, draft=parts),
        lambda: grouping.split_idea(do(workshop), idea_id=one.pk, seen=2, draft=parts),
        lambda: grouping.unmerge_idea(do(workshop), idea_id=three.pk),
    ]
    for act in acts:
        with pytest.raises(Invalid, match=r"^A vote is open\. Close it first; then merge or split\.$"):
            act()
    choosing.close_round(do(workshop), round_id=opened.pk)
    merge(workshop, one, two)
    assert board(workshop).rows[0].takes_in == (2, 3)


def test_removing_a_survivor_takes_what_it_took_in_along_and_restoring_brings_both_back(workshop):
    one, two = add(workshop), add(workshop, "Two")
    merge(workshop, one, two)
    ideas.remove_idea(do(workshop), idea_id=one.pk)
    assert (board(workshop).rows, board(workshop).merged) == ((), ())
    ideas.restore_idea(do(workshop), idea_id=one.pk)
    assert board(workshop).rows[0].takes_in == (2,)


def test_split_parts_have_their_own_numbers_and_the_same_links(workshop):
    idea = add(workshop, "Rota and training", segment_ids=[make.stage(workshop).pk], need_ids=[make.need(workshop).pk])
    other = add(workshop, "Other")
    draft = grouping.SplitDraft(["Share a rota", "", "Train together", "Meet weekly"])
    grouping.split_idea(do(workshop), idea_id=idea.pk, seen=1, draft=draft)
    found = [(each.number, each.text, each.enabler, each.places, each.split_from) for each in board(workshop).rows]
    assert found == [
        (1, "Share a rota", "supply", ("At home", "Nurse"), None),
        (2, "Other", "supply", (), None),
        (3, "Train together", "supply", ("At home", "Nurse"), 1),
        (4, "Meet weekly", "supply", ("At home", "Nurse"), 1),
    ]
    assert (fresh(idea).version, fresh(other).version) == (2, 1)


def test_a_split_needs_two_parts_and_the_words_as_they_stand(workshop):
    idea = add(workshop)
    with pytest.raises(Invalid) as raised:
        grouping.split_idea(do(workshop), idea_id=idea.pk, seen=1, draft=grouping.SplitDraft(["Only one", ""]))
    assert raised.value.field == "part_2"
    ideas.edit_idea(do(workshop), idea_id=idea.pk, seen=1, draft=ideas.IdeaDraft("Other words"))
    with pytest.raises(Conflict):
        grouping.split_idea(do(workshop), idea_id=idea.pk, seen=1, draft=grouping.SplitDraft(["a", "b"]))


def test_a_split_is_undone_whole(workshop):
    idea = add(workshop, "Rota and training")
    command = do(workshop, again=True)
    grouping.split_idea(command, idea_id=idea.pk, seen=1, draft=grouping.SplitDraft(["Rota", "Training"]))
    undoing.undo(do(workshop, seconds=1), change_id=workshop.operations.get(verb="idea.split").pk)
    assert [(each.number, each.text) for each in board(workshop).rows] == [(1, "Rota and training")]


def test_an_idea_moves_between_the_points_of_the_star(workshop):
    idea = add(workshop)
    actor = make.participant(workshop)
    ideas.move_idea(do(workshop, actor), idea_id=idea.pk, enabler="leadership")
    assert [(point.enabler, point.ideas) for point in board(workshop).star if point.ideas] == [("leadership", 1)]
    number = workshop.events.count()
    assert ideas.move_idea(do(workshop, actor), idea_id=idea.pk, enabler="leadership").number == number
    ideas.move_idea(do(workshop, actor), idea_id=idea.pk, enabler="")
    assert board(workshop).unsorted == 1
    with pytest.raises(Invalid):
        ideas.move_idea(do(workshop, actor), idea_id=idea.pk, enabler="luck")


def test_parked_ideas_leave_the_star_and_come_back(workshop):
    idea = add(workshop)
    ideas.park_idea(do(workshop), idea_id=idea.pk)
    assert (board(workshop).total, [group.key for group in board(workshop).groups]) == (0, ["parked"])
    ideas.unpark_idea(do(workshop), idea_id=idea.pk)
    assert (board(workshop).total, fresh(idea).status) == (1, "open")
    plan.add_action(do(workshop), draft=plan.ActionDraft("Do it"), idea_id=idea.pk)
    ideas.park_idea(do(workshop), idea_id=idea.pk)
    ideas.unpark_idea(do(workshop), idea_id=idea.pk)
    assert fresh(idea).status == "taken_forward"


def test_a_cluster_holds_ideas_each_in_one(workshop):
    one, two, three = add(workshop), add(workshop, "Two"), add(workshop, "Three")
    first = row(grouping.add_cluster(do(workshop), draft=grouping.ClusterDraft("Rotas", [one.pk, two.pk])))
    second = row(grouping.add_cluster(do(workshop), draft=grouping.ClusterDraft("Learning")))
    grouping.group_ideas(do(workshop), cluster_id=second.pk, idea_ids=[two.pk, three.pk])
    groups = [(group.title, [each.number for each in group.rows]) for group in board(workshop).groups]
    assert groups == [("Learning", [2, 3]), ("Rotas", [1])]
    grouping.ungroup_idea(do(workshop), idea_id=one.pk)
    groups = [(group.title, [each.number for each in group.rows]) for group in board(workshop).groups]
    assert groups == [("Learning", [2, 3]), ("Rotas", []), ("Supply", [1])]
    assert last(workshop) == ("idea.ungrouped", {"ideas"})
    assert first.title == "Rotas"


def test_a_cluster_is_renamed_with_its_version(workshop):
    cluster = row(grouping.add_cluster(do(workshop), draft=grouping.ClusterDraft("Rotas")))
    draft = grouping.ClusterDraft("Sharing")
    assert row(grouping.rename_cluster(do(workshop), cluster_id=cluster.pk, seen=1, draft=draft)).version == 2
    with pytest.raises(Conflict):
        grouping.rename_cluster(do(workshop), cluster_id=cluster.pk, seen=1, draft=grouping.ClusterDraft("Other"))
    with pytest.raises(Invalid):
        grouping.group_ideas(do(workshop), cluster_id=cluster.pk, idea_ids=[])


def test_ideas_outlive_their_cluster_and_go_back_with_it(workshop):
    one = add(workshop)
    cluster = row(grouping.add_cluster(do(workshop), draft=grouping.ClusterDraft("Rotas", [one.pk])))
    grouping.remove_cluster(do(workshop), cluster_id=cluster.pk)
    assert [group.title for group in board(workshop).groups] == ["Supply"]
    grouping.restore_cluster(do(workshop), cluster_id=cluster.pk)
    assert [group.title for group in board(workshop).groups] == ["Rotas"]


def test_a_workshop_holds_so_many_clusters_and_no_more(workshop):
    for number in range(limits.CLUSTERS):
        grouping.add_cluster(do(workshop), draft=grouping.ClusterDraft(f"{number}"))
    with pytest.raises(Invalid, match="at most 60 clusters"):
        grouping.add_cluster(do(workshop), draft=grouping.ClusterDraft("One more"))


def test_only_facilitators_tidy():
    tidy = {"idea.merged", "idea.unmerged", "idea.split", "idea.parked", "idea.unparked", "idea.ungrouped"}
    tidy |= {"cluster.added", "cluster.renamed", "cluster.filled", "cluster.removed", "cluster.restored"}
    assert {VERBS[name] for name in tidy} == {(Right.TIDY, None)}


def test_a_participant_is_told_that_a_facilitator_merges(workshop):
    one, two = add(workshop), add(workshop, "Two")
    with pytest.raises(Refused, match="Only a facilitator groups, merges and parks"):
        grouping.merge_ideas(do(workshop, make.participant(workshop)), survivor_id=one.pk, absorbed_ids=[two.pk])


def test_ideas_written_in_silence_are_on_no_list_and_nobody_merges_them(workshop):
    actor = make.participant(workshop)
    seen = add(workshop)
    _silence(workshop)
    hidden = add(workshop, "Hush", by=actor)
    assert [each.number for each in board(workshop).rows] == [1]
    with pytest.raises(ObjectDoesNotExist):
        merge(workshop, seen, hidden)
    with pytest.raises(ObjectDoesNotExist):
        ideas.park_idea(do(workshop), idea_id=hidden.pk)


def test_parts_of_a_visible_idea_stay_visible_in_silence(workshop):
    idea = add(workshop, "Rota and training")
    _silence(workshop)
    grouping.split_idea(do(workshop), idea_id=idea.pk, seen=1, draft=grouping.SplitDraft(["Rota", "Training"]))
    assert [each.text for each in board(workshop).rows] == ["Rota", "Training"]


def test_the_neglected_point_asks_its_question(workshop):
    points = ("supply", "upskilling", "new_roles", "new_ways_of_working")
    for enabler in points:
        add(workshop, enabler, enabler)
    assert board(workshop).neglected is None
    add(workshop, "fifth")
    neglected = board(workshop).neglected
    assert neglected is not None
    assert (neglected.enabler, neglected.ideas) == ("leadership", 0)
    add(workshop, "sixth", "leadership")
    assert board(workshop).neglected is None
    for number in range(8):
        add(workshop, f"more {number}", points[number % 4])
    neglected = board(workshop).neglected
    assert neglected is not None
    assert (neglected.enabler, neglected.ideas) == ("leadership", 1)


@pytest.mark.parametrize(("count", "shown", "folded"), [(FOLDED_FROM - 1, FOLDED_FROM - 1, 0), (FOLDED_FROM, SHOWN, 3)])
def test_a_long_group_is_folded(workshop, count, shown, folded):
    for number in range(count):
        add(workshop, f"{number}")
    group = board(workshop).groups[0]
    assert (len(group.shown), len(group.folded)) == (shown, folded)


def test_the_list_costs_the_same_number_of_queries_however_long(workshop, django_assert_num_queries):
    for number in range(3):
        add(workshop, f"{number}", "new_roles", segment_ids=[make.stage(workshop).pk])
    board(workshop)
    with django_assert_num_queries(7):
        board(workshop)
    for number in range(20):
        add(workshop, f"more {number}", "new_roles", segment_ids=[make.stage(workshop).pk])
    with django_assert_num_queries(7):
        board(workshop)


def test_numbers_go_up_through_merges_and_splits(workshop):
    made = [add(workshop, f"{number}") for number in range(3)]
    merge(workshop, made[0], made[1])
    grouping.split_idea(do(workshop), idea_id=made[2].pk, seen=1, draft=grouping.SplitDraft(["a", "b", "c"]))
    ideas.remove_idea(do(workshop), idea_id=made[0].pk)
    made.append(add(workshop, "Last"))
    numbers = sorted(workshop.ideas.values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert all(after == before + 1 for before, after in pairwise(numbers))


def _silence(at):
    at.is_private = True
    at.save(update_fields=["is_private"])


def test_a_places_panel_shows_the_ideas_of_that_place_and_not_of_another_with_its_title(workshop):
    first, second = (
        row(structure.add_stage(do(workshop), draft=structure.SegmentDraft("At the clinic"), after_id=None))
        for _ in range(2)
    )
    row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Ring before they come", segment_ids=[second.pk])))
    desk = make.signed_in(make.user(AccountRole.FACILITATOR, at=workshop.system))
    shown = [
        "Ring before they come" in desk.get(f"/w/{workshop.public_id}/segments/{pk}/").content.decode()
        for pk in (first.pk, second.pk)
    ]
    assert shown == [False, True]
