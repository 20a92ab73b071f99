"""The words of saved filters and their notices."""

from django.utils.translation import gettext_lazy as _l

from apps.web.words import Text

RESOURCE_NAMES: dict[str, Text] = {
    "events": _l("Policy events"),
    "documents": _l("Documents"),
    "releases": _l("Releases"),
}
PACE_NAMES: dict[str, Text] = {"EACH": _l("each thing at once"), "DAY": _l("once a day, all together")}
WAY_NAMES: dict[str, Text] = {
    "WEBHOOK": _l("webhook"),
    "EMAIL": _l("e-mail"),
    "CONFIRM": _l("request to confirm the e-mail"),
}
STATE_NAMES: dict[str, Text] = {
    "WAITING": _l("on its way"),
    "SENT": _l("taken"),
    "FAILED": _l("failed for good"),
}
