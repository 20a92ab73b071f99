"""Synthetic lists shaped like OpenRouter's: invented models, hosts and prices."""

import json


def model(slug, prompt="0.000001"):
    """Return a model with one price that matters."""
    return {"id": slug, "canonical_slug": slug, "pricing": {"prompt": prompt, "completion": "0.000002"}}


def listed(*changed, count=160):
    """Return a list of `count` models of labs, and those that are changed or more."""
    models = {f"labs/m-{n:03d}": model(f"labs/m-{n:03d}") for n in range(count)}
    extra = {one["id"]: one for one in changed}
    kept = {slug: one for slug, one in models.items() if slug not in extra}
    fill = list(kept.values())[: count - len(extra)]
    return sorted([*extra.values(), *fill], key=lambda one: one["id"])


def provider(slug, seat=None, centres=None):
    """Return a provider."""
    return {"name": slug, "slug": slug, "headquarters": seat, "datacenters": centres}


def host(tag, prompt="0.0000005"):
    """Return one host of a model."""
    return {"tag": tag, "provider_name": tag, "pricing": {"prompt": prompt, "completion": "0.000002"}}


def endpoint(*hosts):
    """Return the page of a model's hosts."""
    return {"endpoints": list(hosts)}


def put(publisher, path, data):
    """Publish data as it is, or as the body of a list."""
    body = data if isinstance(data, bytes) else json.dumps({"data": data}).encode()
    publisher.put(f"/api/v1{path}", body)
