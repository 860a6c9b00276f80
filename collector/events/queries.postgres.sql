-- name: insert_events(rows)
-- json_each takes objects there. Sorted, so that two processes with the same ids cannot wait for each other.
insert into events (
    site_id, id, name, visitor, at, received_at, day, url, referrer, widget_id, variant, value_minor, currency, props,
    device, user_agent, excluded
)
select
    value ->> 0, value ->> 1, value ->> 2, value ->> 3, cast(value ->> 4 as BIGINT), cast(value ->> 5 as BIGINT),
    value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, cast(value ->> 11 as BIGINT), value ->> 12,
    value ->> 13, value ->> 14, value ->> 15, value ->> 16
from json_array_elements(cast(:rows as JSON)) with ordinality as each (value, place)
order by value ->> 0, value ->> 1, place
on conflict (site_id, id) do nothing
returning site_id, id;
