"""Text that tries to make the printer fetch, attach, run or fall over."""

from collections.abc import Callable
from itertools import cycle

from tests.workshops.reports import day, snapshots
from workshops.reports import formats

CORPUS = (
    '<link rel="attachment" href="file:///etc/passwd">',
    '<img src="http://169.254.169.254/latest/meta-data/">',
    '<img src="file:///etc/hostname">',
    "<style>@import url(http://example.org/a.css); body { background: url(file:///etc/passwd) }</style>",
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://example.org/a.png"/></svg>',
    '</title></svg><iframe src="http://example.org/"></iframe>',
    '"><object data="file:///etc/passwd"></object>',
    '<a rel="attachment" href="file:///etc/passwd">here</a>',
    "<script>fetch('http://example.org')</script>",
    '<base href="http://example.org/"><meta http-equiv="refresh" content="0;url=http://example.org">',
    "{{ settings.SECRET_KEY }} {% include 'base.html' %} {% load static %}",
    "url(http://example.org/x) /* */ } @page { background: url(http://example.org/y) }",
    "&lt;b&gt; &amp; &#x202e; ]]> <!-- --> <![CDATA[",
    "9" * 2000,
    "Ü" * 500 + "\u202eab\x00\x07\x1b\u2028 \U0001f9d1\u200d\u2695\ufe0f 日本語 مرحبا",
)


def whole_day(first: int = 0) -> snapshots.Snapshot:
    """The same with what the day made, in today's shape."""
    made = dict(formats.current(snapshot(first)))
    text = _texts(first)
    made["workshop"].update(sponsor=text(160), outcome=text(300))
    zone = next(segment for segment in made["segments"] if segment["kind"] == "transition")
    zone["holder"] = {part: text(160) for part in ("relationship", "information", "risk")}
    for idea in made["ideas"]:
        idea["cluster"] = text(160)
    day.change(made["ideas"], 15, status="merged", absorbed_by=1)
    for action in made["actions"]:
        action.update(start_on="2026-12-01", resources=text(), outcome=text(), measure=text())
    made["role_checks"] = [day.check(1, **{name: text() for name in ("need_left", "adds", "funding")})]
    made["impacts"] = [{"idea_number": 1, "kind": "intended", "aim": "", "text": text()}]
    made["rounds"] = [{"number": 1, "budget": 5, "dots": day.dots({1: 5, 2: 3}), "tallies": []}]
    made["scores"] = [{"idea_number": 1, "group": text(60), "impact": 5, "effort": 1}]
    made["polls"] = [{"need_id": 1, "counts": [1, 2, 3, 4], "by_scribe": False}]
    kinds = ("ground_rule", "matters", "missing_stage", "parking", "pledge")
    made["notes"] = [day.note(kind, text(), home=text(300)) for kind in kinds]
    made["agenda"] = [day.item(text(60), "join", 15, "together", 16)]
    made["existing_offers"] = [
        {"organisation": text(160), "title": text(160), "learner_stage": "", "places": 1} for _ in range(3)
    ]
    survey = day.survey("before", 9, {"acute": (9, 9)})
    survey["questions"][0]["text"], survey["questions"][1]["text"] = text(300), text(300)
    survey["questions"][1]["texts"] = [text() for _ in range(6)]
    made["surveys"] = [survey]
    return made


def _texts(first: int) -> Callable[..., str]:
    """Gives the corpus text by text, from ``first`` on, cut to a length."""
    texts = cycle([*CORPUS[first:], *CORPUS[:first]])

    def text(length: int = 2000) -> str:
        return next(texts)[:length]

    return text


def snapshot(first: int = 0) -> snapshots.Snapshot:
    """A small workshop with a text of the corpus wherever people write, another in each place, from ``first`` on."""
    text = _texts(first)

    stages = [snapshots.segment(pk, text(160), settings=["home"], need=text()) for pk in range(1, 5)]
    zones = [
        snapshots.zone(pk + 10, text(160), pk, pk + 1, kinds=["direction_or_place"], stake=text()) for pk in (1, 2)
    ]
    needs = [
        snapshots.need(pk, pk % 4 + 1, text(160), needed=2, now=pk % 4, stages=["getting_on"]) for pk in range(1, 16)
    ]
    for need in needs[:8]:
        need["note"] = text()
    return snapshots.snapshot(
        title=text(160),
        system=text(160),
        person_word=text(40),
        framework=True,
        personas=[{key: text() for key in ("name", "age_band", "situation", "matters", "worries")}],
        segments=[stages[0], zones[0], stages[1], zones[1], *stages[2:]],
        person_needs=[{"id": pk, "segment_id": 1, "text": text(), "source": "persona"} for pk in range(1, 4)],
        needs=needs,
        offers=[snapshots.offer(pk, pk, text(160), "getting_on", "missing") for pk in range(1, 16)],
        ideas=[snapshots.idea(number, text(), "supply", needs=[number]) for number in range(1, 16)],
        actions=[snapshots.action(number, text(), 1, text(160), text(160), "2027-01-01") for number in range(1, 16)],
        **{key: text(300) for key in ("challenge", "population", "starts", "ends", "template")},
    )
