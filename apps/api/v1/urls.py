"""The resources of version 1: one line each."""

import re

from django.urls import URLPattern, path, register_converter

from apps.api.converters import Code, Hex16, Id, Moment, Uid
from apps.api.resource import Resource
from apps.api.v1.annotations import Annotation, Annotations
from apps.api.v1.arcs import Arcs
from apps.api.v1.attribution import Attribution
from apps.api.v1.balances import Balances
from apps.api.v1.changes import Changes
from apps.api.v1.claim import Claim
from apps.api.v1.claims import Claims
from apps.api.v1.corridors import Corridor
from apps.api.v1.countries import Countries
from apps.api.v1.disputes import Dispute, Disputes
from apps.api.v1.document_diff import DocumentDiff
from apps.api.v1.document_versions import DocumentAt
from apps.api.v1.documents import Documents
from apps.api.v1.event import Event
from apps.api.v1.events import Events
from apps.api.v1.flows import Flows
from apps.api.v1.frames import Frames
from apps.api.v1.histories import AnnotationHistory, DisputeHistory, EventHistory
from apps.api.v1.labs import Lab, Labs
from apps.api.v1.models import Model, Models
from apps.api.v1.observations import Observations
from apps.api.v1.parameters import Parameters
from apps.api.v1.price_gap import PriceGap
from apps.api.v1.prices import Prices
from apps.api.v1.providers import Provider, Providers
from apps.api.v1.releases import Release, Releases
from apps.api.v1.run import Run
from apps.api.v1.runs import Runs
from apps.api.v1.scenario import SCENARIOS
from apps.api.v1.scenarios import Scenarios
from apps.api.v1.series import SeriesList
from apps.api.v1.sources import Sources
from apps.api.v1.value_multiple import ValueMultiple
from apps.api.v1.writes import WRITES
from apps.api.writing import either

for converter, kind in ((Hex16, "hex16"), (Id, "id"), (Code, "code"), (Moment, "moment"), (Uid, "uid")):
    register_converter(converter, kind)
CONVERTED, BRACED = re.compile(r"<[a-z0-9]+:([a-z]+)>"), r"{\1}"

LISTS: dict[str, type[Resource]] = {
    "flows": Flows,
    "balances": Balances,
    "arcs": Arcs,
    "frames": Frames,
    "series": SeriesList,
    "observations": Observations,
    "attribution": Attribution,
    "value-multiple": ValueMultiple,
    "prices": Prices,
    "price-gap": PriceGap,
    "models": Models,
    "labs": Labs,
    "providers": Providers,
    "countries": Countries,
    "events": Events,
    "documents": Documents,
    "claims": Claims,
    "scenarios": Scenarios,
    "annotations": Annotations,
    "disputes": Disputes,
    "changes": Changes,
    "runs": Runs,
    "releases": Releases,
    "sources": Sources,
    "parameters": Parameters,
}
ITEMS: dict[str, type[Resource]] = {
    "corridors/<code:origin>/<code:destination>": Corridor,
    "models/<id:model>": Model,
    "labs/<id:lab>": Lab,
    "providers/<id:provider>": Provider,
    "events/<id:event>": Event,
    "events/<id:event>/history": EventHistory,
    "annotations/<uid:annotation>": Annotation,
    "annotations/<uid:annotation>/history": AnnotationHistory,
    "disputes/<uid:dispute>": Dispute,
    "disputes/<uid:dispute>/history": DisputeHistory,
    "documents/<id:document>/at/<moment:moment>": DocumentAt,
    "documents/<id:document>/diff": DocumentDiff,
    "claims/<id:claim>": Claim,
    **SCENARIOS,
    "runs/<hex16:run>": Run,
    "releases/<hex16:release>": Release,
}
RESOURCES = LISTS | ITEMS

# What the OpenAPI document lists; an address without suffix gives JSON and is not listed twice.
documented: list[URLPattern] = [
    path(f"{address}.{form}", resource.as_view(form=form))
    for address, resource in RESOURCES.items()
    for form in resource.forms
]
documented += [path(address, write.as_view()) for address, write in WRITES.items()]
plain = [
    path(address, either(resource.as_view(), WRITES[address]) if address in WRITES else resource.as_view())
    for address, resource in RESOURCES.items()
]
# An address that is read and written must meet the view that can do both before the one that only writes.
urlpatterns = [*plain, *documented]


def documented_path(address: str, form: str) -> str:
    """Return an address as the OpenAPI document writes it: path words in braces."""
    return f"/api/v1/{CONVERTED.sub(BRACED, address)}.{form}"
