"""Notices that are due are sent: webhooks signed as Standard Webhooks writes it, e-mails by Django's mail settings."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from apps.collectors.transports.posting import Answer, post
from apps.events import actions as events
from apps.events.notices import Due, due_uids

# So many in one go: with every receiver silent that is 200 s.
AT_ONCE = 20
SENT = 250


def deliver_due(*, now: datetime, clock: Callable[[], datetime]) -> int:
    """Send what is due and note each answer; return how many were taken by their receivers."""
    taken = 0
    for uid in due_uids(now=now, limit=AT_ONCE):
        due = events.take_delivery(uid=uid, now=clock())
        if due is None:
            continue
        answer = _hooked(due, clock()) if due.way == "WEBHOOK" else _mailed(due)
        events.note_delivery(uid=uid, status=answer.status, problem=answer.problem, now=clock())
        taken += not answer.problem
    return taken


def _hooked(due: Due, now: datetime) -> Answer:
    """Send a webhook; its id, its moment and its body are signed."""
    body, moment = due.body.encode(), str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "webhook-id": str(due.uid),
        "webhook-timestamp": moment,
        "webhook-signature": signature(due.secret, str(due.uid), moment, body),
    }
    return post(due.to, body, headers)


def signature(secret: bytes, uid: str, moment: str, body: bytes) -> str:
    """Return `v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`."""
    signed = hmac.digest(secret, f"{uid}.{moment}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


def _mailed(due: Due) -> Answer:
    """Send an e-mail; where no mail server is set nothing is sent and nothing pretends."""
    if not settings.EMAIL_IS_ON:
        return Answer(0, "no mail server is set up here (TOKENTRADE_EMAIL_URL)")
    try:
        send_mail(due.subject, due.body, None, [due.to])
    except (SMTPException, OSError, ValueError) as fault:
        return Answer(0, f"the mail server did not take it ({type(fault).__name__})")
    return Answer(SENT, "")
