"""Path converters of the API. No id holds a dot, so that no id looks like a suffix."""


class AsWritten:
    """A part of the path that is taken as it stands."""

    def to_python(self, value: str) -> str:
        """Return the id as written."""
        return value

    def to_url(self, value: str) -> str:
        """Return the id as written."""
        return value


class Hex16(AsWritten):
    """16 hexadecimal digits in lower case: the id of a run or release; a simulated one begins with its mark."""

    regex = "(?:[0-9a-f]{16}|synthetic[0-9a-f]{7})"


class Id(AsWritten):
    """The id of a model, lab, provider, event, document or claim."""

    regex = "[a-z0-9][a-z0-9-]{0,159}"


class Code(AsWritten):
    """The code of a country."""

    regex = "[A-Z]{3}"


class Moment(AsWritten):
    """A date or a datetime; the colons and the plus of its offset stand as they are."""

    regex = "[0-9TZ:.+-]{1,40}"


class Uid(AsWritten):
    """A UUID in lower case."""

    regex = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
