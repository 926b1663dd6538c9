"""Snapshots to make reports from, in the shape of workshops.queries.snapshot: the frailty pathway, and hard cases."""

from itertools import count, cycle
from typing import Any

import yaml
from django.conf import settings

ROLE_STAGES = {1: ["getting_in"], 2: ["getting_on", "go_further"], 3: ["and_further"]}

Snapshot = dict[str, Any]


def frailty() -> Snapshot:
    """The shipped frailty template with forty needs, as a room of nineteen people left it."""
    pathway = _library("journeys/library/frailty.yaml")
    roles = {role["slug"]: role for role in _library("learners/library/roles.yaml")["roles"]}
    offers = {offer["slug"]: offer for offer in _library("learners/library/offers.yaml")["offers"]}
    ids = count(101)
    keys = {stage["key"]: next(ids) for stage in pathway["stages"]}
    titles = {stage["key"]: stage["title"] for stage in pathway["stages"]}
    segments: list[dict[str, Any]] = []
    for stage in pathway["stages"]:
        segments.append(segment(keys[stage["key"]], stage["title"], settings=stage["settings"], need=stage["need"]))
        segments.extend(
            zone(
                next(ids),
                f"{titles[zone_['from']]} to {titles[zone_['to']]}",
                keys[zone_["from"]],
                keys[zone_["to"]],
                kinds=zone_["kinds"],
                stake=zone_["stake"],
            )
            for zone_ in pathway["zones"]
            if zone_["from"] == stage["key"]
        )
    now = cycle([None, 1, 2, 0, 1, 3, 2])
    needs: list[dict[str, Any]] = []
    for stage in pathway["stages"]:
        for content in stage["needs"]:
            role = roles[content["role"]]
            needs.append(
                need(
                    len(needs) + 1,
                    keys[stage["key"]],
                    role["title"],
                    needed=content["depth"],
                    now=next(now),
                    step=content["step"],
                    kind=role["kind"],
                    levels=role["career_levels"],
                    band=role["pay_band"],
                    stages=ROLE_STAGES[content["depth"]][: 1 + len(needs) % 2] if len(needs) != 7 else [],
                )
            )
    needs[9]["note"] = "Two posts are vacant since spring; the team shares the work."
    needs[9]["deployment"] = "extended_role"
    statuses = cycle(["in_place", "missing", "planned", "exists_elsewhere"])
    links = []
    wanted = [(stage, slug) for stage, slugs in pathway["learning"].items() for slug in slugs]
    for at, (stage, slug) in enumerate(wanted):
        links.append(offer(at + 1, needs[(at * 3) % 40]["id"], offers[slug]["title"], stage, next(statuses)))
        links[-1]["length"] = offers[slug]["length"]
        links[-1]["academic_level"] = offers[slug]["academic_level"]
    return snapshot(
        title=pathway["title"],
        challenge="Two in five people aged over 80 who come to our front door could have been cared for at home.",
        population=pathway["population"],
        starts=pathway["starts"],
        ends=pathway["ends"],
        template=pathway["title"],
        framework=True,
        personas=[
            {
                "name": persona["name"],
                "age_band": persona["age_band"],
                "situation": persona["who"],
                "matters": persona["matters"],
                "worries": persona["worries"],
            }
            for persona in pathway["personas"]
        ],
        segments=segments,
        person_needs=[
            {"id": 1, "segment_id": keys["crisis-home"], "text": "Somebody who knows me", "source": "lived_experience"},
            {"id": 2, "segment_id": keys["crisis-home"], "text": "Help within the hour", "source": "persona"},
        ],
        needs=needs,
        offers=links,
        ideas=[
            idea(1, pathway["own"][0], "upskilling", segments=[keys["ageing-well"]], status="taken_forward"),
            idea(2, "A care home rotation for newly qualified nurses, shared with the urgent response team", "supply"),
            idea(3, pathway["own"][3], "new_ways_of_working", needs=[needs[17]["id"]], status="taken_forward"),
            idea(4, "One number to ring for every care home in the place", "new_ways_of_working"),
            idea(5, "A frailty practitioner who works across ambulance and urgent response", "new_roles"),
            idea(6, pathway["own"][1], "upskilling"),
            idea(7, "Let the front door see the plan that was made at home", ""),
        ],
        actions=[
            action(1, "Write the rotation agreement", 3, "Head of nursing", "Coastal Community Trust", "2027-01-29"),
            action(2, "Book frailty awareness for reception and transport", 1, "Training hub lead", "Coastal ICB",
                   "2026-12-18", status="in_progress", enabler="upskilling"),
            action(3, "Cost a frailty practitioner post", 5),
            action(4, "Ask care homes which numbers they ring today", None, "Place manager"),
            action(5, "A second sister ward", None, status="dropped"),
        ],
        participation={"primary_care": 6, "community": 5, "acute": 3, "social_care": 2, "person_or_carer": 3},
        as_of=214,
    )  # fmt: skip


def frailty_with(needs: int) -> Snapshot:
    """The frailty workshop with as many needs as asked for: the forty again and again."""
    made = frailty()
    forty = made["needs"]
    made["needs"] = [{**forty[at % 40], "id": at + 1} for at in range(needs)]
    return made


def empty() -> Snapshot:
    """Two stages and nothing else."""
    return snapshot(title="Not begun", segments=[segment(1, "Before"), segment(2, "After")])


