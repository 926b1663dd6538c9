"""What has to run beside the product, in a process with a site's own environment: ``python -m bench.inside WHAT ID``.

``open`` lets people in the room write everything, as before the agenda has begun. ``fill`` adds roles through the
services until the board holds so many. ``queries`` counts the board's queries for each face. ``print`` makes the report
several times, each beside bare WeasyPrint on the same HTML. Each prints one JSON object.
"""

import json
import subprocess
import sys
import time
from statistics import median
from uuid import uuid4

from tests.support.live_site import ROOT, LiveSite
from tests.support.servers import ServerTrouble


def ask(site: LiveSite, what: str, public_id: str, *more: object) -> dict[str, float]:
    """Run one of these in the site's environment; raises ServerTrouble with its words when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", what, public_id, *map(str, more)],
        cwd=ROOT,
        env=site.env,
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise ServerTrouble(f"{what} ended with {done.returncode}\n{done.stderr[-3000:]}")
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def open_all(public_id: str) -> dict[str, float]:
    """Let people write everything, whatever part of the agenda the room is in."""
    from workshops.models import Workshop
    from workshops.rules.codes import WorkshopPhase

    return {"workshops": Workshop.objects.filter(public_id=public_id).update(also=list(WorkshopPhase))}


def fill(public_id: str, count: int) -> dict[str, float]:
    """Add roles, spread over the board, until there are ``count``."""
    from django.utils import timezone

    from learners.rules import LearnerStage
    from workshops.models import Workshop
    from workshops.rules.rights import PRODUCT
    from workshops.services import needs
    from workshops.services.editing import Command

    workshop = Workshop.objects.get(public_id=public_id)
    segments = list(workshop.segments.filter(removed_at=None).order_by("position").values_list("pk", flat=True))
    stages = list(LearnerStage)
    do = Command(workshop_id=workshop.pk, by=PRODUCT, at=timezone.now())
    for place in range(workshop.needs.filter(removed_at=None).count(), count):
        draft = needs.NeedDraft(
            title=f"Role number {place}",
            depth_needed=1 + place % 3,
            depth_now=None if place % 7 == 4 else place % 4,
            learner_stages=[stages[place % len(stages)]],
        )
        needs.add_need(do, segment_id=segments[place % len(segments)], draft=draft)
    return {"needs": workshop.needs.filter(removed_at=None).count()}


def queries(public_id: str) -> dict[str, float]:
    """How many queries the board costs on the desk, on a phone and on the screen, with nothing drawn before."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from accounts.models import User
    from accounts.rules.roles import AccountRole, Sector
    from workshops.access import seat_cookie
    from workshops.demo import ROLES
    from workshops.live import regions
    from workshops.models import Workshop
    from workshops.services import people

    workshop = Workshop.objects.get(public_id=public_id)
    newcomer = people.Newcomer(name="", sector=Sector.COMMUNITY)
    seat = people.join(workshop_id=workshop.pk, newcomer=newcomer, key=uuid4(), device="", at=timezone.now())
    desk, phone = Client(headers={"host": "127.0.0.1"}), Client(headers={"host": "127.0.0.1"})
    desk.force_login(
        User.objects.get(email=ROLES[AccountRole.FACILITATOR]),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    phone.cookies[seat_cookie(public_id)] = seat.token
    counts: dict[str, float] = {}
    for face, client, path in (("desk", desk, ""), ("phone", phone, ""), ("screen", desk, "screen/")):
        regions._drawn.kept.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/w/{public_id}/{path}")
        if answer.status_code != 200:
            raise SystemExit(f"{face}: {answer.status_code}")
        counts[face] = len(asked)
    return counts


def printed(public_id: str, runs: int) -> dict[str, float]:
    """Seconds of the product's printing and of bare WeasyPrint on the same HTML and style sheets, medians."""
    import weasyprint

    from workshops.models import Workshop
    from workshops.queries.snapshot import snapshot
    from workshops.reports import page, pdf
    from workshops.reports.contents import Contents, contents

    workshop = Workshop.objects.get(public_id=public_id)

    def made() -> Contents:
        return contents(snapshot(workshop), number=1, made_at=workshop.created_at)

    ours, bare, plain = [], [], []
    html = page.html(made(), for_print=True)
    styles = [weasyprint.CSS(string=pdf._text(name)) for name in pdf.STYLES]
    size = len(pdf.ink(html))
    for _ in range(runs):
        begun = time.perf_counter()
        pdf.pdf(made())
        ours.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        weasyprint.HTML(string=html).write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1")
        bare.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        weasyprint.HTML(string=html).write_pdf(stylesheets=styles)
        plain.append(time.perf_counter() - begun)
    return {
        "printed_s": median(ours),
        "bare_weasyprint_s": median(bare),
        "ratio_to_bare": median(a / b for a, b in zip(ours, bare, strict=True)),
        "ratio_to_untagged": median(a / b for a, b in zip(ours, plain, strict=True)),
        "pdf_kib": size / 1024,
    }


def main() -> None:
    """Run what the command line names."""
    import django

    django.setup()
    what, public_id, *more = sys.argv[1:]
    match what:
        case "open":
            answer = open_all(public_id)
        case "fill":
            answer = fill(public_id, int(more[0]))
        case "queries":
            answer = queries(public_id)
        case _:
            answer = printed(public_id, int(more[0]))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
