"""The geometry of pictures: everything is where it should be, and no text leaves its shape."""

import re
from itertools import pairwise, product

import pytest

from tests.workshops.reports import snapshots
from tests.workshops.reports.conftest import report
from workshops.reports import page, pictures
from workshops.reports.pictures.lettering import width, wrapped
from workshops.reports.pictures.ribbon import TITLE_SIZE, WORDS_SIZE, RibbonSegment

pytestmark = pytest.mark.embedded

LONG = "Donaudampfschifffahrtsgesellschaftskapit"


def stage(pk: int, title: str = "Stage", *, heat: int = 0, roles: int = 0) -> RibbonSegment:
    return RibbonSegment(
        pk, title, False, "", None, None, heat, f"largest gap {heat}" if heat else "no gap known", roles
    )


def zone(pk: int, from_id: int, to_id: int, *, roles: int = 0) -> RibbonSegment:
    return RibbonSegment(pk, f"Zone {pk}", True, "DW", from_id, to_id, 0, "no roles yet", roles)


@pytest.mark.parametrize(
    "text", ["short", LONG, f"{LONG} {LONG} {LONG}", "日本語のとても長い題名です" * 4, "W" * 400, ""]
)
@pytest.mark.parametrize("room", [30, 100, 140])
def test_wrapped_text_fits_its_room(text: str, room: int):
    lines = wrapped(text, size=13, room=room, lines=3)
    assert len(lines) <= 3
    assert all(width(line, 13) <= room for line in lines)


def test_text_that_is_cut_ends_in_an_ellipsis():
    assert wrapped("one two three four", size=13, room=40, lines=2) == ("one", "two…")


def test_columns_on_the_board_are_exactly_as_wide_as_asked():
    drawn = pictures.ribbon([stage(1), zone(2, 1, 3), stage(3)])
    (line,) = drawn.lines
    assert line.width == 172 + 46 + 172
    assert [(hinge.letters.x, hinge.thread) for hinge in line.hinges] == [(172 + 23, "")]
    assert [item.arrow.split()[0] for item in line.stages] == ["M2", "M220"]


def test_a_zone_that_holds_roles_may_stand_wider():
    segments = [stage(1), zone(2, 1, 3, roles=2), stage(3)]
    assert pictures.ribbon(segments, open_zone_width=172).lines[0].width == 516


def test_neighbours_have_a_hinge_and_others_an_arc():
    drawn = pictures.ribbon([stage(1), zone(2, 1, 3), stage(3), zone(4, 3, 7), stage(5), zone(6, 7, 1), stage(7)])
    (line,) = drawn.lines
    assert [hinge.thread != "" for hinge in line.hinges] == [False, True, True]
    assert len(line.arcs) == 2
    heights = {re.search(r"V(\d+)Q", arc.path)[1] for arc in line.arcs}  # type: ignore[index]
    assert len(heights) == 2


def test_an_arc_that_crosses_lines_says_whence_and_whither():
    segments = [stage(1), zone(9, 1, 4), stage(2), stage(3), stage(4)]
    first, second = pictures.ribbon(segments, wrap=2).lines
    assert [label.text for label in first.arcs[0].labels] == ["to 4"]
    assert [label.text for label in second.arcs[0].labels] == ["from 1"]
    assert (first.arcs[0].head, second.arcs[0].head != "") == ("", True)


def test_a_loop_back_over_lines_is_drawn_on_each():
    segments = [stage(1), stage(2), stage(3), stage(4), stage(5), zone(9, 5, 1), stage(6)]
    drawn = pictures.ribbon(segments, wrap=2)
    assert [[label.text for arc in line.arcs for label in arc.labels] for line in drawn.lines] == [
        ["from 5"],
        ["to 1", "from 5"],
        ["to 1"],
    ]


@pytest.mark.parametrize(("stages", "lines"), [(1, [1]), (5, [5]), (6, [3, 3]), (8, [4, 4]), (11, [4, 4, 3])])
def test_paper_has_balanced_lines_of_at_most_five_stages(stages: int, lines: list[int]):
    drawn = pictures.ribbon([stage(pk) for pk in range(stages)], wrap=5)
    assert [len(line.stages) for line in drawn.lines] == lines


