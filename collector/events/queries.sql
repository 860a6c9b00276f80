-- name: insert_events(rows)
-- One statement for a whole batch, given as a JSON array of arrays: one round trip, and while the engine works no
-- other thread of the process waits for it. A repeated id leaves the first event standing and returns no row.
insert into events (
    site_id, id, name, visitor, at, received_at, day, url, referrer, widget_id, variant, value_minor, currency, props,
    device, user_agent, excluded
)
select
    value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15,
    value ->> 16
from json_each(:rows)
where true
on conflict (site_id, id) do nothing
returning site_id, id;
