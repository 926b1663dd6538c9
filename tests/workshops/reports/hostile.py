"""Text that tries to make the printer fetch, attach, run or fall over."""

from itertools import cycle

from tests.workshops.reports import snapshots

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


def snapshot(first: int = 0) -> snapshots.Snapshot:
    """A small workshop with a text of the corpus wherever people write, another in each place, from ``first`` on."""
    texts = cycle([*CORPUS[first:], *CORPUS[:first]])

    def text(length: int = 2000) -> str:
        return next(texts)[:length]

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
