-- name: insert_delivery(site_id, id, kind, event, lane, target, target_id, order_key, payload, lead_id, now, deadline_at)!
insert into outbox (
    site_id, id, kind, event, lane, target, target_id, order_key, payload, lead_id, state, attempts, next_at,
    deadline_at, created_at, updated_at
) values (
    :site_id, :id, :kind, :event, :lane, :target, :target_id, :order_key, :payload, :lead_id, 'pending', 0, :now,
    :deadline_at, :now, :now
);

-- name: open_lane(id)!
insert into outbox_lanes (id, fails, pause_until) values (:id, 0, 0) on conflict (id) do nothing;

-- Only lanes with something to do; a handful, whatever waits in each.
-- name: list_due_lanes(now)
select l.id, l.fails from outbox_lanes l
where l.pause_until <= :now
    and exists (select 1 from outbox o where o.lane = l.id and o.state = 'pending' and o.next_at <= :now)
order by l.id;

-- name: list_due(lane, now, limit)
select o.site_id, o.id from outbox o
where o.lane = :lane and o.state = 'pending' and o.next_at <= :now
    and (o.order_key is null or not exists (
        select 1 from outbox e
        where e.site_id = o.site_id and e.lane = o.lane and e.order_key = o.order_key and e.id < o.id
            and e.state in ('pending', 'sending')
    ))
order by o.next_at, o.id limit :limit;

-- Claimed by whoever changes the row first.
-- name: claim(site_id, id, now, lease_until)^
update outbox set state = 'sending', attempts = attempts + 1, lease_until = :lease_until, updated_at = :now
where site_id = :site_id and id = :id and state = 'pending' and next_at <= :now
returning site_id, id, kind, event, lane, target, target_id, payload, attempts, deadline_at, created_at;

-- Only the holder of the lease may say how it ended.
-- name: finish(site_id, id, lease_until, state, next_at, reason, now)^
update outbox set state = :state, next_at = :next_at, lease_until = null, reason = :reason, updated_at = :now
where site_id = :site_id and id = :id and state = 'sending' and lease_until = :lease_until
returning id;

-- name: insert_attempt(site_id, delivery_id, attempt, at, took, reason)!
insert into delivery_attempts (site_id, delivery_id, attempt, at, took, reason)
values (:site_id, :delivery_id, :attempt, :at, :took, :reason)
on conflict (site_id, delivery_id, attempt) do nothing;

-- name: get_lane(id)^
select id, fails, failing_since, pause_until, ok_at, reason from outbox_lanes where id = :id;

-- name: count_failing_lanes()^
select count(*) as lanes from outbox_lanes where fails > 0;

-- name: fail_lane(id, now, pause_until, reason)!
update outbox_lanes set fails = fails + 1, failing_since = coalesce(failing_since, :now), pause_until = :pause_until,
    reason = :reason
where id = :id;

-- name: mend_lane(id, now)!
update outbox_lanes set fails = 0, failing_since = null, pause_until = 0, ok_at = :now, reason = null where id = :id;

-- What had been put off while the lane failed need not wait any longer.
-- name: hurry(lane, now)!
update outbox set next_at = :now where lane = :lane and state = 'pending' and next_at > :now;

-- name: unpause(id, now)!
update outbox_lanes set pause_until = :now where id = :id and pause_until > :now;

-- A lease that ran out: the worker that held it died.
-- name: take_back(over, now)!
update outbox set state = 'pending', lease_until = null, next_at = :now
where state = 'sending' and lease_until <= :over;

-- name: list_of_lead(site_id, lead_id)
select id, kind, event, target, state, attempts, reason, created_at, updated_at
from outbox where site_id = :site_id and lead_id = :lead_id order by id;

-- name: list_deliveries(site_id, state, kind, event, target_id, lead_id, before, limit)
select id, kind, event, lane, target, target_id, lead_id, state, attempts, next_at, deadline_at, reason, created_at,
    updated_at
from outbox
where site_id = :site_id
    and (
        CAST(:state as TEXT) is null or state = :state
        or (:state = 'waiting' and state in ('pending', 'sending'))
        or (:state = 'failed' and state in ('refused', 'blocked', 'dead', 'expired'))
    )
    and (CAST(:kind as TEXT) is null or kind = :kind)
    and (CAST(:event as TEXT) is null or event = :event)
    and (CAST(:target_id as TEXT) is null or target_id = :target_id)
    and (CAST(:lead_id as TEXT) is null or lead_id = :lead_id)
    and (CAST(:before as TEXT) is null or id < :before)
order by id desc limit :limit;

-- name: get_delivery(site_id, id)^
select id, kind, event, lane, target, target_id, lead_id, payload, state, attempts, next_at, deadline_at, reason,
    created_at, updated_at
from outbox where site_id = :site_id and id = :id;

-- name: list_attempts(site_id, delivery_id)
select attempt, at, took, reason from delivery_attempts
where site_id = :site_id and delivery_id = :delivery_id order by attempt;

-- name: count_by_target(site_id)
select kind, target, target_id, state, count(*) as deliveries, min(created_at) as oldest_at
from outbox where site_id = :site_id
group by kind, target, target_id, state order by kind, target, target_id, state;

-- name: redeliver(site_id, id, now, deadline_at)^
update outbox set state = 'pending', attempts = case when state = 'pending' then attempts else 0 end, next_at = :now,
    deadline_at = case when deadline_at > :deadline_at then deadline_at else :deadline_at end, updated_at = :now
where site_id = :site_id and id = :id and state <> 'sending'
returning lane;

-- name: cancel(site_id, id, now)^
update outbox set state = 'cancelled', updated_at = :now
where site_id = :site_id and id = :id and state = 'pending'
returning id;

-- name: cancel_target(site_id, target_id, now)!
update outbox set state = 'cancelled', updated_at = :now
where site_id = :site_id and target_id = :target_id and state = 'pending';

-- name: count_stuck(site_id, before)^
select count(*) as stuck, min(created_at) as oldest_at from outbox
where site_id = :site_id and state in ('pending', 'sending') and created_at < :before;

-- name: count_failed(site_id, since)^
select count(*) as failed from outbox
where site_id = :site_id and state in ('refused', 'blocked', 'dead', 'expired') and updated_at >= :since;

-- name: count_by_state(site_id)
select kind, state, count(*) as deliveries, min(created_at) as oldest_at from outbox
where site_id = :site_id group by kind, state order by kind, state;

-- name: list_old(site_id, before, limit)
select id from outbox
where site_id = :site_id and state in ('delivered', 'refused', 'blocked', 'dead', 'expired', 'cancelled')
    and created_at < :before
order by created_at, id limit :limit;

-- name: delete_delivery(site_id, id)!
delete from outbox where site_id = :site_id and id = :id;

-- name: count_leases_over(over)^
select count(*) as leases from outbox where state = 'sending' and lease_until <= :over;
