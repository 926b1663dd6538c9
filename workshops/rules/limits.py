"""Bounds of one workshop and of one text; each has a sentence for the person who meets it."""

SEGMENTS = 60
NEEDS = 2_000
IDEAS = 2_000
ACTIONS = 2_000
PARTICIPANTS = 1_000
TEXT = 2_000
TITLE = 160
NAME = 60
DOTS = 5
DOTS_ON_ONE = 2
DOTS_MOST = 10
ENOUGH_ANSWERS = 5
"""Fewer answers than this are shown as no result: they could be told apart (domain B.5:11)."""
TOP_IDEAS = 8
"""How many ideas are placed on impact and effort (domain C.2)."""
NOTES = 2_000
CLUSTERS = 60
PARTS = 4
"""Into how many parts one idea is split at a time."""
BREAKOUTS = 40
HANDED_IN = 20
"""How often one person hands in unsent words after the day."""
AGENDA = 40
INVITES = 60
QUESTIONS = 20
REPLIES = 2_000
REVEAL_UNDO = 10
"""Seconds in which a reveal can be taken back."""
NOBODY = "Nobody"
NOT_KNOWN = "Not known yet"

SENTENCES: dict[str, str] = {
    "segments": f"A pathway holds at most {SEGMENTS} stages and zones. Remove one before you add another.",
    "needs": f"A workshop holds at most {NEEDS:,} entries of one kind. Remove some before you add another.",
    "ideas": f"A workshop holds at most {IDEAS:,} ideas. Merge or remove some before you add another.",
    "actions": f"A workshop holds at most {ACTIONS:,} actions. Remove some before you add another.",
    "notes": f"A workshop holds at most {NOTES:,} notes. Remove some before you add another.",
    "agenda": f"An agenda has at most {AGENDA} parts. Take one out before you add another.",
    "clusters": f"A workshop has at most {CLUSTERS} clusters. Remove one before you add another.",
    "handed_in": f"You have handed in {HANDED_IN} entries. Please tell the facilitator the rest.",
    "breakouts": f"A workshop has at most {BREAKOUTS} groups.",
    "invites": f"An invite plan has at most {INVITES} lines.",
    "questions": f"A survey has at most {QUESTIONS} questions.",
    "replies": "No more replies can be taken here. Please tell whoever sent you the link.",
    "participants": f"This workshop is full: {PARTICIPANTS:,} people are in. Please tell the facilitator.",
}
