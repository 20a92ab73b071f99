"""Which language a legal text is in, by its smallest words; good enough to see that it changed."""

import re
from collections import Counter
from functools import lru_cache

SMALL_WORDS = {
    "en": "the of and to in is that for you your or with are by this be our may not we",
    "fr": "le la les des et est une vous nous pour dans que qui votre vos sur ou par du au",
    "de": "der die das und ist sie wir nicht zu den mit von für ihre oder auf im werden eine dem",
    "es": "el los las de y es una usted que para en por con su del se no nuestros o al",
    "it": "il gli di e che per una con sono del della nostri dei non le si da alla può tuo",
    "nl": "de het een en van is dat voor niet met zijn wij uw of op aan door kunnen te die",
    "pt": "o os de e que para uma com não seus dos das por nos você se em ao ou são",
    "pl": "i w na do z nie się jest oraz lub przez dla od że jak może usług są przy ich",
}
CHINESE, KANA, HANGUL = (
    re.compile(r"[\u4e00-\u9fff]"),
    re.compile(r"[\u3040-\u30ff]"),
    re.compile(r"[\uac00-\ud7af]"),
)
WORDS = re.compile(r"[^\W\d_]+")
# So much of a text tells its language; shorter ones than the second number do not.
SAMPLE_CHARS, FEWEST_HITS = 20_000, 5
# One letter in so many from another script makes the text of that script.
SCRIPT_SHARE = 0.2


@lru_cache(maxsize=64)
def language_of(text: str) -> str:
    """Return the ISO 639-1 code of a text, empty where it is too short or in none of our languages."""
    sample = text[:SAMPLE_CHARS].lower()
    by_script = _by_script(sample)
    if by_script:
        return by_script
    words = Counter(WORDS.findall(sample))
    hits = {language: sum(words[word] for word in small.split()) for language, small in SMALL_WORDS.items()}
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] >= FEWEST_HITS else ""


def _by_script(sample: str) -> str:
    """Return zh, ja or ko for a text in that script."""
    letters = len(sample) or 1
    if len(KANA.findall(sample)) / letters > SCRIPT_SHARE / 2:
        return "ja"
    if len(HANGUL.findall(sample)) / letters > SCRIPT_SHARE:
        return "ko"
    return "zh" if len(CHINESE.findall(sample)) / letters > SCRIPT_SHARE else ""
