"""Keys of models and labs from the slugs that rankings print."""

from collections.abc import Mapping

from apps.reference import tables

UNKNOWN_LAB = "unknown"


def split_slug(slug: str) -> tuple[str, str]:
    """Return (author, model) of `author/model[:variant]`; no author before a bare name."""
    author, slash, rest = slug.strip().rpartition("/")
    name = rest.partition(":")[0]
    if not name or (slash and not author):
        raise ValueError(
            f"model slug {slug!r} cannot be read; write author/model, such as z-ai/glm-5-20260211"
        )
    return author, name


def model_key(slug: str, taken: Mapping[str, str] | None = None) -> str:
    """Return the key of a slug: without author and variant, dots to dashes, the date kept.

    `taken` maps keys to the slug that holds them; where another author holds the key, the author
    goes in front.
    """
    author, name = split_slug(slug)
    key = name.replace(".", "-")
    holder = (taken or {}).get(key)
    if holder is None or not author or split_slug(holder)[0] in ("", author):
        return key
    return f"{author.replace('/', '-').replace('.', '-')}-{key}"


def is_free(slug: str) -> bool:
    """Return whether the slug names the free tier of a model."""
    return slug.strip().partition(":")[2] == "free"


def lab_of_slug(slug: str) -> str:
    """Return the lab key of a slug's author, or `unknown` (country UNK) where no row names it."""
    author, name = split_slug(slug)
    return tables.lab_prefixes().get(author or name, UNKNOWN_LAB)
