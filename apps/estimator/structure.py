"""Structural choices of the method: which model of energy, destinations, prior and token counts a run uses."""

from dataclasses import dataclass

ENERGY_MODELS = ("OWN_FIT", "ECOLOGITS_OUTPUT_ONLY", "DEEPSEEK_ANCHOR", "BROKERAGE_TOPDOWN")
PRIORS = ("PROPORTIONAL", "GRAVITY")
# Shares of users by country recalled from memory are cited nowhere, so no second model exists.
DESTINATION_MODELS = ("AI_USERS",)


class UnknownStructure(ValueError):
    """A structural choice is none of those that exist."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The choices of one run; raises UnknownStructure for a word that is none of those known.

    tokenizer_factor True: counted tokens are of one common tokenizer, and each lab's own are a drawn factor more.
    """

    energy_model: str = "OWN_FIT"
    destination_model: str = "AI_USERS"
    prior: str = "PROPORTIONAL"
    tokenizer_factor: bool = False

    def __post_init__(self) -> None:
        """Refuse words that are not known."""
        for name, known in (
            ("energy_model", ENERGY_MODELS),
            ("destination_model", DESTINATION_MODELS),
            ("prior", PRIORS),
        ):
            if getattr(self, name) not in known:
                raise UnknownStructure(f"{name} is {getattr(self, name)!r}; use one of {', '.join(known)}")


DEFAULT = Structure()
