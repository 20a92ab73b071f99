"""What a corridor's page says in sentences: the answer, the chain behind it, and what speaks against it."""

from typing import Any

from django.utils.translation import gettext as _

from apps.estimator.measures import UNKNOWN
from apps.flows.profiles import CorridorProfile
from apps.flows.question import Question
from apps.web import words
from apps.web.numbers import figure, measured, percent, range_text


def asked_row(rows: list[dict[str, Any]], question: Question) -> dict[str, Any] | None:
    """Return the row of the asked basis and measure, or None."""
    wanted = (question.basis, question.measure)
    return next((row for row in rows if (row["basis"], row["measure"]) == wanted), None)


def headline(profile: CorridorProfile, question: Question, pair: tuple[str, str]) -> str:
    """Return the answer in one sentence with its range; without a row it says why."""
    row = asked_row(profile.forward, question)
    told: dict[str, Any] = {
        "origin": pair[0],
        "destination": pair[1],
        "measure": words.MEASURE_NAMES[question.measure],
        "week": words.day(profile.week) if profile.week else "",
    }
    if row is None:
        return (
            _(
                "No flow from %(origin)s to %(destination)s is listed for this week: it is below 0.01 %% of "
                "the week, excluded by evidence, or not estimated. That is not a proof of zero."
            )
            % told
        )
    span = (row["central"], row["low"], row["high"], row["unit"])
    told |= {"central": figure(*span), "range": range_text(*span)}
    if row["origin"] == row["destination"] == UNKNOWN:
        return (
            _(
                "%(measure)s, week of %(week)s: of an estimated %(central)s (%(range)s) neither the origin nor "
                "the destination is known."
            )
            % told
        )
    if pair[0] == pair[1]:
        return (
            _("%(measure)s, week of %(week)s: an estimated %(central)s (%(range)s) stayed in %(origin)s.")
            % told
        )
    return (
        _(
            "%(measure)s, week of %(week)s: an estimated %(central)s (%(range)s) went from "
            "%(origin)s to %(destination)s."
        )
        % told
    )


def unplaced(ends: tuple[str, str]) -> str:
    """Return what a flow with an unknown end is, empty for one between two known countries."""
    if UNKNOWN not in ends:
        return ""
    if ends[0] == ends[1]:
        told = _("No evidence places either end of this flow.")
    elif ends[0] == UNKNOWN:
        told = _("No evidence places where this flow begins.")
    else:
        told = _("No evidence places where this flow ends.")
    kept = _(
        "It is kept and counted, so that every share is of the whole; it is never spread over known countries."
    )
    return f"{told} {kept}"


def steps(
    profile: CorridorProfile, question: Question, pair: tuple[str, str], origin: str
) -> list[tuple[str, str]]:
    """Return the four countries of this flow in words, each with what the estimate knows of it."""
    meaning = str(words.BASIS_MEANINGS[question.basis])
    row = asked_row(profile.forward, question)
    profile_letters = row["grade_profile"] if row else ""
    graded = dict(zip(words.LINK_NAMES, profile_letters, strict=False))
    told = [(_("Origin"), meaning)]
    told += [
        (
            str(name),
            _("grade %(grade)s: %(meaning)s") % {"grade": letter, "meaning": words.GRADE_MEANINGS[letter]},
        )
        for link, name in words.LINK_NAMES.items()
        if (letter := graded.get(link, "-")) in words.GRADE_MEANINGS
    ]
    if row and profile.origin_total_mean:
        share = percent(row["mean"] / profile.origin_total_mean)
        whole = measured(profile.origin_total_mean, row["unit"])
        told.append(
            (
                _("Share of the origin"),
                _(
                    "%(share)s of the mean total of %(origin)s (%(whole)s), which holds what stays and "
                    "what is not placed"
                )
                % {
                    "share": share,
                    "origin": pair[0] if origin != UNKNOWN else _("unknown places"),
                    "whole": whole,
                },
            )
        )
    return told


def against(profile: CorridorProfile, question: Question, ends: tuple[str, str]) -> list[str]:
    """Return what speaks against reading this number as a fact."""
    row = asked_row(profile.forward, question)
    if row is None:
        return []
    told = [
        _(
            "Nobody publishes where requests come from. The destination is the billing country, "
            "modelled from AI users and income."
        ),
        _("By its margins alone this flow could be anywhere from %(low)s to %(high)s.")
        % {
            "low": measured(row["frechet_low"], row["unit"]),
            "high": measured(row["frechet_high"], row["unit"]),
        },
    ]
    if row["unknown_share"] > 0:
        told.append(
            _("%(share)s of what may belong to this origin is computed at an unknown place.")
            % {"share": percent(row["unknown_share"])}
        )
    if UNKNOWN in ends:
        told.append(_("One end is unknown; it stays unknown here and is never handed to a country."))
    if question.basis == "LAB":
        told.append(_("On this basis the origin made the model; the computers may stand elsewhere."))
    if "hosts_assumed" in row["flags"]:
        told.append(_("Part of it is served by hosts that are assumed from other models of the same class."))
    return told


def would_change(ends: tuple[str, str]) -> list[str]:
    """Return which evidence would change this number most."""
    told = [
        _("Tokens by serving company for the largest models: who serves them is a parameter today."),
        _("A region tag or a document that says where a serving company computes."),
    ]
    if ends[0] != ends[1]:
        told.append(
            _("Usage by country of the reader from the platform: it would replace the modelled destinations.")
        )
    return told