def crowded(needs: int = 500, segments: int = 60) -> Snapshot:
    """A workshop at its bounds: many segments, a cell with twelve roles, long words, long texts."""
    places: list[dict[str, Any]] = []
    for at in range(1, segments + 1):
        if at % 3:
            places.append(segment(at, f"Stage {at} with a name of usual length", settings=["home", "community"]))
        else:
            places.append(zone(at, f"Zone {at}", at - 2, at - 1, kinds=["direction_or_place"]))
    places[0]["title"] = "Zusammenhangsversorgungskoordinationsort"
    places[2].update({"from_id": 1, "to_id": segments - 1})
    stages = [place["id"] for place in places if place["kind"] == "stage"]
    rows = []
    for at in range(needs):
        where = stages[1] if at < 12 else stages[at % len(stages)]
        which = ["getting_on"] if at < 12 else [["getting_in", "getting_on", "go_further", "and_further"][at % 4]]
        rows.append(need(at + 1, where, f"Role number {at} with a title", needed=1 + at % 3, now=at % 4, stages=which))
    rows[0]["title"] = "Donaudampfschifffahrtsgesellschaftskapit"
    rows[1]["note"] = "A note that goes on and on. " * 70
    return snapshot(
        title="A pathway at its bounds " * 6,
        challenge="Why does everybody wait? " * 11,
        segments=places,
        needs=rows,
        ideas=[idea(at, f"Idea {at}: " + "do more of it, " * (at % 9 + 1), "supply") for at in range(1, 101)],
        actions=[action(at, f"Action {at}", None, "Owner", "Body", f"2027-0{at % 9 + 1}-01") for at in range(1, 61)],
        participation={"acute": 400},
    )


def snapshot(**parts: Any) -> Snapshot:
    """A whole snapshot; what is not named is empty."""
    framework = parts.pop("framework", False)
    lists = {
        name: parts.pop(name, [])
        for name in ("personas", "segments", "person_needs", "needs", "offers", "ideas", "actions")
    }
    participation = parts.pop("participation", {})
    as_of = parts.pop("as_of", 0)
    return {
        "format": 1,
        "as_of": as_of,
        "workshop": {
            "title": "A workshop",
            "challenge": "",
            "population": "",
            "starts": "",
            "ends": "",
            "person_word": "person",
            "mode": "in_room",
            "status": "review",
            "held_on": "2026-11-19",
            "system": "Coastal Integrated Care System",
            "template": "",
            "template_version": 1 if parts.get("template") else None,
            "framework": "Frailty core capabilities" if framework else "",
            "framework_publisher": "Skills for Health, HEE, NHS England" if framework else "",
            "framework_year": 2018 if framework else None,
            **parts,
        },
        **lists,
        "participation": participation,
    }


def segment(pk: int, title: str, *, settings: list[str] | None = None, need: str = "") -> dict[str, Any]:
    return {
        "id": pk,
        "kind": "stage",
        "title": title,
        "settings": settings or [],
        "person_need": need,
        "from_id": None,
        "to_id": None,
        "kinds": [],
        "stake": "",
    }


def zone(
    pk: int, title: str, from_id: int, to_id: int, *, kinds: list[str] | None = None, stake: str = ""
) -> dict[str, Any]:
    return {
        **segment(pk, title),
        "kind": "transition",
        "from_id": from_id,
        "to_id": to_id,
        "kinds": kinds or [],
        "stake": stake,
    }


def need(
    pk: int,
    segment_id: int,
    title: str,
    *,
    needed: int,
    now: int | None,
    step: str = "enable",
    kind: str = "formal",
    levels: list[int] | None = None,
    band: str = "",
    stages: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "id": pk,
        "segment_id": segment_id,
        "title": title,
        "kind": kind,
        "career_level_from": levels[0] if levels else None,
        "career_level_to": levels[1] if levels else None,
        "pay_band": band,
        "depth_needed": needed,
        "depth_now": now,
        "step": step,
        "learner_stages": stages or [],
        "pillars": [],
        "deployment": "",
        "note": "",
    }


def offer(pk: int, need_id: int, title: str, stage: str, status: str) -> dict[str, Any]:
    return {
        "id": pk,
        "need_id": need_id,
        "title": title,
        "learner_stage": stage,
        "status": status,
        "note": "",
        "academic_level": None,
        "length": "",
    }


def idea(
    number: int,
    text: str,
    enabler: str,
    *,
    segments: list[int] | None = None,
    needs: list[int] | None = None,
    status: str = "open",
) -> dict[str, Any]:
    return {
        "number": number,
        "text": text,
        "enabler": enabler,
        "status": status,
        "segment_ids": segments or [],
        "need_ids": needs or [],
    }


def action(
    number: int,
    text: str,
    idea_number: int | None,
    owner: str = "",
    organisation: str = "",
    due_on: str | None = None,
    *,
    enabler: str = "",
    status: str = "",
) -> dict[str, Any]:
    return {
        "number": number,
        "text": text,
        "idea_number": idea_number,
        "owner": owner,
        "organisation": organisation,
        "due_on": due_on,
        "enabler": enabler,
        "status": status or ("agreed" if due_on else "proposed"),
    }


def _library(name: str) -> Any:
    return yaml.safe_load((settings.BASE_DIR / name).read_text(encoding="utf-8"))
