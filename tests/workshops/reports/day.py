"""The frailty workshop after its whole day, in today's shape: chosen, checked, planned, parked and pledged."""

from typing import Any

from tests.workshops.reports import snapshots
from workshops.reports import formats

AGENDA = (
    ("Join", "join", 15, "together", 16),
    ("Purpose", "purpose", 10, "together", 9),
    ("What does the person need?", "needs", 20, "silent_writing", 24),
    ("Break", "", 15, "together", 15),
    ("Star", "star", 25, "one_two_four_all", 25),
    ("Close", "close", 10, "together", None),
)


def whole() -> snapshots.Snapshot:
    """Nineteen people, two rounds of dots, three ideas merged or split, and one word by a scribe of each kind."""
    made = dict(formats.current(snapshots.frailty()))
    made["workshop"] = {
        **made["workshop"],
        "sponsor": "Chief nurse",
        "outcome": "Home within a day",
        "status": "closed",
    }
    for segment, stars in zip(made["segments"], (0, 4, 0, 7, 2), strict=False):
        segment["stars"] = stars
    zones = [segment for segment in made["segments"] if segment["kind"] == "transition"]
    zones[0]["holder"] = {"relationship": "Care co-ordinator", "information": "Nobody", "risk": ""}
    zones[1]["holder"] = {"relationship": "General practitioner", "information": "Shared record", "risk": "Trust"}
    made["ideas"] = [*made["ideas"], *map(idea, (8, 9, 10))]
    change(
        made["ideas"], 8, text="Rotate new nurses through care homes", enabler="supply", status="merged", absorbed_by=2
    )
    change(made["ideas"], 9, text="A rota that care homes share", enabler="supply", status="merged", absorbed_by=8)
    change(made["ideas"], 10, text="Ring first, then send", enabler="new_ways_of_working", split_from=4, by_scribe=True)
    change(made["ideas"], 2, cluster="One team")
    change(made["ideas"], 4, cluster="One team")
    change(made["ideas"], 6, status="parked")
    change(made["actions"], 1, start_on="2026-12-01", outcome="Six nurses rotate", resources="Half a day a week",
           measure="Nurses in rotation", lever="pipeline", horizon="next", aim="staff_experience")  # fmt: skip
    change(made["actions"], 3, measure="Days from advert to post", aim="cost_per_head")
    made["person_needs"][1]["by_scribe"] = True
    return {
        **made,
        "has_experts": True,
        "role_checks": [check(5, funding="", supervision="Not known yet")],
        "impacts": [
            {"idea_number": None, "kind": "unintended", "aim": "", "text": "Wards lose their nurses for a while"},
            {"idea_number": 2, "kind": "intended", "aim": "staff_experience", "text": "Nurses stay longer"},
        ],
        "rounds": [
            {"number": 1, "budget": 5, "dots": dots({1: 4, 2: 9, 4: 1}), "tallies": []},
            {"number": 2, "budget": 3, "dots": dots({1: 6, 2: 5, 9: 3, 3: 6}), "tallies": dots({2: 4})},
        ],
        "scores": [
            {"idea_number": 1, "group": "", "impact": 5, "effort": 2},
            {"idea_number": 2, "group": "Group 1", "impact": 5, "effort": 4},
            {"idea_number": 2, "group": "Group 2", "impact": 4, "effort": 5},
            {"idea_number": 3, "group": "", "impact": 2, "effort": 2},
        ],
        "polls": [
            {"need_id": 1, "counts": [1, 4, 3, 0], "by_scribe": False},
            {"need_id": 4, "counts": None, "by_scribe": True},
            {"need_id": 3, "counts": [0, 0, 5, 0], "by_scribe": False},
        ],
        "notes": [
            note("ground_rule", "One voice at a time"),
            note("matters", "To die in her own bed"),
            note("missing_stage", "Waiting for the ambulance"),
            note("parking", "Car parks at the front door", phase="needs"),
            note("parking", "Shared record", phase="star", home="Digital board, January", is_closed=True),
            note("pledge", "Visit a care home by Friday", by_scribe=True),
            note("pledge", "Ask reception what they are asked"),
        ],
        "agenda": [item(*part) for part in AGENDA],
        "invites": [
            {"sector": "primary_care", "wanted": 8, "confirmed": 7},
            {"sector": "social_care", "wanted": 5, "confirmed": 3},
            {"sector": "ambulance", "wanted": 2, "confirmed": 0},
        ],
        "existing_offers": [
            {"organisation": "Coastal Trust", "title": "Simulation day", "learner_stage": "go_further", "places": 12},
            {"organisation": "Hospice", "title": "Last days of life", "learner_stage": "", "places": None},
        ],
        "surveys": [
            survey("before", 12, {"primary_care": (8, 7), "acute": (10, 5)}),
            survey("after", 3, {"acute": (10, 3)}),
        ],
    }  # fmt: skip


def survey(kind: str, replies: int, sectors: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """Two questions; without results when fewer than five replied."""
    few = replies < 5
    return {
        "kind": kind,
        "replies": replies,
        "sectors": [{"sector": name, "asked": asked, "replied": replied} for name, (asked, replied) in sectors.items()],
        "questions": [
            {
                "text": "How ready are we?",
                "kind": "scale",
                "answers": replies,
                "counts": [] if few else [0, 0, 1, 2, 5, 3, 1, 0, 0, 0, 0],
                "mean": None if few else 4.1,
                "texts": [],
            },
            {
                "text": "What gets in the way?",
                "kind": "text",
                "answers": replies,
                "counts": [],
                "mean": None,
                "texts": [] if few else ["No time", "Two systems", "Nobody rings", "Beds", "Keys"],
            },
        ],
    }


def idea(number: int) -> dict[str, Any]:
    """An idea that says nothing yet, in today's shape."""
    made = formats.current(snapshots.snapshot(ideas=[snapshots.idea(number, f"Idea {number}", "")]))
    return dict(made["ideas"][0])


def change(rows: list[dict[str, Any]], number: int, **values: Any) -> None:
    """Change the row with this number."""
    next(row for row in rows if row["number"] == number).update(values)


def check(number: int, **answers: str) -> dict[str, Any]:
    names = ("need_left", "adds", "education", "scope", "supervision", "time_to_post", "funding")
    return {"idea_number": number, **{name: f"Answer to {name}" for name in names}, **answers}


def dots(counts: dict[int, int]) -> list[dict[str, int]]:
    return [{"idea_number": number, "dots": count} for number, count in counts.items()]


def note(kind: str, text: str, **values: Any) -> dict[str, Any]:
    return {"kind": kind, "phase": "", "text": text, "home": "", "is_closed": False, "by_scribe": False, **values}


def item(title: str, phase: str, minutes: int, technique: str, took: int | None) -> dict[str, Any]:
    return {
        "session": 1,
        "kind": "phase" if phase else "break",
        "phase": phase,
        "title": title,
        "minutes": minutes,
        "technique": technique,
        "started_at": "2026-11-19T09:00:00+00:00",
        "ended_at": None if took is None else f"2026-11-19T09:{took:02}:00+00:00",
    }
