"""The resources of version 1: one line each."""

import re

from django.urls import URLPattern, path, register_converter

from apps.api.converters import Code, Hex16, Id, Moment
from apps.api.resource import Resource
from apps.api.v1.arcs import Arcs
from apps.api.v1.balances import Balances
from apps.api.v1.countries import Countries
from apps.api.v1.flows import Flows
from apps.api.v1.frames import Frames
from apps.api.v1.parameters import Parameters
from apps.api.v1.releases import Release, Releases
from apps.api.v1.runs import Run, Runs
from apps.api.v1.sources import Sources

for converter, kind in ((Hex16, "hex16"), (Id, "id"), (Code, "code"), (Moment, "moment")):
    register_converter(converter, kind)
CONVERTED, BRACED = re.compile(r"<[a-z0-9]+:([a-z]+)>"), r"{\1}"

LISTS: dict[str, type[Resource]] = {
    "flows": Flows,
    "balances": Balances,
    "arcs": Arcs,
    "frames": Frames,
    "countries": Countries,
    "runs": Runs,
    "releases": Releases,
    "sources": Sources,
    "parameters": Parameters,
}
ITEMS: dict[str, type[Resource]] = {
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
urlpatterns = [*documented, *(path(address, resource.as_view()) for address, resource in RESOURCES.items())]


def documented_path(address: str, form: str) -> str:
    """Return an address as the OpenAPI document writes it: path words in braces."""
    return f"/api/v1/{CONVERTED.sub(BRACED, address)}.{form}"
