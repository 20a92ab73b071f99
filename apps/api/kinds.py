"""The types of problem: status, title and what to do; each is a page of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of problem: its status, its title and what the caller can do about it."""

    status: int
    title: str
    remedy: str


KINDS = {
    "invalid-parameter": Kind(
        400,
        "A parameter cannot be read",
        "Read `errors`: each entry names the parameter, the value sent and what is allowed. Nothing is"
        " clamped or ignored, so correct the value and ask again.",
    ),
    "unknown-parameter": Kind(
        400,
        "This resource has no such parameter",
        "Compare the spelling with the parameters of the resource in /api/v1/docs.",
    ),
    "conflicting-parameters": Kind(
        400,
        "These parameters exclude each other",
        "Send one of them: `period` or `from` and `to`; `release` or `as_of`.",
    ),
    "invalid-cursor": Kind(
        400,
        "The cursor does not belong to this query",
        "Follow `meta.next` (or the Link header) as it was given, without changing another parameter."
        " To ask something else, leave the cursor out.",
    ),
    "measure-not-on-basis": Kind(
        400,
        "This measure does not exist on this basis",
        "Energy, electricity value and carbon arise where the computing happens: ask for basis=COMPUTE,"
        " or on LAB for the counterfactual with counterfactual=true.",
    ),
    "scope-not-here": Kind(
        400,
        "This scope does not exist on this resource",
        "National figures (DOMESTIC) are not flows; ask for OBSERVED.",
    ),
    "malformed-request": Kind(
        400,
        "The request cannot be read",
        "Send an ordinary HTTP request: a host this server knows, and at most some dozens of parameters.",
    ),
    "not-found": Kind(
        404, "Nothing is at this address", "/api/v1 lists the resources; lists give the ids of their items."
    ),
    "no-such-format": Kind(
        404,
        "This resource has no such format",
        "The suffix of the path picks the format; /api/v1/docs lists the formats of each resource.",
    ),
    "no-run-at-as-of": Kind(
        404,
        "No estimate was published at that moment",
        "/api/v1/releases lists the moments of publication; ask as of one of them or later.",
    ),
    "gone": Kind(
        410,
        "This was here and has been taken back",
        "The detail says why. Whatever used it should stop; /api/v1/changes tells of each such case.",
    ),
    "changes-expired": Kind(
        410,
        "Changes are kept for 400 days",
        "Take the whole of the data anew (a dump, or a walk through the lists), then follow the changes from there.",
    ),
    "method-not-allowed": Kind(
        405,
        "This address does not know this method",
        "The Allow header of the answer lists the methods that work.",
    ),
    "url-too-long": Kind(414, "The URL is longer than 4,000 bytes", "Ask for fewer ids at once."),
    "malformed-body": Kind(
        400,
        "The body cannot be read as JSON",
        "Send one JSON object in UTF-8: no NaN or Infinity, no name twice, no half of a surrogate pair, at most"
        " some dozens of levels deep.",
    ),
    "missing-token": Kind(
        401,
        "Writing needs a token",
        "Send `Authorization: Bearer tt_<id>_<secret>`. Whoever runs this site makes tokens:"
        " `manage.py token create`.",
    ),
    "invalid-token": Kind(
        401,
        "The token does not work",
        "It is mistyped, sent twice, expired or revoked. Reading needs no token: leave the header out, or send"
        " one that works. A token is never part of an address.",
    ),
    "scope-missing": Kind(
        403,
        "The token does not allow this",
        "The detail names the scope that is missing. Ask for a token that has it; scopes are never added to an"
        " old one.",
    ),
    "not-your-role": Kind(
        403,
        "Your role does not allow this",
        "Scope and role must both allow a write. Readers file disputes, analysts write notes and events,"
        " reviewers judge. Only its author replaces a note.",
    ),
    "own-work": Kind(
        403,
        "Nobody judges their own work",
        "Another reviewer has to decide. This holds for everybody, administrators too.",
    ),
    "uid-reused": Kind(
        409,
        "This uid or slug was used for something else",
        "The same request again is answered again; another one needs a uid or slug of its own. If the first"
        " one was yours, read it before you write anew.",
    ),
    "wrong-state": Kind(
        409,
        "The thing is not in a state for this",
        "The detail says in which state it is and what goes from there. Read it anew before you decide.",
    ),
    "version-conflict": Kind(
        412,
        "Somebody changed this first",
        "Read the thing anew, look at what changed, and send If-Match with its present revision, which is in"
        " `current`. Nothing of yours was stored.",
    ),
    "precondition-required": Kind(
        428,
        "A change needs the revision it is made on",
        'Send `If-Match: "r<revision>"` with the `revision` of the thing as you read it, so that no change of'
        " others is lost.",
    ),
    "body-too-large": Kind(
        413, "The body is larger than 64 KB", "Shorten the texts, or send several requests."
    ),
    "unsupported-media-type": Kind(
        415,
        "The body is not sent as JSON",
        "Send `Content-Type: application/json`, in UTF-8 and not compressed.",
    ),
    "invalid-field": Kind(
        422,
        "A field holds what it cannot",
        "Read `errors`: each entry names the field, the value sent and what is allowed. Nothing was stored.",
    ),
    "quote-not-found": Kind(
        422,
        "The quoted words do not stand there",
        "Quote the words exactly as that version of the document has them, or give the span of characters.",
    ),
    "too-many-requests": Kind(
        429,
        "Too many requests",
        "Wait for the seconds in Retry-After. An answer that you hold already (If-None-Match, 304) is free; ask"
        " for more rows at once, or take a dump. With a token more is allowed.",
    ),
    "internal-error": Kind(
        500,
        "A fault of ours",
        "The fault is logged under the `instance` of the answer; please report it with that identifier.",
    ),
    "unavailable": Kind(
        503,
        "Not available at the moment",
        "The database does not answer in time, the first estimate is still being made, or a what-if takes longer"
        " than two seconds. Ask again after the seconds in Retry-After.",
    ),
}
