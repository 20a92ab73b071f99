"""How notices leave: the mail server, the address of this site, and receivers on purpose inside a private network."""

import json
import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
SITE_URL = os.environ.get("TOKENTRADE_SITE_URL", "").rstrip("/")
# A mail server that does not answer holds a worker no longer.
WAIT_S = 10


def _refused(name: str, why: str) -> SystemExit:
    """Return the end of a start that cannot go on; a password is never repeated."""
    return SystemExit(f"{name} cannot be read: {why}")


def receivers(text: str) -> list[str]:
    """Read a JSON list of bases of private receivers."""
    try:
        found = json.loads(text)
    except ValueError as fault:
        raise _refused(
            "TOKENTRADE_NOTICE_RECEIVERS", 'say a JSON list such as ["http://10.0.0.5:8080"]'
        ) from fault
    if not isinstance(found, list) or not all(str(url).startswith(("https://", "http://")) for url in found):
        raise _refused("TOKENTRADE_NOTICE_RECEIVERS", 'say a JSON list such as ["http://10.0.0.5:8080"]')
    return [str(url) for url in found]


def mail(text: str) -> dict[str, Any]:
    """Read smtp://, smtp+tls:// (STARTTLS) or smtps://user:password@host:port/?from=address; '' is no mail at all."""
    if not text:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(text)
    sender = parse_qs(parts.query).get("from", [""])[0]
    try:
        port = parts.port
    except ValueError as fault:
        raise _refused("TOKENTRADE_EMAIL_URL", "its port is no number") from fault
    if parts.scheme not in SCHEMES or not parts.hostname or "@" not in sender:
        raise _refused(
            "TOKENTRADE_EMAIL_URL", "say smtp+tls://user:password@host:587/?from=notices@example.org"
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or SCHEMES[parts.scheme], "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""), "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps", "EMAIL_TIMEOUT": WAIT_S, "DEFAULT_FROM_EMAIL": sender,
    }  # fmt: skip


NOTICE_RECEIVERS = receivers(os.environ.get("TOKENTRADE_NOTICE_RECEIVERS", "[]"))
MAIL = mail(os.environ.get("TOKENTRADE_EMAIL_URL", ""))
EMAIL_IS_ON = "EMAIL_HOST" in MAIL
