"""Dividing people and segments among groups."""

import random
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise


class Way(StrEnum):
    """How people come into their groups."""

    MIXED = "mixed"
    RANDOM = "random"
    BY_HAND = "by_hand"


WAYS: dict[Way, str] = {
    Way.MIXED: "Mixed: every group gets people of each sector",
    Way.RANDOM: "At random",
    Way.BY_HAND: "By hand: I put people in myself",
}


def title(number: int) -> str:
    """What a group is called until it gets a name: Group A to Group Z, then Group AA and on."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"Group {letters}"


def dealt(people: Sequence[tuple[int, str]], groups: int, way: Way, seed: int) -> list[list[int]]:
    """People (id and sector) in groups whose sizes differ by one at most; the same seed deals the same way.

    Mixed deals sector by sector, so that the groups' numbers of one sector differ by one at most as well.
    """
    chance = random.Random(seed)  # noqa: S311  # for groups, not for secrets
    if way is Way.BY_HAND:
        return [[] for _ in range(groups)]
    order = [pk for pk, _ in people]
    chance.shuffle(order)
    if way is Way.MIXED:
        sector = dict(people)
        order.sort(key=lambda pk: sector[pk])
    return [order[place::groups] for place in range(groups)]


def shared_out(segments: Sequence[int], groups: int) -> list[list[int]]:
    """Segments in runs of even length, one run a group; with more groups than segments, groups share one."""
    if len(segments) < groups:
        return [[segments[place % len(segments)]] if segments else [] for place in range(groups)]
    bounds = [place * len(segments) // groups for place in range(groups + 1)]
    return [list(segments[start:end]) for start, end in pairwise(bounds)]
