"""Six kinds become the eleven of codebook 2, and every write names the codebook it was made by.

By rule: TERMS_OF_SERVICE and COMPANY_POLICY (a firm's written rule) become TERMS_CHANGE, EXPORT_CONTROL stays.
REGULATION, NEWS and OTHER go by the event itself: the curated ones by name, gathered ones by the words of their
headline, and what says nothing becomes DISCLOSURE. The old kind stays in the event's history.
"""

from django.db import migrations, models

OLD = ("TERMS_OF_SERVICE", "EXPORT_CONTROL", "REGULATION", "COMPANY_POLICY", "NEWS", "OTHER")
NEW = (
    "TERMS_CHANGE", "ENFORCEMENT", "EXPORT_CONTROL", "TARIFF", "SUBSIDY", "ENERGY_POLICY", "OUTAGE", "LAUNCH",
    "PRICE_CHANGE", "DISCLOSURE", "INCIDENT",
)  # fmt: skip
WRITES = ("CREATED", "EDITED", "STAGE", "EVIDENCE", "REVIEW", "GATHERED")

RECODE = r"""
set constraints all immediate;
create temporary table recoded as
select id, kind as old, case
    when kind in ('TERMS_OF_SERVICE', 'COMPANY_POLICY') then 'TERMS_CHANGE'
    when kind = 'EXPORT_CONTROL' then 'EXPORT_CONTROL'
    when slug = 'us-25-percent-chip-proclamation' then 'TARIFF'
    when slug = 'china-cac-summons-nvidia-h20' then 'ENFORCEMENT'
    when slug = 'china-foreign-chips-state-funded-centres' then 'EXPORT_CONTROL'
    when slug = 'china-power-discounts-domestic-chips' then 'SUBSIDY'
    when slug = 'china-compute-electricity-synergy-2026' then 'ENERGY_POLICY'
    when slug in ('us-executive-order-14409', 'anthropic-names-labs-for-distillation') then 'DISCLOSURE'
    when title ~* '\y(tariffs?|dut(y|ies)|antidumping|anti-dumping|countervailing|section (232|301))\y' then 'TARIFF'
    when title ~* '\y(export(s|ing)?|entity list|licen[cs]e requirements?)\y' then 'EXPORT_CONTROL'
    when title ~* '\y(subsid(y|ies|i[sz]ed)|tax credits?|incentives?)\y' then 'SUBSIDY'
    when title ~* '\y(electricity|energy|power (grid|plant|supply)|nuclear)\y' then 'ENERGY_POLICY'
    when kind <> 'REGULATION' and title ~* '\ypric(e|es|ing)\y' then 'PRICE_CHANGE'
    when kind <> 'REGULATION' and title ~* '\y(outages?|downtime|service disruptions?)\y' then 'OUTAGE'
    when kind <> 'REGULATION' and title ~* '\y(incidents?|breach(es)?|data leaks?)\y' then 'INCIDENT'
    when title ~* '\y(enforce(s|d|ment)?|fine[sd]|penalt(y|ies)|bans?|banned|suspend(s|ed)?|settlements?)\y'
        then 'ENFORCEMENT'
    when kind <> 'REGULATION'
        and title ~* '\y(terms of (use|service)|(usage|privacy|acceptable use) polic(y|ies))\y' then 'TERMS_CHANGE'
    when kind <> 'REGULATION'
        and title ~* '\y(introduc(es|ing)|launch(es|ed|ing)?|releas(es|ed|ing)|now available)\y' then 'LAUNCH'
    else 'DISCLOSURE' end as new
from events_policyevent;
update events_policyevent event set kind = recoded.new from recoded where recoded.id = event.id;
insert into events_eventrevision
    (event_id, number, kind, source_key, at, reason, changes, body_sha256, codebook)
select recoded.id, coalesce((select max(number) from events_eventrevision where event_id = recoded.id), 1) + 1,
    'RECODED', '', now(), 'Codebook 2 has eleven kinds.', jsonb_build_object('kind', jsonb_build_array(old, new)), '',
    '2'
from recoded where old <> new;
drop table recoded;
"""

# A write that came after the recoding keeps its number; the recoding itself is undone and leaves a gap.
UNRECODE = """
set constraints all immediate;
update events_policyevent event set kind = log.changes->'kind'->>0
from events_eventrevision log where log.event_id = event.id and log.kind = 'RECODED';
update events_policyevent set kind = case
    when kind = 'TERMS_CHANGE' then 'TERMS_OF_SERVICE'
    when kind in ('TARIFF', 'SUBSIDY', 'ENERGY_POLICY', 'ENFORCEMENT') then 'REGULATION'
    else 'NEWS' end
where kind not in ('TERMS_OF_SERVICE', 'EXPORT_CONTROL', 'REGULATION', 'COMPANY_POLICY', 'NEWS', 'OTHER');
delete from events_eventrevision where kind = 'RECODED';
"""


def _one_of(name: str, kinds: tuple[str, ...]) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(kind__in=kinds), name=name)


class Migration(migrations.Migration):
    dependencies = [("events", "0002_people_write_and_are_logged")]

    operations = [
        migrations.RemoveConstraint("policyevent", "policyevent_kind_is_known"),
        migrations.RemoveConstraint("eventrevision", "eventrevision_kind_is_known"),
        migrations.AddField(model_name="eventrevision", name="codebook", field=models.TextField(default="1")),
        migrations.RunSQL(sql=RECODE, reverse_sql=UNRECODE),
        migrations.AddConstraint("policyevent", _one_of("policyevent_kind_is_known", NEW)),
        migrations.AddConstraint(
            "eventrevision", _one_of("eventrevision_kind_is_known", (*WRITES, "RECODED"))
        ),
    ]
