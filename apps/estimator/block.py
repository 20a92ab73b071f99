"""One block of weeks with constant facts: who was used, who serves it, where, as ordered tables.

Everything is ordered by uid, so the order of the inputs changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from apps.estimator.arrays import Float64s, Indices
from apps.estimator.distributions import Draws
from apps.estimator.inputs import Inputs, PlaceFacts, ProviderFacts, Subject, WeekFacts
from apps.estimator.locations import Site, origins, site
from apps.estimator.measures import GRADES, UNKNOWN
from apps.estimator.shares import Mix, provider_mixes
from apps.estimator.value import central_class_shares

# Between a provider and the name of its place in a column of its own.
OWN = "@"


@dataclass(slots=True)
class Block:
    """The facts of a block: T weeks, M subjects, P providers (UNK among them), countries per basis, UNK last.

    A provider that has evidence of its own for some subjects has one more column for each such place
    ("azure@B:SWE"); own_sites names the column of a (subject, provider).
    peers are the models of each hosting class, used this week or not: they stand for a group's nameless models.
    """

    weeks: list[WeekFacts]
    subjects: list[Subject]
    providers: list[str]
    mixes: dict[str, Mix]
    sites: dict[str, Site]
    own_sites: dict[tuple[str, str], str]
    companies: list[str]
    peers: Mapping[str, tuple[Subject, ...]]
    countries: dict[str, tuple[str, ...]]
    places: Mapping[str, PlaceFacts]
    tokens: Float64s
    paid: Float64s
    usage_grades: Indices
    notices: list[str] = field(default_factory=list)

    def place(self, country: str) -> PlaceFacts:
        """Return what a kWh costs and emits in a country; without a row, a place of unknown facts."""
        return self.places.get(country) or PlaceFacts(country)

    def columns(self, uid: str) -> dict[str, str]:
        """Return the column of each provider of a subject."""
        return {name: self.own_sites.get((uid, name), name) for name in self.mixes[uid].shares}

    def labs(self) -> list[str]:
        """Return the lab country of each subject."""
        return [subject_lab(subject) for subject in self.subjects]


def subject_lab(subject: Subject) -> str:
    """Return the lab country of a subject; UNK for one of unknown kind."""
    return UNKNOWN if subject.kind == "UNKNOWN" else subject.lab_country


def build_block(inputs: Inputs, draws: Draws) -> Block:
    """Return the ordered tables of checked inputs; weeks without any usage are gaps and leave a notice."""
    mixes, notices = provider_mixes(inputs, draws, central_class_shares(draws))
    used = sorted({row.subject for row in inputs.usage})
    seen = {row.week for row in inputs.usage}
    weeks = sorted((facts for facts in inputs.weeks if facts.week in seen), key=lambda facts: facts.week)
    gaps = sorted(facts.week for facts in inputs.weeks if facts.week not in seen)
    names = sorted({name for uid in used for name in mixes[uid].shares} | {UNKNOWN})
    facts = {name: inputs.providers.get(name) or ProviderFacts(name, UNKNOWN) for name in names}
    general = {name: site(provider) for name, provider in facts.items()}
    subjects = [inputs.subjects[uid] for uid in used]
    own_sites, special = _own_sites(subjects, mixes, facts, general)
    sites = dict(sorted((general | special).items()))
    tokens, paid, grades = _usage_tables(inputs, {facts.week: row for row, facts in enumerate(weeks)}, used)
    return Block(
        weeks=weeks,
        subjects=subjects,
        providers=list(sites),
        mixes=mixes,
        sites=sites,
        own_sites=own_sites,
        companies=[facts[name.partition(OWN)[0]].company for name in sites],
        peers=_peers(inputs),
        countries={
            "COMPUTE": origins(sites),
            "COMPANY": _known_first(provider.company for provider in facts.values()),
            "LAB": _known_first(map(subject_lab, subjects)),
        },
        places=inputs.places,
        tokens=tokens,
        paid=paid,
        usage_grades=grades,
        notices=[*notices, *(f"week {week}: no usage is known; a gap" for week in gaps)],
    )


def _own_sites(
    subjects: Iterable[Subject],
    mixes: Mapping[str, Mix],
    facts: Mapping[str, ProviderFacts],
    general: Mapping[str, Site],
) -> tuple[dict[tuple[str, str], str], dict[str, Site]]:
    """Return the column of each (subject, provider) whose own evidence places it elsewhere, and the sites."""
    columns, sites = {}, {}
    for subject in subjects:
        for host in subject.hosts:
            if not host.locations or host.provider not in mixes[subject.uid].shares:
                continue
            provider = facts[host.provider]
            where = site(replace(provider, locations=(*provider.locations, *host.locations)))
            if where != general[host.provider]:
                column = f"{host.provider}{OWN}{where.label}"
                columns[subject.uid, host.provider], sites[column] = column, where
    return columns, sites


def _peers(inputs: Inputs) -> dict[str, tuple[Subject, ...]]:
    """Return the models of each hosting class whose hosts are known, in order of uid."""
    found: dict[str, tuple[Subject, ...]] = {}
    for _uid, subject in sorted(inputs.subjects.items()):
        if subject.kind == "MODEL" and subject.hosting and subject.hosts:
            found[subject.hosting] = (*found.get(subject.hosting, ()), subject)
    return found


def _known_first(countries: Iterable[str]) -> tuple[str, ...]:
    """Return the countries once each in order, UNK last."""
    return (*sorted(set(countries) - {UNKNOWN}), UNKNOWN)


def _usage_tables(
    inputs: Inputs, row_of: dict[object, int], used: list[str]
) -> tuple[Float64s, Float64s, Indices]:
    """Return (T, M) tokens, tokens of paid tiers, and the weakest grade index of each count."""
    column = {uid: index for index, uid in enumerate(used)}
    tokens = np.zeros((len(row_of), len(used)))
    paid = np.zeros_like(tokens)
    grades = np.zeros(tokens.shape, np.int8)
    for row in sorted(inputs.usage, key=lambda row: (row.week, row.subject, row.tier, row.tokens)):
        at = (row_of[row.week], column[row.subject])
        tokens[at] += row.tokens
        paid[at] += 0.0 if row.tier == "FREE" else row.tokens
        grades[at] = max(int(grades[at]), GRADES.index(row.evidence_grade))
    return tokens, paid, grades
