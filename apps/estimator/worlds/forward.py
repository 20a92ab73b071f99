"""The stated assumptions as one plain forward model: a single truth, by loops over ordinary numbers.

Written from the text of the method and apart from the product: it draws with numpy's default generator and
shares no function with the estimator. Slow on purpose.
"""

import math
from collections import defaultdict
from collections.abc import Callable
from statistics import median

from apps.estimator.inputs import Host, Inputs, Subject
from apps.estimator.worlds.truth import Shares, Truth

JOULES = 3.6e6
UNK = "UNK"


class Forward:
    """The one true world: where tokens were computed, what they burnt and cost, where they went."""

    def __init__(self, inputs: Inputs, truth: Truth) -> None:
        self.inputs, self.truth = inputs, truth
        self.tokens: Shares = {row.subject: row.tokens for row in inputs.usage}
        self.paid: Shares = {row.subject: row.tokens for row in inputs.usage if row.tier != "FREE"}
        output, hit = truth.number("output_share"), truth.number("cache_hit")
        self.classes = {"y": output, "h": (1 - output) * hit, "u": (1 - output) * (1 - hit)}
        self.places = {uid: self._places(uid) for uid in (*inputs.providers, UNK)}
        self.hosts = {uid: self._hosts(inputs.subjects[uid]) for uid in sorted(self.tokens)}
        self.joules = self._filled(self._own_joules, self.tokens, "other_models_resid_sd")
        self.usd = self._filled(self._own_usd, self.paid, "missing_price_ln_sd")

    def at_origin(self) -> dict[str, dict[tuple[str, str], float]]:
        """Return tokens, GPU joules and USD by (subject, origin)."""
        found: dict[str, dict[tuple[str, str], float]] = {
            name: defaultdict(float) for name in ("tokens", "joules", "usd")
        }
        for uid, count in self.tokens.items():
            for provider, share in self.hosts[uid].items():
                for country, part in self.places[provider].items():
                    served = count * share * part
                    found["tokens"][uid, country] += served
                    found["joules"][uid, country] += served * self.joules[uid]
                    if uid in self.paid:
                        found["usd"][uid, country] += served * self._usd_at(uid, provider)
        return found

    def per_joule(self, country: str) -> Shares:
        """Return every physical measure of one GPU joule at a country."""
        truth, place = self.truth, self.inputs.places.get(country)
        climate = place.pue_climate_model if place else None
        if climate is None:
            pue = truth.number("pue_default", country)
        else:
            pue = climate * truth.number("pue_climate_factor", country)
        chips = 1.0
        if country == "CHN":
            penalty = truth.number("cn_chip_energy_penalty", country)
            chips = 1 + truth.number("cn_domestic_chip_share") * (penalty - 1)
        kwh = truth.number("node_over_gpu") * truth.number("idle_factor") * max(pue, 1) * chips / JOULES
        price, carbon = self._of_a_kwh(country)
        life = truth.number("gpu_life") * truth.fixed("hours_per_year") * 3600
        busy = truth.number("gpu_capex_h100") / (life * truth.number("gpu_utilisation"))
        return {
            "ENERGY_KWH": kwh,
            "ELECTRICITY_VALUE_USD": kwh * price,
            "COMPUTE_VALUE_USD": busy / truth.number("gpu_watts_h100"),
            "CARBON_KG": kwh * carbon,
        }

    def destinations(self) -> Shares:
        """Return the true share of each destination, UNK included."""
        truth, facts = self.truth, {row.country: row for row in self.inputs.destinations}
        eta, anchor = truth.number("dest_income_exponent"), facts["USA"].gdp_per_head_usd
        weights = {}
        for code, row in facts.items():
            if code == "USA":
                continue
            sd = truth.fixed("dest_weight_ln_sd_hub" if row.is_billing_hub else "dest_weight_ln_sd")
            weight = (
                row.ai_user_share * row.working_age_population * min(1, row.gdp_per_head_usd / anchor) ** eta
            )
            weight *= truth.shock("dest_weight", code, sd)
            if truth.parameters.find(f"dest_access_{code}"):
                weight *= truth.number(f"dest_access_{code}")
            weights[code] = weight
        home, unknown = truth.number("dest_us_share"), truth.number("dest_unknown_share")
        total = sum(weights.values())
        shares = {code: (1 - unknown) * (1 - home) * weight / total for code, weight in weights.items()}
        return shares | {"USA": (1 - unknown) * home, UNK: unknown}

    def _of_a_kwh(self, country: str) -> tuple[float, float]:
        """Return USD and kg CO2e of a kWh in a country; unknown ones where nothing is cited."""
        place = self.inputs.places.get(country)
        price = place.electricity_price_usd_per_kwh if place else None
        carbon = place.carbon_kg_per_kwh if place else None
        return (
            self.truth.within("price", country, price)
            if price
            else self.truth.number("unk_price_usd_kwh", country),
            self.truth.within("carbon", country, carbon)
            if carbon
            else self.truth.number("unk_carbon_kg_per_kwh", country),
        )

    def _places(self, uid: str) -> Shares:
        """Return where a provider truly computes."""
        evidence = self.inputs.providers[uid].locations if uid != UNK else ()
        if not evidence:
            return {UNK: 1.0}
        grade, countries = evidence[0].evidence_grade, [place.country for place in evidence]
        most = 0.8 if grade == "D" else 1.0
        known = 1.0
        if grade == "D":
            known = min(self.truth.number("location_hq_weight"), most)
        elif grade != "A":
            known = 1 - self.truth.number("location_declared_unknown")
        strength = self.truth.fixed(f"dirichlet_strength_{grade}")
        alphas = {code: strength * known / most / len(countries) for code in countries}
        drawn = self.truth.split(alphas | {UNK: strength * (1 - known / most)})
        shares = {code: most * share for code, share in drawn.items()}
        shares[UNK] = shares.get(UNK, 0.0) + 1 - most
        return shares

    def _hosts(self, subject: Subject) -> Shares:
        """Return which providers truly serve a subject."""
        if subject.kind == "UNKNOWN":
            return {UNK: 1.0}
        if subject.kind == "GROUP":
            peers = self._peers(subject)
            means: Shares = defaultdict(float)
            for peer in peers:
                for name, share in self._mean_shares(peer)[0].items():
                    means[name] += share / len(peers)
            grade = "D"
        else:
            means, grade = self._mean_shares(subject)
        strength = self.truth.fixed(f"dirichlet_strength_{grade}")
        return self.truth.split({name: strength * share for name, share in sorted(means.items())})

    def _peers(self, subject: Subject) -> list[Subject]:
        """Return the models of a group's class."""
        known = sorted(self.inputs.subjects.items())
        return [
            one for _, one in known if one.kind == "MODEL" and one.hosting == subject.hosting and one.hosts
        ]

    def _mean_shares(self, subject: Subject) -> tuple[Shares, str]:
        """Return measured shares, else shares by price and pull, else by pull alone; and their grade."""
        if subject.hosts[0].measured_share is not None:
            return {host.provider: host.measured_share or 0.0 for host in subject.hosts}, "B"
        output, hit = self.truth.fixed("output_share"), self.truth.fixed("cache_hit")
        ratio = self.truth.fixed("cached_price_over_input")
        weights, grade = {}, "C"
        for host in subject.hosts:
            given, made = host.price_input_usd_per_mtok, host.price_output_usd_per_mtok
            cached = host.price_cache_read_usd_per_mtok
            if given is None or made is None:
                weights[host.provider], grade = 1.0, "D"
                continue
            reused = ratio * given if cached is None else cached
            blend = output * made + (1 - output) * ((1 - hit) * given + hit * reused)
            weights[host.provider] = blend ** -self.truth.fixed("routing_price_exponent")
        sd = self.truth.fixed("provider_pull_ln_sd")
        pulled = {name: weight * self.truth.shock("pull", name, sd) for name, weight in weights.items()}
        total = sum(pulled.values())
        return {name: weight / total for name, weight in pulled.items()}, grade

    def _own_joules(self, subject: Subject) -> float | None:
        """Return GPU joules per token of a subject; None where nothing is known of it."""
        if subject.kind == "UNKNOWN":
            return None
        if subject.kind == "GROUP":
            found = [
                joules for peer in self._peers(subject) if (joules := self._own_joules(peer)) is not None
            ]
            if not found:
                return None
            mean = math.exp(sum(math.log(joules) for joules in found) / len(found))
            return mean * self.truth.shock("size", subject.uid, self.truth.fixed("other_models_resid_sd"))
        truth = self.truth
        if subject.measured_output_joules is not None:
            output = truth.within("joules", subject.uid, subject.measured_output_joules)
        elif subject.params_active_b is not None and subject.params_total_b is not None:
            active = truth.within("active", subject.uid, subject.params_active_b)
            total = truth.within("total", subject.uid, subject.params_total_b)
            output = math.exp(truth.fixed("e_out_const_itl100")) * active ** truth.fixed("e_out_exp_active")
            output *= max(total / active, 1) ** truth.fixed("e_out_exp_sparsity")
            output *= truth.shock("residual", subject.uid, truth.fixed("e_out_resid_sd"))
        else:
            return None
        reused = truth.number("cached_over_uncached") * self.classes["h"]
        mix = self.classes["y"] + truth.number("prefill_over_decode") * (self.classes["u"] + reused)
        return output * truth.number("fleet_efficiency") * mix

    def _own_usd(self, subject: Subject) -> float | None:
        """Return USD per token of a subject over its hosts; None without any list price."""
        if not any(host.price_input_usd_per_mtok is not None for host in self._listed(subject)):
            return None
        return sum(share * self._usd_at(subject.uid, name) for name, share in self.hosts[subject.uid].items())

    def _usd_at(self, uid: str, provider: str) -> float:
        """Return USD per token of a subject at one of its providers."""
        subject = self.inputs.subjects[uid]
        listed = {
            host.provider: host for host in self._listed(subject) if host.price_input_usd_per_mtok is not None
        }
        if not listed:
            return self.usd[uid]
        usd = self._blend(listed.get(provider) or _median_host(list(listed.values())))
        if subject.kind == "GROUP":
            usd *= self.truth.shock("price of group", uid, self.truth.fixed("missing_price_ln_sd"))
        return usd

    def _listed(self, subject: Subject) -> list[Host]:
        """Return the hosts whose prices hold for a subject; a group has the median prices of its class."""
        if subject.kind != "GROUP":
            return list(subject.hosts)
        by_provider: dict[str, list[Host]] = defaultdict(list)
        for peer in self._peers(subject):
            for host in peer.hosts:
                if host.price_input_usd_per_mtok is not None:
                    by_provider[host.provider].append(host)
        return [_median_host(hosts) for _, hosts in sorted(by_provider.items())]

    def _blend(self, host: Host) -> float:
        """Return USD per token of the true mix of classes at a priced host."""
        given, made = host.price_input_usd_per_mtok or 0.0, host.price_output_usd_per_mtok or 0.0
        cached = host.price_cache_read_usd_per_mtok
        reused = self.truth.number("cached_price_over_input") * given if cached is None else cached
        return (self.classes["u"] * given + self.classes["h"] * reused + self.classes["y"] * made) / 1e6

    def _filled(self, own: Callable[[Subject], float | None], counts: Shares, key: str) -> Shares:
        """Return a value per token of every subject; those without one take the week's mean times a shock."""
        found = {uid: own(self.inputs.subjects[uid]) for uid in counts}
        known = {uid: value for uid, value in found.items() if value is not None}
        level = sum(counts[uid] * value for uid, value in known.items()) / sum(counts[uid] for uid in known)
        sd = self.truth.fixed(key)
        return {uid: known[uid] if uid in known else level * self.truth.shock(key, uid, sd) for uid in counts}


def _median_host(hosts: list[Host]) -> Host:
    """Return a host at the median input and output price of these (none has a price of cached input)."""
    return Host(
        hosts[0].provider,
        median(host.price_input_usd_per_mtok or 0.0 for host in hosts),
        median(host.price_output_usd_per_mtok or 0.0 for host in hosts),
    )
