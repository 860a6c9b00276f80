-- name: insert_delivery(site_id, id, kind, target, payload, lead_id, now, deadline_at)!
insert into outbox (
    site_id, id, kind, target, payload, lead_id, state, attempts, next_at, deadline_at, created_at, updated_at
) values (
    :site_id, :id, :kind, :target, :payload, :lead_id, 'pending', 0, :now, :deadline_at, :now, :now
);

-- A lease that ran out is due again: the worker that held it died.
-- name: list_due(now, limit)
select site_id, id from outbox
where state in ('pending', 'sending') and next_at <= :now
order by next_at, id limit :limit;

-- Claimed by whoever changes the row first.
-- name: claim(site_id, id, now, lease_until)^
update outbox set state = 'sending', attempts = attempts + 1, next_at = :lease_until, lease_until = :lease_until,
    updated_at = :now
where site_id = :site_id and id = :id and state in ('pending', 'sending') and next_at <= :now
returning site_id, id, kind, target, payload, lead_id, attempts, deadline_at;

-- Only the holder of the lease may say how it ended.
-- name: finish(site_id, id, lease_until, state, next_at, reason, now)!
update outbox set state = :state, next_at = :next_at, lease_until = null, reason = :reason, updated_at = :now
where site_id = :site_id and id = :id and state = 'sending' and lease_until = :lease_until;

-- name: list_of_lead(site_id, lead_id)
select id, kind, target, state, attempts, reason, created_at, updated_at
from outbox where site_id = :site_id and lead_id = :lead_id order by id;

-- name: count_stuck(site_id, before)^
select count(*) as stuck, min(created_at) as oldest_at from outbox
where site_id = :site_id
    and (state = 'refused' or state = 'expired' or (state in ('pending', 'sending') and created_at < :before));
