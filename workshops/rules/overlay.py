"""What the overlay says in words: empty cells, heat, the letters of a hinge."""

from learners.rules import LearnerStage

_NOBODY: dict[LearnerStage, str] = {
    LearnerStage.GETTING_IN: "nobody is being brought in",
    LearnerStage.GETTING_ON: "nobody is being helped on",
    LearnerStage.GO_FURTHER: "nobody is growing in post",
    LearnerStage.AND_FURTHER: "nobody is moving towards mastery",
}


def hole(stage: LearnerStage, roles: int) -> str:
    """What an empty learner cell says of a segment with this many roles; blank when the segment holds none."""
    if roles == 0:
        return ""
    return f"{roles} {'role' if roles == 1 else 'roles'} here, {_NOBODY[stage]}"


def in_stage_order(codes: list[str]) -> list[str]:
    """Learner stage codes, each once, in the order of the journey; unknown ones are dropped."""
    return [stage.value for stage in LearnerStage if stage.value in codes]


def depth_words(needed: int, now: int | None) -> str:
    """A needed depth and the depth now in words, for people who do not see the mark."""
    if now is None:
        return f"depth {needed} needed, now not known"
    if needed > now:
        return f"depth {needed} needed, {now} now, {needed - now} short"
    if needed < now:
        return f"depth {needed} needed, {now} now: {now - needed} to spare"
    return f"depth {needed} needed and there"
