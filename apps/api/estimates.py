"""What the resources of published estimates share: their meta block and their text from the database."""

from typing import Any

import orjson

from apps.api.asking import Ask
from apps.api.listing import Listing, Records
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


class WrittenByDatabase(EstimateResource):
    """Estimates whose rows the database writes as text; a subclass gives `text`."""

    def text(self, ask: Ask, columns: tuple[str, ...]) -> TextPage:
        """Return the page of rows that the walk has come to, in the shape of the request."""
        raise NotImplementedError

    def listing(self, ask: Ask, columns: tuple[str, ...]) -> Listing:
        """Return the page as the body has it."""
        return listing_of(self.text(ask, columns), shape=ask.shape)

    def records(self, ask: Ask, columns: tuple[str, ...]) -> Records:
        """Return the page as values, read from its columnar text."""
        page = self.text(ask, columns)
        return Records(orjson.loads(page.text), page.next_key)


def listing_of(page: TextPage, *, shape: str) -> Listing:
    """Return a page of text from the database as a listing; CSV lines end in LF."""
    ends = "\n" if shape == "csv" and page.text else ""
    return Listing(text=page.text + ends, next_key=page.next_key)
