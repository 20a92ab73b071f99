"""Path converters of the API."""


class Hex16:
    """16 hexadecimal digits in lower case: the id of a run or release."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value: str) -> str:
        """Return the id as written."""
        return value

    def to_url(self, value: str) -> str:
        """Return the id as written."""
        return value
