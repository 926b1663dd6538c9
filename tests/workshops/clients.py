"""Pretend clients of one workshop: each holds a page, entries that wait to be sent, and messages under way to it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.test import Client

from tests import make
from tests.support.swap import Page
from workshops.models import Idea, Workshop
from workshops.rules.audiences import Audience
from workshops.rules.rights import Actor, ActorKind
from workshops.services.editing import Command, Outcome


@dataclass
class Op:
    """Something that somebody did on their page: its key, and what it is once it arrives.

    An edit names the idea, the version that was read and the new words.
    """

    key: UUID
    name: str
    call: Callable[[Command], Outcome[Any]]
    idea_id: int = 0
    seen: int = 0
    words: str = ""


@dataclass
class Somebody:
    """One client. ``known`` are the versions of ideas as they were last read; ``is_out`` once they were shown out."""

    workshop: Workshop
    actor: Actor
    client: Client
    audience: Audience
    outbox: list[Op] = field(default_factory=list)
    inbox: list[dict[str, Any]] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)
    is_out: bool = False

    def __post_init__(self) -> None:
        self.page = self.reload()

    @property
    def base(self) -> str:
        """Where the workshop is."""
        return f"/w/{self.workshop.public_id}/"

    def fetch(self) -> Any:
        """The page, as the server draws it now."""
        return self.client.get(self.base + ("screen/" if self.audience is Audience.SCREEN else ""))

    def reload(self) -> Page:
        """Read the whole page; whatever was under way to the old one is lost, what was to be sent is kept."""
        self.page = self.fresh()
        self.inbox.clear()
        return self.page

    def fresh(self) -> Page:
        """A new page, without hidden words of others."""
        answer = self.fetch()
        assert answer.status_code == 200, answer.status_code
        html = answer.content.decode()
        self.check_silence(html)
        readable = Q(is_hidden=False) | Q(author=self.actor.membership_id)
        here = Idea.objects.filter(readable, workshop=self.workshop, removed_at=None)
        self.known = dict(here.values_list("pk", "version"))
        return Page(html)

    def ask(self) -> Any:
        """Ask for what is new, as the page does when it has no stream; stream and answer carry the same message."""
        face = "&face=screen" if self.audience is Audience.SCREEN else ""
        return self.client.get(f"{self.base}changes/?after={self.page.number}{face}")

    def message_comes(self) -> None:
        """A message is under way to the page."""
        answer = self.ask()
        assert answer.status_code == 200, answer.status_code
        self.check_silence(answer.content.decode())
        self.inbox.append(json.loads(answer.content))

    def take(self, message: dict[str, Any]) -> None:
        """Use a message as ``static/js/live.js`` does."""
        if message["whole"] or message["after"] > self.page.number:
            self.page = self.fresh()
        elif message["number"] > self.page.number:
            self.page.apply(message)

    def catch_up(self) -> None:
        """Get everything that came since; then the page is what a reload would show."""
        while self.inbox:
            self.take(self.inbox.pop(0))
        self.message_comes()
        self.take(self.inbox.pop())
        fresh = self.fresh()
        assert self.page.number == fresh.number
        assert self.page.regions() == fresh.regions(), self.audience
        self.page = fresh

    def check_silence(self, sent: str) -> None:
        """Nothing that was sent to this client holds words that are hidden from them."""
        hidden = Idea.objects.filter(workshop=self.workshop, is_hidden=True).exclude(author=self.actor.membership_id)
        assert [text for text in hidden.values_list("text", flat=True) if text in sent] == []


def phone(workshop: Workshop) -> Somebody:
    """Somebody who has just come in."""
    seat = make.seat(workshop)
    actor = Actor(ActorKind.PARTICIPANT, membership_id=seat.membership.pk)
    return Somebody(workshop, actor, make.seated(workshop, seat), Audience.PARTICIPANT)
