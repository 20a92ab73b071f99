"""What the resources of published estimates share: their meta block and their text from the database."""

from typing import Any

from apps.api.asking import Ask
from apps.api.listing import Listing
from apps.api.resource import Resource
from apps.flows import queries as flows
from apps.flows.queries import TextPage

MEASURED = ("period", "from", "to", "as_of", "release", "basis", "measure", "scope", "counterfactual")


class EstimateResource(Resource):
    """A list of published estimates; one release answers all of it."""

    limit_maximum = 5000

    def meta(self, ask: Ask, listing: Listing, next_url: str | None) -> dict[str, Any]:
        """Return the meta block as `flows` states it for these weeks."""
        return flows.answer_meta(ask.question, ask.version.release) | {"next": next_url}


def listing_of(page: TextPage, *, shape: str) -> Listing:
    """Return a page of text from the database as a listing; CSV lines end in LF."""
    ends = "\n" if shape == "csv" and page.text else ""
    return Listing(text=page.text + ends, next_key=page.next_key)
