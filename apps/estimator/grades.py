"""Evidence of a cell: the grade of each link of the chain, and the weakest of them.

A cell rests on many models. The grade of a link is the one g such that less than 5 % of the cell's mean has
a worse grade. The shares used are products of mean provider and location shares.
"""

from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Bools, Float64s
from apps.estimator.block import Block, subject_lab
from apps.estimator.destinations import Destinations
from apps.estimator.distributions import Draws
from apps.estimator.letters import (
    NOT_APPLICABLE,
    by_grade,
    identification,
    indices,
    letters,
    share,
    tail_grade,
    weakest,
)
from apps.estimator.margins import Margins
from apps.estimator.measures import GRADE_LINKS, GRADES
from apps.estimator.shares import ASSUMED_GRADE, worst
from apps.estimator.units import GRADE_TAIL_SHARE
from apps.estimator.value import is_priced

WITH_JOULES = ("ENERGY_KWH", "ELECTRICITY_VALUE_USD", "COMPUTE_VALUE_USD", "CARBON_KG")
Rows = slice | list[int]
ALL = slice(None)
HARDWARE_COST_KEYS = ("gpu_capex_h100", "gpu_life", "gpu_utilisation", "gpu_watts_h100")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Grade, profile and flags of the corridors that leave one origin (or of the sum of several)."""

    evidence_grade: str
    grade_profile: str
    identification: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What is graded: one week of some subjects on a basis; base (S,) is the measure by subject, cells (S, O + 1)."""

    basis: str
    measure: str
    week: int
    subjects: Rows
    base: Float64s
    cells: Float64s


