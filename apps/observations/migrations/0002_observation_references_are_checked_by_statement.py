from django.db import migrations

# A foreign key asks once per row and twice per observation; a million rows name one snapshot and few series.
CHECKED = """
alter table observations_observation
    drop constraint observations_observation_series_id_fkey,
    drop constraint observations_observation_snapshot_id_fkey;
create function observations_refuse_unknown_references() returns trigger language plpgsql as $$
begin
    if exists (select from (select distinct series_id from added) named
               where not exists (select from observations_series where id = named.series_id)) then
        raise foreign_key_violation using message = 'an observation names a series that does not exist';
    end if;
    if exists (select from (select distinct snapshot_id from added) named
               where not exists (select from observations_snapshot where id = named.snapshot_id)) then
        raise foreign_key_violation using message = 'an observation names a snapshot that does not exist';
    end if;
    return null;
end $$;
create trigger observation_references_exist after insert on observations_observation
    referencing new table as added for each statement
    execute function observations_refuse_unknown_references();
create function observations_keep_what_is_named() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'observations_series'
        and exists (select from observations_observation where series_id = old.id) then
        raise foreign_key_violation using message = 'this series has observations';
    end if;
    if tg_table_name = 'observations_snapshot'
        and exists (select from observations_observation where snapshot_id = old.id) then
        raise foreign_key_violation using message = 'this snapshot has observations';
    end if;
    return old;
end $$;
create trigger series_is_kept before delete on observations_series
    for each row execute function observations_keep_what_is_named();
create trigger snapshot_is_kept before delete on observations_snapshot
    for each row execute function observations_keep_what_is_named();
"""
FOREIGN_KEYS = """
drop trigger snapshot_is_kept on observations_snapshot;
drop trigger series_is_kept on observations_series;
drop function observations_keep_what_is_named();
drop trigger observation_references_exist on observations_observation;
drop function observations_refuse_unknown_references();
alter table observations_observation
    add constraint observations_observation_series_id_fkey
        foreign key (series_id) references observations_series (id),
    add constraint observations_observation_snapshot_id_fkey
        foreign key (snapshot_id) references observations_snapshot (id);
"""


class Migration(migrations.Migration):
    dependencies = [("observations", "0001_initial")]

    operations = [migrations.RunSQL(sql=CHECKED, reverse_sql=FOREIGN_KEYS)]
