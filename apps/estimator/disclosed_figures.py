"""What a company disclosed of one day; no arithmetic, so that reading the table of it stays light."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Day:
    """What was disclosed of 24 hours; tokens, nodes, tokens per second and node, USD, billions of parameters."""

    input_tokens: float
    cached_input_tokens: float
    output_tokens: float
    nodes: float
    gpus_per_node: float
    input_tokens_per_second: float
    output_tokens_per_second: float
    gpu_hour_usd: float
    cost_usd: float
    price_uncached_usd_per_mtok: float
    price_cached_usd_per_mtok: float
    price_output_usd_per_mtok: float
    revenue_usd: float
    active_parameters_b: float
    total_parameters_b: float

    @property
    def tokens(self) -> float:
        """Return all tokens, read and written."""
        return self.input_tokens + self.output_tokens


FIGURES = tuple(one.name for one in fields(Day))
