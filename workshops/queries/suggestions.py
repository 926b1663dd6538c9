"""What the library proposes while somebody fills a form; proposals only, never facts."""

from accounts.models import Organisation
from learners.models import LearningOffer, Role
from learners.rules import LearnerStage, suggested_stages
from workshops.models import ExistingOffer, Workshop


def role_of_title(title: str) -> int | None:
    """The id of the published role with this title, in any case; None for an own title. One query at most."""
    title = title.strip()
    if not title or "\x00" in title:  # PostgreSQL compares no text with a null character
        return None
    return (
        Role.objects.filter(title__iexact=title, is_published=True).order_by("pk").values_list("pk", flat=True).first()
    )


def suggested_for(role: Role | None) -> tuple[LearnerStage, ...]:
    """The learner stages that people in this role are often at (domain B.5:4). No query."""
    return suggested_stages(role.career_level_from, role.career_level_to) if role else ()


def offer_titles(workshop: Workshop) -> list[str]:
    """What organisations said they offer already, then what the pathway's template suggests, its own before the
    library's. Two queries.
    """
    told = ExistingOffer.objects.filter(workshop=workshop).order_by("title", "pk").values_list("title", flat=True)
    wanted = [slug for stage, slugs in workshop.suggestions.items() if stage != "own" for slug in slugs]
    titles = dict(LearningOffer.objects.filter(slug__in=wanted).values_list("slug", "title"))
    own: list[str] = list(workshop.suggestions.get("own", []))
    return list(dict.fromkeys([*told, *own, *(titles[slug] for slug in wanted if slug in titles)]))


def organisation_names(system_id: int) -> list[str]:
    """The organisations of a system, for the owner of an action. One query."""
    return list(Organisation.objects.filter(system_id=system_id).order_by("name").values_list("name", flat=True))
