"""The yearly partitions of the observations."""

from datetime import datetime

from django.db import connection, transaction

from apps.observations.queries import partition_years

# Electricity statistics begin in 2007; an older date is a mistake and must fail.
FIRST_YEAR = 2007


@transaction.atomic
def make_partitions(*, first_year: int = FIRST_YEAR, now: datetime) -> int:
    """Make every missing partition from first_year to next year and return how many were made."""
    existing = partition_years()
    missing = [year for year in range(first_year, now.year + 2) if year not in existing]
    with connection.cursor() as cursor:
        if missing:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended('observations partitions', 0))")
        for year in missing:
            # Whole numbers only: nothing from outside reaches this text.
            cursor.execute(
                f"create table if not exists observations_observation_y{year:d} partition of"
                f" observations_observation for values from ('{year:d}-01-01') to ('{year + 1:d}-01-01')"
            )
    return len(missing)
