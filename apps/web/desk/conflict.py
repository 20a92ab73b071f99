"""Two people, or two windows, wrote at once: both texts side by side by field, and a choice for each; none is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.events import desk_texts
from apps.events.desk import DraftRow
from apps.web.desk.event_form import EventForm
from apps.web.desk.gate import DeskRequest, show
from apps.web.desk.typed import LINES, typed_of
from apps.web.foreign import shown

STALE = 409
MINE, THEIRS = "mine", "theirs"
CHOOSE = "choose-"
Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two texts differ: its name and label, both texts, and which is taken unless somebody chooses."""

    name: str
    label: str
    theirs: str
    mine: str
    default: str = MINE


def page(
    request: DeskRequest,
    *,
    title: str,
    lead: str,
    differences: Sequence[Difference],
    hidden: Sequence[tuple[str, str]],
    action: str,
    names: tuple[str, str],
) -> HttpResponse:
    """Return the page of a conflict (409): `names` are the headings of their text and of one's own.

    The form posts `hidden` and, for each difference, `choose-<name>` as mine or theirs to `action`.
    """
    given = {
        "title": title, "lead": lead, "hidden": hidden, "action": action, "theirs_name": names[0],
        "mine_name": names[1], "choose": CHOOSE,
        "differences": [
            {
                "name": one.name, "label": one.label, "theirs": shown(one.theirs), "mine": shown(one.mine),
                "is_mine": one.default == MINE,
            }
            for one in differences
        ],
    }  # fmt: skip
    return show(request, "web/desk/conflict.html", given, status=STALE)


def of_event(request: DeskRequest, row: DraftRow, mine: Typed, current: int, saves: int) -> HttpResponse:
    """Show a draft beside what the event, or the text that waits, says by now."""
    theirs = current_typed(row)
    lead = _(
        "While you wrote, somebody else handed in or changed this event: it was at revision %(before)s and is at"
        " %(now)s. Your text is kept as your draft. Choose for each field; nothing is sent before you check it."
    ) % {"before": row.base_revision, "now": current}
    return page(
        request, title=_("Two texts for one event"), lead=lead, differences=differences(theirs, mine),
        hidden=_hidden(mine, against="event", revision=current, saves=saves),
        action=reverse("desk-draft", args=[row.uid]), names=(_("As it stands now"), _("Yours")),
    )  # fmt: skip


def of_windows(request: DeskRequest, row: DraftRow, mine: Typed) -> HttpResponse:
    """Show what this window holds beside what another window of the same person saved."""
    lead = _(
        "This draft was saved in another window meanwhile. Both texts are below; choose for each field. The saved one"
        " stays in the history of your drafts."
    )
    return page(
        request, title=_("Two windows, one draft"), lead=lead, differences=differences(row.fields, mine),
        hidden=_hidden(mine, against="window", revision=row.base_revision, saves=row.saves),
        action=reverse("desk-draft", args=[row.uid]), names=(_("Saved in the other window"), _("In this window")),
    )  # fmt: skip


def current_typed(row: DraftRow) -> dict[str, list[str]]:
    """Return what stands, as somebody would have typed it; empty for an event that nobody has proposed."""
    text = desk_texts.text_now(row.slug) if row.slug else None
    return typed_of(text.values, text.evidence, text.stages) if text else {}


def differences(theirs: Typed, mine: Typed) -> list[Difference]:
    """Return the fields in which two texts differ, in the order of the form; added lines count as one field."""
    labels = {name: str(field.label) for name, field in EventForm.base_fields.items() if name != "reason"}
    labels |= {"stages": _("Stages to add"), "evidence": _("Evidence to add")}
    found = []
    for name, label in labels.items():
        left, right = (_text(typed, name) for typed in (theirs, mine))
        if left != right:
            # What somebody left empty yields to what another one wrote.
            found.append(Difference(name, label, left, right, MINE if right.strip() else THEIRS))
    return found


def _text(typed: Typed, name: str) -> str:
    """Return a field, or added lines, as one text."""
    return "\n\n".join(_lines(typed, name)) if name in LINES else "\n".join(typed.get(name, ()))


def _lines(typed: Typed, prefix: str) -> list[str]:
    """Return the added lines of one kind as text; a line in which only selects stand was left empty."""
    groups: dict[str, list[str]] = {}
    for name, values in typed.items():
        parts = name.split("-", 2)
        if len(parts) == 3 and parts[0] == prefix and any(value.strip() for value in values):
            groups.setdefault(parts[1], []).append(f"{parts[2]}: {' '.join(values)}")
    quiet = ("date_precision: ", "grade: ")
    return [
        "\n".join(sorted(lines)) for _place, lines in sorted(groups.items())
        if any(not line.startswith(quiet) for line in lines)
    ]  # fmt: skip


def _hidden(typed: Typed, **more: Any) -> list[tuple[str, str]]:
    """Return the fields that the form of choices carries along."""
    rows = [(name, value) for name, values in typed.items() for value in values]
    return [*rows, ("do", "resolve"), *((name, str(value)) for name, value in more.items())]


def chosen(sent: Typed, theirs: Typed) -> dict[str, list[str]]:
    """Return one text from what was chosen field by field; lines are taken as a whole."""
    mine = {
        name: list(values)
        for name, values in sent.items()
        if not name.startswith(CHOOSE) and name != "against"
    }
    for name, values in sent.items():
        field = name.removeprefix(CHOOSE)
        if not name.startswith(CHOOSE) or values[-1:] != [THEIRS]:
            continue
        mine = {key: kept for key, kept in mine.items() if key != field and not key.startswith(f"{field}-")}
        mine |= {
            key: list(kept) for key, kept in theirs.items() if key == field or key.startswith(f"{field}-")
        }
    return mine
