import json
import math

from bench.figures import Result, medians, percentile, slope


def test_percentile_is_a_value_that_was_measured():
    assert percentile([3.0, 1.0, 2.0, 4.0], 50) == 2.0
    assert percentile([3.0, 1.0, 2.0, 4.0], 95) == 4.0
    assert percentile([], 95) == math.inf


def test_medians_name_the_spread_of_what_is_bounded():
    runs = [{"a": value, "b": 1.0} for value in (5.0, 1.0, 3.0)]
    assert medians(runs, spread=("a",)) == {"runs": 3, "a": 3.0, "a_min": 1.0, "a_max": 5.0, "b": 1.0}


def test_slope_is_the_rise_from_one_to_the_next():
    assert slope([1.0, 3.0, 5.0]) == 2.0
    assert slope([5.0, 5.0, 5.0, 5.0]) == 0.0
    assert slope([7.0]) == 0.0


def test_one_lost_edit_breaks_a_promise_whatever_the_figures_say():
    kept = Result("x", {"ms": 24.9}, 0, {"ms": 25.0}, "all")
    assert kept.within
    assert not Result("x", {"ms": 24.9}, 1, {"ms": 25.0}, "all").within
    assert not Result("x", {"ms": 25.1}, 0, {"ms": 25.0}, "all").within


def test_nothing_seen_is_not_within_and_still_json():
    line = json.loads(Result("x", {"ms": math.inf}, 0, {"ms": 25.0}, "none").as_line())
    assert (line["ms"], line["within"]) == (None, False)
