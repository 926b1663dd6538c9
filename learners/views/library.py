"""Pages of roles, learning offers and frameworks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import administrator, person
from learners import access, queries
from learners.forms import FrameworkForm, OfferForm, RoleForm, initial_of
from learners.rules import suggested_stages
from learners.services.facts import facts_of
from learners.services.records import save_framework, save_offer, save_role
from learners.views.editing import answer_form, posted, searched

_editing = require_http_methods(["GET", "HEAD", "POST"])
_new = {"seen": 0, "is_published": False}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the library holds, and the way to each part."""
    person(request)
    return render(request, "learners/index.html", {"counts": queries.counts()})


@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """Roles, searched by ``q``."""
    may_edit, search = access.is_administrator(request), searched(request)
    cards = queries.role_cards(search=search, drafts=may_edit)
    return render(request, "learners/role_list.html", {"cards": cards, "search": search, "may_edit": may_edit})


@require_safe
def role_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One role."""
    role = access.role(request, slug)
    context = {
        "role": role,
        "may_edit": access.is_administrator(request),
        "stages": suggested_stages(role.career_level_from, role.career_level_to),
    }
    return render(request, "learners/role.html", context)


@_editing
def role_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a role."""
    by, role = administrator(request), access.role(request, slug)
    initial = initial_of(facts_of(role), is_published=role.is_published, revision=role.revision)
    form = RoleForm(posted(request), initial=initial)
    return answer_form(
        request,
        form,
        page="learners/record_form.html",
        context={"heading": f"Edit the role {role.title}", "back": reverse("learners:role_page", args=[slug])},
        save=lambda: save_role(
            role=role,
            facts=form.facts,
            is_published=form.cleaned_data["is_published"],
            seen=form.cleaned_data["seen"],
            by=by,
            at=timezone.now(),
        ),
        onward=lambda saved: reverse("learners:role_page", args=[saved.slug]),
    )


@_editing
def role_new(request: HttpRequest) -> HttpResponse:
    """Make a role."""
    by = administrator(request)
    form = RoleForm(posted(request), initial=_new)
    return answer_form(
        request,
        form,
        page="learners/record_form.html",
        context={"heading": "New role", "back": reverse("learners:role_list")},
        save=lambda: save_role(
            role=None,
            facts=form.facts,
            is_published=form.cleaned_data["is_published"],
            seen=0,
            by=by,
            at=timezone.now(),
        ),
        onward=lambda saved: reverse("learners:role_page", args=[saved.slug]),
    )


@require_safe
def offer_list(request: HttpRequest) -> HttpResponse:
    """Learning offers, searched by ``q``."""
    may_edit, search = access.is_administrator(request), searched(request)
    cards = queries.offer_cards(search=search, drafts=may_edit)
    return render(request, "learners/offer_list.html", {"cards": cards, "search": search, "may_edit": may_edit})


@require_safe
def offer_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One learning offer."""
    offer = access.offer(request, slug)
    return render(request, "learners/offer.html", {"offer": offer, "may_edit": access.is_administrator(request)})


@_editing
def offer_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a learning offer."""
    by, offer = administrator(request), access.offer(request, slug)
    initial = initial_of(facts_of(offer), is_published=offer.is_published, revision=offer.revision)
    form = OfferForm(posted(request), initial=initial)
    return answer_form(
        request,
        form,
        page="learners/record_form.html",
        context={"heading": f"Edit the offer {offer.title}", "back": reverse("learners:offer_page", args=[slug])},
        save=lambda: save_offer(
            offer=offer,
            facts=form.facts,
            is_published=form.cleaned_data["is_published"],
            seen=form.cleaned_data["seen"],
            by=by,
            at=timezone.now(),
        ),
        onward=lambda saved: reverse("learners:offer_page", args=[saved.slug]),
    )


@_editing
def offer_new(request: HttpRequest) -> HttpResponse:
    """Make a learning offer."""
    by = administrator(request)
    form = OfferForm(posted(request), initial=_new)
    return answer_form(
        request,
        form,
        page="learners/record_form.html",
        context={"heading": "New learning offer", "back": reverse("learners:offer_list")},
        save=lambda: save_offer(
            offer=None,
            facts=form.facts,
            is_published=form.cleaned_data["is_published"],
            seen=0,
            by=by,
            at=timezone.now(),
        ),
        onward=lambda saved: reverse("learners:offer_page", args=[saved.slug]),
    )


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    """Frameworks, searched by ``q``."""
    may_edit, search = access.is_administrator(request), searched(request)
    cards = queries.framework_cards(search=search, drafts=may_edit)
    return render(request, "learners/framework_list.html", {"cards": cards, "search": search, "may_edit": may_edit})


@require_safe
def framework_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One framework with its tiers and the roles that it lists."""
    framework = access.framework(request, slug)
    context = {
        "framework": framework,
        "tiers": sorted(framework.tiers.all(), key=lambda tier: tier.rank),
        "roles": sorted(framework.covered_roles.all(), key=lambda role: role.title),
        "may_edit": access.is_administrator(request),
    }
    return render(request, "learners/framework.html", context)


@_editing
def framework_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a framework and its tiers."""
    by, framework = administrator(request), access.framework(request, slug)
    initial = initial_of(facts_of(framework), is_published=framework.is_published, revision=framework.revision)
    form = FrameworkForm(posted(request), roles=queries.role_choices(), initial=initial)
    return answer_form(
        request,
        form,
        page="learners/framework_form.html",
        context={"heading": f"Edit {framework.title}", "back": reverse("learners:framework_page", args=[slug])},
        save=lambda: save_framework(
            framework=framework,
            facts=form.facts,
            is_published=form.cleaned_data["is_published"],
            seen=form.cleaned_data["seen"],
            by=by,
            at=timezone.now(),
        ),
        onward=lambda saved: reverse("learners:framework_page", args=[saved.slug]),
    )


@_editing
def framework_new(request: HttpRequest) -> HttpResponse:
    """Make a framework."""
    by = administrator(request)
    form = FrameworkForm(posted(request), roles=queries.role_choices(), initial=_new)
    return answer_form(
        request,
        form,
        page="learners/framework_form.html",
        context={"heading": "New framework", "back": reverse("learners:framework_list")},
        save=lambda: save_framework(
            framework=None,
            facts=form.facts,
            is_published=form.cleaned_data["is_published"],
            seen=0,
            by=by,
            at=timezone.now(),
        ),
        onward=lambda saved: reverse("learners:framework_page", args=[saved.slug]),
    )
