"""Bounds of one workshop and of one text; each has a sentence for the person who meets it."""

SEGMENTS = 60
NEEDS = 2_000
IDEAS = 2_000
ACTIONS = 2_000
PARTICIPANTS = 1_000
TEXT = 2_000
TITLE = 160
NAME = 60

SENTENCES: dict[str, str] = {
    "segments": f"A pathway holds at most {SEGMENTS} stages and zones. Remove one before you add another.",
    "needs": f"A workshop holds at most {NEEDS:,} entries of one kind. Remove some before you add another.",
    "ideas": f"A workshop holds at most {IDEAS:,} ideas. Merge or remove some before you add another.",
    "actions": f"A workshop holds at most {ACTIONS:,} actions. Remove some before you add another.",
    "participants": f"This workshop is full: {PARTICIPANTS:,} people are in. Please tell the facilitator.",
}
