"""The one kind of failure a newcomer meets: a sentence that says what is wrong and what to do."""


class CannotGoOn(Exception):
    """A start that cannot succeed; its text is shown as it is, and the exit code is 1."""
