-- name: insert_kept(site_id, id, route, origin, reason, pointer, body, length, request, now)!
insert into quarantine (site_id, id, route, origin, reason, pointer, body, length, request, received_at)
values (:site_id, :id, :route, :origin, :reason, :pointer, :body, :length, :request, :now)
on conflict (site_id, id) do nothing;

-- name: list_groups(site_id)
select origin, count(*) as leads, min(received_at) as first_at, max(received_at) as last_at
from quarantine
where site_id = :site_id and reason = 'origin' and route = 'leads' and replayed_at is null
group by origin
order by leads desc, origin;

-- name: list_waiting(site_id, origin, route, limit)
select id, route, origin, reason, pointer, body, length, request, received_at
from quarantine
where site_id = :site_id and reason = 'origin' and origin = :origin and route = :route and replayed_at is null
order by received_at, id
limit :limit;

-- name: mark_replayed(site_id, id, outcome, now)!
update quarantine set replayed_at = :now, outcome = :outcome
where site_id = :site_id and id = :id and replayed_at is null;

-- name: list_counts(site_id)
select reason, count(*) as kept
from quarantine
where site_id = :site_id and replayed_at is null
group by reason
order by reason;

-- name: sum_events(site_id)$
-- length(body), because the column `length` lies behind the body and reading it would walk through the body's pages.
select cast(coalesce(sum(length(body)), 0) as BIGINT) from quarantine where site_id = :site_id and route = 'events';

-- name: delete_oldest_events(site_id, limit)!
delete from quarantine
where site_id = :site_id and id in (
    select id from quarantine where site_id = :site_id and route = 'events' order by received_at, id limit :limit
);
