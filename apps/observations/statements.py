"""The reads of vintages and changes that need the database's own words."""

# Of each series and period the last vintage known, or with all=true every one and its change in percent.
VINTAGES = """
with known as (
    select series_id, period_start, recorded_at, value, snapshot_id, reason,
        lag(value) over w as before, lag(recorded_at) over w as before_at,
        lead(recorded_at) over w is null as is_last
    from observations_observation
    where series_id = any(%(series)s) and recorded_at <= %(as_of)s
        and period_start >= %(period_from)s and period_start < %(period_to)s
        and (series_id, period_start) >= (%(after_series)s, %(after_period)s)
    window w as (partition by series_id, period_start order by recorded_at)
)
select known.series_id as series, period_start, value, recorded_at, snapshot.published_at,
    snapshot.sha256 as snapshot, snapshot.url as source_url, known.reason,
    case when %(all)s then before_at end as supersedes_recorded_at,
    case when %(all)s then round(100 * (value - before) / nullif(before, 0), 3)::float8 end as revision_pct
from known join observations_snapshot snapshot on snapshot.id = known.snapshot_id
where (is_last or %(all)s)
    and (known.series_id, period_start, recorded_at) > (%(after_series)s, %(after_period)s, %(after_at)s)
order by known.series_id, period_start, recorded_at
limit %(limit)s
"""
# The last list price known of each start, of series that are prices of tokens; withdrawn ones are left out.
PRICES = """
with known as (
    select distinct on (series_id, period_start) series_id, period_start, recorded_at, value, snapshot_id
    from observations_observation
    where recorded_at <= %(as_of)s and period_start >= %(period_from)s and period_start < %(period_to)s
        and (series_id, period_start) > (%(after_series)s, %(after_period)s)
        and series_id in (
            select id from observations_series where metric = any(%(metrics)s)
                and (%(models)s::text[] is null or model_id = any(%(models)s))
                and (%(providers)s::text[] is null or provider_id = any(%(providers)s))
        )
    order by series_id, period_start, recorded_at desc
)
select known.series_id as series, period_start, value, recorded_at, metric, subject, qualifier,
    observations_series.source_id as source, model_id as model, provider_id as provider, snapshot.url as source_url
from known join observations_series on observations_series.id = known.series_id
join observations_snapshot snapshot on snapshot.id = known.snapshot_id
where value is not null
order by known.series_id, period_start
limit %(limit)s
"""
# When each of these series begins and ends, as known at a moment.
ENDS = """
select series_id, min(period_start), max(period_start) from observations_observation
where series_id = any(%(series)s) and recorded_at <= %(as_of)s and value is not null group by series_id
"""
LAST_CHANGE = """
select coalesce(max(newest.last_seq), 0), max(newest.at)
from unnest(%(parts)s::text[]) named(part), lateral (
    select last_seq, at from observations_changeset
    where observations_changeset.part = named.part and last_seq is not null order by last_seq desc limit 1
) newest
"""
# A moment begins with the first write after it; numbers and moments rise together.
FIRST_SEQ = "select min(first_seq) - 1 from observations_changeset where at >= %(since)s"
OLDEST_SEQ = "select min(first_seq) from observations_changeset"
_CHANGES = """
select changeset.first_seq + change.ordinal as seq, changeset.at, change.op, change.resource, change.object_id as id,
    change.run, change.periods, change.is_span, change.reason
from observations_changeset changeset join observations_change change on change.changeset_id = changeset.id
where changeset.last_seq > %(after)s and changeset.last_seq <= %(until)s and changeset.at <= %(as_of)s
    and changeset.first_seq + change.ordinal > %(after)s
    and (%(resources)s::text[] is null or change.resource = any(%(resources)s))
"""
CHANGES = f"{_CHANGES} order by changeset.last_seq, change.ordinal limit %(limit)s"
NEWEST_CHANGES = f"{_CHANGES} order by changeset.last_seq desc, change.ordinal desc limit %(limit)s"
