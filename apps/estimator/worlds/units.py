"""Sizes of the coverage trial, its targets, and the made-up values its SYNTHETIC worlds are drawn from."""

WORLDS = 1000
SEED = 20260216
# Draws per world: the 5th percentile of 400 is the 20th smallest, good to about one part in five of its tail.
DRAWS = 400
NOMINAL = 0.90
LOWEST, HIGHEST = 0.87, 0.93
# A cell narrower than this share of its value is counted, not estimated; its number must simply be right.
EXACT = 1e-5

COUNTRIES = ("CHN", "DEU", "IND", "JPN", "SGP", "USA")
HUBS = ("SGP",)
CLASSES = ("CHN/open", "USA/closed")
EVIDENCE = ("REGION_DOCUMENT", "REGION_TAG", "DECLARED", "SEAT", "")
GRADE_OF = {"REGION_DOCUMENT": "A", "REGION_TAG": "B", "DECLARED": "C", "SEAT": "D"}

MODELS = (3, 6)
PROVIDERS = (2, 4)
HOSTS = (1, 3)
PLACES_OF_EVIDENCE = 2
TOKENS_LOG10 = (9.0, 12.0)
PRICE_INPUT = (0.1, 5.0)
OUTPUT_OVER_INPUT = (2.0, 6.0)
CACHE_OVER_INPUT = (0.05, 0.3)
ACTIVE_B = (3.0, 100.0)
TOTAL_OVER_ACTIVE = (1.0, 20.0)
JOULES = (0.05, 3.0)
ELECTRICITY = (0.03, 0.2)
CARBON = (0.03, 0.8)
CLIMATE_PUE = (1.05, 1.4)
SPREAD = (1.1, 2.0)
USERS = (0.05, 0.6)
ADULTS = (4e6, 9e8)
INCOME = (2500.0, 90000.0)

# How often a world has a feature.
WITHOUT_SIZE = 0.2
MEASURED_ENERGY = 0.15
SURE_SIZE = 0.5
WITHOUT_PRICE = 0.15
WITH_CACHE_PRICE = 0.5
MEASURED_SHARES = 0.2
FREE = 0.15
WITH_GROUP = 0.4
WITH_UNKNOWN = 0.4
WITHOUT_FACTS = 0.2
WITH_UNAVAILABLE = 0.3
# A model may be shut out of a place only if it is small enough that the others can fill it.
SHUT_AT_MOST = 0.3
