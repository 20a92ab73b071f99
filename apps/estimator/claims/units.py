"""Words and limits of reading numbers from prose: definitions, each with a name."""

# Powers of ten that scale words mean; the longest word wins.
CHINESE_SCALES = {"万": 4, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12}
ENGLISH_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "quadrillion": 15}
ENGLISH_LETTERS = {"k": 3, "m": 6, "bn": 9, "tn": 12}
# 兆 is 10^6, 10^12 or 10^16 by country; the same in words of many languages of the long scale.
AMBIGUOUS_WORDS = frozenset({"兆"})
LONG_SCALE_WORDS = frozenset(
    {"billion", "billions", "billón", "billones", "billionen", "biliones", "bilhão", "bilion"}
)
LONG_SCALE_LANGUAGES = frozenset(
    {"de", "fr", "es", "it", "nl", "pl", "cs", "sv", "da", "no", "fi", "hu", "pt"}
)

# A run of letters of another script this long is no name or term any more.
FOREIGN_RUN_LETTERS = 8
# A capitalised word this short (AI, I) is no name.
NAME_LETTERS = 3
# The part of a text that says what it is about.
OPENING_PARTS = 3
