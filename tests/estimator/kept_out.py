"""A world of two labs, one of which may be kept out of destinations by documents."""

from dataclasses import replace

from apps.estimator.inputs import Inputs, Unavailable
from tests.estimator.build import host, inputs, model, provider, usage

SOURCE = "https://example.org/"


def two_labs(chinese: float = 6e12, american: float = 2e12) -> Inputs:
    """Return an open Chinese model served in CHN and a closed American one served in USA, or nobody knows where."""
    return inputs(
        [
            model("open", "CHN", host("cn")),
            model("closed", "USA", host("us", measured_share=0.7), host("UNK", measured_share=0.3)),
        ],
        [provider("cn", "CHN", "CHN"), provider("us", "USA", "USA")],
        usage({"open": chinese, "closed": american}),
    )


def forbid(made: Inputs, subject: str, *destinations: str) -> Inputs:
    """Return the inputs with documented facts."""
    return replace(made, unavailable=tuple(Unavailable(subject, code, "C", SOURCE) for code in destinations))
