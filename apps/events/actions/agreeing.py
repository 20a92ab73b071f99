"""Work out how far coders agree, whenever a second coding came in. Imported by the task only: it loads NLTK."""

from datetime import datetime

from apps.events.agreement import figures
from apps.events.coding import pairs_by_codebook
from apps.events.models import AgreementFigures


def reckon_agreement(*, now: datetime) -> int:
    """Store the figures of each codebook that has a complete task since the last ones; return how many."""
    made = 0
    for codebook, (last, pairs) in pairs_by_codebook().items():
        if AgreementFigures.objects.filter(codebook=codebook, last_coding=last).exists():
            continue
        AgreementFigures.objects.get_or_create(
            codebook=codebook, last_coding=last, defaults={"figures": figures(pairs), "made_at": now}
        )
        made += 1
    return made
