"""The roles, learning offers and frameworks that the product ships, and how they come into the database.

The files lie in ``learners/library/``, each beside a JSON Schema that it must match. A record that somebody has edited
since it was loaded is never overwritten.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from accounts.rules.patient_data import findings
from learners.models import Framework, LearningOffer, Role
from learners.rules import depth_falls
from learners.services.facts import (
    Facts,
    FrameworkFacts,
    OfferFacts,
    Record,
    RoleFacts,
    TierFacts,
    checksum,
    columns,
    facts_of,
    key_text,
    set_related,
    texts_by_key,
)

FOLDER = Path(__file__).resolve().parent.parent / "library"


class LibraryRefused(Exception):
    """The shipped files cannot be loaded; ``problems`` are sentences that name file and key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class ShippedRecords:
    """What the files say, by slug; dictionaries keep the order of the files."""

    roles: Mapping[str, RoleFacts]
    offers: Mapping[str, OfferFacts]
    frameworks: Mapping[str, FrameworkFacts]


@dataclass
class LoadReport:
    """What a load did: how many records of each kind were added or changed, and which were kept as edited."""

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the database is as it was."""
        return not self.added and not self.changed

    def lines(self) -> list[str]:
        """The report in words, one line for each thing to say."""
        lines = [f"added {number} {kind}" for kind, number in self.added.items()]
        lines += [f"changed {number} {kind}" for kind, number in self.changed.items()]
        return [*(lines or ["nothing changed"]), *self.kept]


class _Loader(yaml.SafeLoader):
    """Plain YAML in which a repeated key is an error and a date stays the text that it is."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        keys = [key.value for key, _ in node.value]
        repeated = next((key for key in keys if keys.count(key) > 1), None)
        if repeated is not None:
            raise yaml.constructor.ConstructorError(
                problem=f"the key “{repeated}” stands twice", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_checked(path: Path, schema: Path, problems: list[str]) -> Any:
    """The content of a YAML file that matches its schema; otherwise None, and the reasons are added to ``problems``."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 -- a SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problems.append(f"{path.name}: cannot be read: {' '.join(str(error).split())}")
        return None
    rules = json.loads(schema.read_text(encoding="utf-8"))
    found = Draft202012Validator(rules, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(content)
    wrong = [f"{path.name}: {key_text(error.absolute_path)}: {error.message}" for error in found]
    problems.extend(sorted(wrong))
    refused = [finding for finding in findings(dict(texts_by_key(content))) if finding.refuses]
    problems.extend(f"{path.name}: {finding.field}: {finding.sentence}" for finding in refused)
    return None if wrong or refused else content


def read_records(problems: list[str], folder: Path = FOLDER) -> ShippedRecords:
    """The three shipped files; what is wrong with them is added to ``problems``."""
    roles = _read(folder, "roles", problems)
    offers = _read(folder, "offers", problems)
    frameworks = _read(folder, "frameworks", problems)
    problems.extend(_wrong_roles(roles))
    problems.extend(_wrong_frameworks(frameworks, {role["slug"] for role in roles}))
    return ShippedRecords(
        roles={role["slug"]: _role(role) for role in roles},
        offers={offer["slug"]: _offer(offer) for offer in offers},
        frameworks={framework["slug"]: _framework(framework) for framework in frameworks},
    )


def load_records(shipped: ShippedRecords, report: LoadReport) -> None:
    """Bring the records into the database, in the caller's transaction; roles first, because frameworks name them."""
    _load(Role, "roles", shipped.roles, report)
    _load(LearningOffer, "offers", shipped.offers, report)
    _load(Framework, "frameworks", shipped.frameworks, report)


def kept_as_edited(kind: str, slug: str) -> str:
    """The line that says that an edited record was left alone."""
    return f"kept {kind} {slug}: somebody has edited it since it was loaded"


def _load(model: type[Record], kind: str, shipped: Mapping[str, Facts], report: LoadReport) -> None:
    stored: dict[str, Record] = {record.slug: record for record in model.objects.filter(slug__in=shipped)}
    new: list[Any] = [
        model(slug=slug, loaded_checksum=checksum(facts), **columns(facts))
        for slug, facts in shipped.items()
        if slug not in stored
    ]
    if new:
        model.objects.bulk_create(new)
        report.added[kind] = len(new)
    for record in new:
        set_related(record, shipped[record.slug])
    for slug, record in stored.items():
        _bring_up_to_date(record, kind, shipped[slug], report)


def _bring_up_to_date(record: Record, kind: str, facts: Facts, report: LoadReport) -> None:
    wanted = checksum(facts)
    if record.loaded_checksum == wanted:
        return
    if checksum(facts_of(record)) != record.loaded_checksum:
        report.kept.append(kept_as_edited(kind, record.slug))
        return
    type(record).objects.filter(pk=record.pk).update(
        **columns(facts), loaded_checksum=wanted, revision=record.revision + 1
    )
    set_related(record, facts)
    report.changed[kind] = report.changed.get(kind, 0) + 1


def _read(folder: Path, kind: str, problems: list[str]) -> list[dict[str, Any]]:
    content = read_checked(folder / f"{kind}.yaml", FOLDER / f"{kind}.schema.json", problems)
    records: list[dict[str, Any]] = content[kind] if content else []
    problems.extend(
        f"{kind}.yaml: {kind}[{place}].slug: “{record['slug']}” stands twice"
        for place, record in enumerate(records)
        if record["slug"] in {earlier["slug"] for earlier in records[:place]}
    )
    return records


def _wrong_roles(roles: list[dict[str, Any]]) -> Iterable[str]:
    titles: set[str] = set()
    for place, role in enumerate(roles):
        if role["title"].lower() in titles:
            yield f"roles.yaml: roles[{place}].title: “{role['title']}” stands twice"
        titles.add(role["title"].lower())
        levels = role["career_levels"]
        if levels and levels[0] > levels[1]:
            yield f"roles.yaml: roles[{place}].career_levels: the lowest level comes first"


def _wrong_frameworks(frameworks: list[dict[str, Any]], roles: Collection[str]) -> Iterable[str]:
    for place, framework in enumerate(frameworks):
        key = f"frameworks.yaml: frameworks[{place}]"
        for role in framework["covered_roles"]:
            if role not in roles:
                yield f"{key}.covered_roles: there is no role “{role}”"
        codes = [tier["code"] for tier in framework["tiers"]]
        if len(set(codes)) < len(codes):
            yield f"{key}.tiers: a code stands twice"
        if depth_falls(_framework(framework).tier_words):
            yield f"{key}.tiers: a higher tier reaches less deep than a lower one"


def _common(record: Mapping[str, Any]) -> dict[str, Any]:
    review_on = record.get("review_on")
    return {
        "title": record["title"],
        "source": record["source"],
        "own_knowledge": record["own_knowledge"],
        "review_on": date.fromisoformat(review_on) if review_on else None,
    }


def _role(role: Mapping[str, Any]) -> RoleFacts:
    level_from, level_to = role["career_levels"] or (None, None)
    return RoleFacts(
        **_common(role),
        kind=role["kind"],
        career_level_from=level_from,
        career_level_to=level_to,
        pay_band=role["pay_band"],
        regulator=role["regulator"],
        description=role.get("description", ""),
    )


def _offer(offer: Mapping[str, Any]) -> OfferFacts:
    return OfferFacts(
        **_common(offer),
        learner_stage=offer["learner_stage"],
        offer_type=offer["offer_type"],
        academic_level=offer["academic_level"],
        length=offer["length"],
    )


def _framework(framework: Mapping[str, Any]) -> FrameworkFacts:
    return FrameworkFacts(
        **_common(framework),
        publisher=framework["publisher"],
        year=framework["year"],
        coverage=framework["coverage"],
        covered_roles=tuple(sorted(framework["covered_roles"])),
        note=framework["note"],
        tiers=tuple(TierFacts(**tier) for tier in framework["tiers"]),
    )