class Grader:
    """Grades the rows of a block: asked by basis, measure and week, answers for each origin and for all together."""

    def __init__(self, block: Block, margins: Margins, destinations: Destinations, draws: Draws) -> None:
        self.block, self.margins = block, margins
        self.destination_grade = destinations.evidence_grade
        mixes = [block.mixes[subject.uid] for subject in block.subjects]
        self.by_subject = {
            "provider": indices([mix.evidence_grade for mix in mixes]),
            "energy": indices(
                [
                    subject.energy_grade if has else ASSUMED_GRADE
                    for subject, has in zip(block.subjects, margins.joules.has_own, strict=True)
                ]
            ),
            "price": indices([self._price_grade(row) for row in range(len(mixes))]),
        }
        self.site_grades = indices([block.sites[name].evidence_grade for name in block.providers])
        self.no_price = np.array([not any(map(is_priced, subject.hosts)) for subject in block.subjects], bool)
        self.is_assumed = np.array([mix.is_assumed for mix in mixes], bool)
        self.hardware_grade = worst([draws.parameters.get(key).evidence_grade for key in HARDWARE_COST_KEYS])
        self.spread = {basis: self._spread(basis) for basis in block.countries}
        self._known_places: dict[int, list[str]] = {}

    def week(
        self, basis: str, measure: str, week: int, subjects: Rows = ALL, *, with_destination: bool = True
    ) -> list[Evidence]:
        """Return the evidence of each origin's corridors in order, and last that of all origins together.

        subjects narrows it to some of the block's; without destination it is that of the row margins alone.
        """
        base = self._base(measure, week)[subjects]
        cells = self._with_total(base[:, None] * self.spread[basis][subjects])
        part = _Part(basis, measure, week, subjects, base, cells)
        links = {link: self._link(link, part) for link in GRADE_LINKS}
        if not with_destination:
            links["destination"] = [NOT_APPLICABLE] * cells.shape[1]
        profiles = ["".join(letters) for letters in zip(*links.values(), strict=True)]
        return [
            Evidence(weakest(profile), profile, identification(profile), row_flags)
            for profile, row_flags in zip(profiles, self._flags(part), strict=True)
        ]

    def subject(self, subject: int, measure: str, week: int) -> list[Evidence]:
        """Return the evidence of each country of computing of one subject, without destinations."""
        letter = {link: GRADES[grades[subject]] for link, grades in self.by_subject.items()}
        letter["usage"] = GRADES[self.block.usage_grades[week, subject]]
        used = {"energy": measure in WITH_JOULES, "price": measure == "SERVICE_VALUE_USD"}
        facts = self.block.weeks[week]
        flags = {*facts.flags, *(["partial_week"] if facts.coverage < 1 else [])}
        flags |= {"hosts_assumed"} if self.is_assumed[subject] else set()
        flags |= {"price_missing"} if used["price"] and self.no_price[subject] else set()
        found = {}
        for place in set(self._places(subject)):
            chain = letter | {"location": place, "destination": NOT_APPLICABLE}
            profile = "".join(chain[link] if used.get(link, True) else NOT_APPLICABLE for link in GRADE_LINKS)
            found[place] = Evidence(weakest(profile), profile, identification(profile), tuple(sorted(flags)))
        return [found[place] for place in self._places(subject)]

    def _places(self, subject: int) -> list[str]:
        """Return the letter of the location link of one subject at each country of computing."""
        if subject not in self._known_places:
            hosts = np.flatnonzero(self.margins.mean_phi[subject])
            cells = self.margins.mean_phi[subject, hosts][:, None] * self.margins.mean_lam[hosts]
            self._known_places[subject] = letters(cells, self.site_grades[hosts])
        return self._known_places[subject]

    def _base(self, measure: str, week: int) -> Float64s:
        """Return (M,) the mean of a measure by subject."""
        facts, counts = self.margins.joules, self.block.tokens[week]
        if measure == "TOKENS":
            tokens: Float64s = self.block.tokens[week]
            return tokens
        if measure == "SERVICE_VALUE_USD":
            facts, counts = self.margins.usd, self.block.paid[week]
        level = facts.level[week]
        base: Float64s = counts * (facts.own.mean(axis=0) + (level @ facts.factors) / len(level))
        return base

    def _spread(self, basis: str) -> Float64s:
        """Return (M, O) mean shares of each subject over the origins of a basis."""
        labs = [subject_lab(subject) for subject in self.block.subjects]
        spread = np.array([[float(lab == code) for code in self.block.countries[basis]] for lab in labs])
        if basis == "COMPUTE":
            spread = self.margins.mean_phi @ self.margins.mean_lam
        elif basis == "COMPANY":
            spread = self.margins.mean_phi @ self.margins.seats.astype(np.float64)
        return spread

    def _with_total(self, cells: Float64s) -> Float64s:
        """Return the table with one more column, the sum over origins."""
        return np.hstack([cells, cells.sum(axis=1, keepdims=True)])

    def _link(self, link: str, part: _Part) -> list[str]:
        """Return the letter of one link for each origin and for the total."""
        count = part.cells.shape[1]
        if link == "destination":
            return [self.destination_grade] * count
        if link == "usage":
            return letters(part.cells, self.block.usage_grades[part.week][part.subjects])
        if link == "location":
            return self._location(part) if part.basis == "COMPUTE" else [NOT_APPLICABLE] * count
        if link == "price" and part.measure != "SERVICE_VALUE_USD":
            return self._place_price(part)
        applies = {
            "provider": part.basis != "LAB",
            "energy": part.measure in WITH_JOULES,
            "price": part.measure == "SERVICE_VALUE_USD",
        }
        if not applies[link]:
            return [NOT_APPLICABLE] * count
        return letters(part.cells, self.by_subject[link][part.subjects])

    def _location(self, part: _Part) -> list[str]:
        """Return the letters of the location link: weights are the subjects' means by provider and place."""
        by_provider = part.base @ self.margins.mean_phi[part.subjects]
        return letters(self._with_total(by_provider[:, None] * self.margins.mean_lam), self.site_grades)

    def _place_price(self, part: _Part) -> list[str]:
        """Return the letters of the price link for measures that are priced by place or by hardware."""
        if part.measure == "COMPUTE_VALUE_USD":
            return [self.hardware_grade] * part.cells.shape[1]
        if part.measure != "ELECTRICITY_VALUE_USD":
            return [NOT_APPLICABLE] * part.cells.shape[1]
        places = [self.block.place(code) for code in self.block.countries[part.basis]]
        grades = [
            ASSUMED_GRADE if place.electricity_price_usd_per_kwh is None else place.electricity_price_grade
            for place in places
        ]
        weights = part.cells[:, :-1].sum(axis=0)
        return [*grades, tail_grade(by_grade(weights, indices(grades)))]

    def _price_grade(self, row: int) -> str:
        """Return the grade of a subject's list prices: that of its priced hosts by their shares."""
        subject = self.block.subjects[row]
        hosts = [host for host in subject.hosts if is_priced(host)]
        if not hosts:
            return ASSUMED_GRADE
        shares = self.block.mixes[subject.uid].shares
        weights = np.array([shares.get(host.provider, 0.0) for host in hosts])
        return tail_grade(by_grade(weights, indices([host.evidence_grade for host in hosts])))

    def _flags(self, part: _Part) -> list[tuple[str, ...]]:
        """Return the flags of each origin and of the total: the week's, and those that 5 % of the mean earns."""
        facts = self.block.weeks[part.week]
        common = {*facts.flags, *(["partial_week"] if facts.coverage < 1 else [])}
        missing = self._missing_price(part)
        assumed = share(part.cells, self.is_assumed[part.subjects]) >= GRADE_TAIL_SHARE
        return [
            tuple(
                sorted(
                    common
                    | ({"price_missing"} if no_price else set())
                    | ({"hosts_assumed"} if guess else set())
                )
            )
            for no_price, guess in zip(missing, assumed & (part.basis != "LAB"), strict=True)
        ]

    def _missing_price(self, part: _Part) -> Bools:
        """Return where a price of the method stands in for a missing one."""
        if part.measure == "SERVICE_VALUE_USD":
            return share(part.cells, self.no_price[part.subjects]) >= GRADE_TAIL_SHARE
        if part.measure != "ELECTRICITY_VALUE_USD":
            return np.zeros(part.cells.shape[1], bool)
        codes = self.block.countries[part.basis]
        lacks = np.array([self.block.place(code).electricity_price_usd_per_kwh is None for code in codes])
        weights = part.cells[:, :-1].sum(axis=0)
        return np.append(lacks, weights[lacks].sum() >= GRADE_TAIL_SHARE * weights.sum() > 0)
