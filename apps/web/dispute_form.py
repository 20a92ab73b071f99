"""The form that contests something: what was typed, what is wrong with it, and what tells a person from a program."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.events.actions.filing import CLAIM_CHARACTERS, EMAIL_CHARACTERS, LINK, URL_CHARACTERS
from apps.web.foreign import UNSEEN

SALT = "tokentrade.dispute-form"
# Nobody reads and fills the form faster; after a day it is signed anew.
FASTEST_S, OLDEST_S = 4, 86_400
# A field that no person sees; programs fill it.
TRAP = "website"
FIELDS = ("claim", "evidence_url", "email")
MOST = {"claim": CLAIM_CHARACTERS, "evidence_url": URL_CHARACTERS, "email": EMAIL_CHARACTERS}
FEWEST = 20
is_web_address = URLValidator(schemes=["https", "http"])


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, the faults by field ('' for the form as a whole), and the id the form was given."""

    values: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    uid: UUID | None = None


def stamp(subject: str) -> str:
    """Return the signed moment, subject and id of a form that is shown now."""
    return signing.dumps([subject, str(uuid4())], salt=SALT)


def read(params: QueryDict, subject: str) -> Typed:
    """Return what was sent, with every fault named."""
    values = {name: params.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip() for name in FIELDS}
    faults = dict(filter(None, (_fault(name, values[name]) for name in FIELDS)))
    uid, fault = _opened(params.get("stamp", ""), subject)
    if params.get(TRAP, ""):
        fault = _("A field that has to stay empty was filled in; programs do that. Empty it and send again.")
    return Typed(values, faults | ({"": fault} if fault else {}), uid)


def _opened(text: str, subject: str) -> tuple[UUID | None, str]:
    """Return the id of a form, and what is wrong with its stamp."""
    old = _("The form was open for more than a day. What you typed is still here: send it again.")
    early = _("That was quicker than anybody types. Wait a few seconds and send it again.")
    try:
        signed_for, uid = signing.loads(text, salt=SALT, max_age=OLDEST_S)
    except signing.SignatureExpired:
        return None, old
    except (signing.BadSignature, ValueError, TypeError):
        return None, _("The form was not opened on this site. What you typed is still here: send it again.")
    if signed_for != subject:
        return None, _("The form was opened for something else. Check what it is about and send it again.")
    try:
        signing.loads(text, salt=SALT, max_age=FASTEST_S)
    except signing.SignatureExpired:
        return UUID(uid), ""
    return UUID(uid), early


def _fault(name: str, value: str) -> tuple[str, str] | None:
    """Return a field with what is wrong with it, or None."""
    if len(value) > MOST[name]:
        told = {"n": len(value), "most": MOST[name]}
        return name, _("%(n)s characters are too many; at most %(most)s.") % told
    check = {"claim": _claim, "evidence_url": _url, "email": _email}[name]
    fault = check(value)
    return (name, fault) if fault else None


def _claim(value: str) -> str:
    if len(value) < FEWEST:
        return _("Say in at least %(n)s characters what is wrong.") % {"n": FEWEST}
    if LINK.search(value):
        return _("Addresses go into the field for evidence, not into the text.")
    return ""


def _url(value: str) -> str:
    try:
        is_web_address(value)
    except ValidationError:
        return _("Give one whole address, such as https://example.org/table.")
    return _("This address holds signs that nobody sees.") if UNSEEN.search(value) else ""


def _email(value: str) -> str:
    if not value:
        return ""
    try:
        validate_email(value)
    except ValidationError:
        return _("This is no e-mail address. Leave it empty if you want no answer.")
    return ""