def test_a_pathway_at_its_bounds_is_drawn_without_overflow():
    made = report(snapshots.crowded(needs=60))
    drawn = page.context(made)["pictures"].ribbon
    assert sum(len(line.stages) for line in drawn.lines) == 40
    assert sum(len(line.hinges) for line in drawn.lines) == 20
    for line in drawn.lines:
        for item in line.stages:
            assert all(width(text.text, TITLE_SIZE) <= 140 - 34 for text in item.lines)
            assert all(text.x + width(text.text, WORDS_SIZE) <= line.width for text in item.words)
            assert all(text.y <= line.height for text in item.words)


def test_nothing_to_draw_is_no_line():
    assert pictures.ribbon([]).lines == ()


def test_heat_fills_as_many_cells_as_the_gap_is_deep_and_hatches_three():
    assert [[cell.filled for cell in pictures.heat(level).cells].count(True) for level in range(4)] == [0, 1, 2, 3]
    assert [bool(pictures.heat(level).hatch) for level in range(4)] == [False, False, False, True]
    drawn = pictures.heat(3, x=10, y=5, width=60)
    points = [float(x) for x, _ in re.findall(r"[ML]([\d.]+) ([\d.]+)", drawn.hatch)]
    assert min(points) >= 10
    assert max(points) <= 70.05


def test_depth_marks_differ_for_every_pair_of_depths():
    pairs = list(product((1, 2, 3), (None, 0, 1, 2, 3)))
    marks = [pictures.depth_mark(needed, now) for needed, now in pairs]
    shapes = {(mark.now, mark.gap, mark.unknown, mark.spare, mark.ground) for mark in marks}
    assert len(shapes) == len(pairs) == 15
    assert len({mark.words for mark in marks}) == 15


def test_a_depth_mark_shows_what_is_there_short_spare_and_unknown():
    short, spare, unknown = pictures.depth_mark(3, 1), pictures.depth_mark(1, 2), pictures.depth_mark(2, None)
    assert (short.now.count("z"), short.gap.count("z"), short.words) == (1, 2, "depth 3 needed, 1 now, 2 short")
    assert (spare.now.count("z"), spare.spare.count("z"), spare.stripes.count("M")) == (1, 1, 3)
    assert (unknown.unknown.count("z"), unknown.ground.count("M")) == (2, 1)


def test_star_points_reach_as_far_as_their_ideas():
    drawn = pictures.star(
        [pictures.StarPoint(label, count, label) for label, count in zip("abcde", (4, 2, 0, 1, 4), strict=True)]
    )
    tips = [tuple(map(float, corner.split())) for corner in re.split("[MLZ]", drawn.body) if corner][::2]
    reach = [((x - 250) ** 2 + (y - 192) ** 2) ** 0.5 for x, y in tips]
    assert [round(value) for value in reach] == [104, 67, 30, 48, 104]
    assert drawn.words == "Ideas by enabler: a 4, b 2, c 0, d 1, e 4."


def test_star_texts_stay_inside_and_apart():
    drawn = page.context(report(snapshots.frailty()))["pictures"].star
    for tip in drawn.tips:
        half = width(tip.label.text, 13) / 2
        assert half <= tip.label.x <= drawn.width - half
        assert 0 <= tip.sign_y < tip.count.y <= drawn.height
    assert len({(tip.label.x, tip.label.y) for tip in drawn.tips}) == 5


def test_a_star_without_ideas_is_a_small_one():
    drawn = pictures.star([pictures.StarPoint(label, 0, label) for label in "abcde"])
    assert drawn.body != drawn.outline


def test_pyramids_share_one_scale_and_stay_apart():
    levels = [pictures.PyramidLevel("3", 5, 0), pictures.PyramidLevel("2", 10, 10), pictures.PyramidLevel("?", None, 1)]
    drawn = pictures.pyramid(levels)
    needed = [bar for bar in drawn.bars if bar.kind == "needed"]
    assert [bar.width for bar in needed] == [65, 130]
    assert [bar.kind for bar in drawn.bars] == ["needed", "now", "needed", "now", "outside"]
    for left, right in pairwise(sorted((bar.x, bar.x + bar.width) for bar in drawn.bars if bar.y == needed[1].y)):
        assert left[1] + 30 < right[0]
    assert max(bar.number.x + 24 for bar in drawn.bars) <= drawn.width
    assert drawn.words == "Roles at each depth. 3: 5 needed, 0 now. 2: 10 needed, 10 now. ?: 1 now."
