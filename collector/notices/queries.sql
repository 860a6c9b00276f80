-- name: insert_recipient(site_id, id, method, address, label, person_id, locale, choices, secret, now)^
insert into recipients (
    site_id, id, method, address, label, person_id, locale, choices, secret, paused, created_at, updated_at
) values (
    :site_id, :id, :method, :address, :label, :person_id, :locale, :choices, :secret, 0, :now, :now
)
on conflict (site_id, method, address) do nothing
returning id;

-- name: list_recipients(site_id)
select site_id, id, method, address, label, person_id, locale, choices, secret, paused, trouble, trouble_at, ok_at
from recipients where site_id = :site_id order by id;

-- name: get_recipient(site_id, id)^
select site_id, id, method, address, label, person_id, locale, choices, secret, paused, trouble, trouble_at, ok_at
from recipients where site_id = :site_id and id = :id;

-- name: get_by_address(site_id, method, address)^
select site_id, id, method, address, label, person_id, locale, choices, secret, paused, trouble, trouble_at, ok_at
from recipients where site_id = :site_id and method = :method and address = :address;

-- name: list_sites_with_recipients()
select site_id from recipients group by site_id order by site_id;

-- name: change_recipient(site_id, id, label, locale, choices, secret, now)!
update recipients set label = :label, locale = :locale, choices = :choices, secret = :secret, updated_at = :now
where site_id = :site_id and id = :id;

-- An address that was nobody's becomes this person's; somebody else's stays theirs.
-- name: adopt(site_id, id, person_id, now)!
update recipients set person_id = :person_id, updated_at = :now
where site_id = :site_id and id = :id and person_id is null;

-- name: set_paused(site_id, id, paused, now)!
update recipients set paused = :paused, updated_at = :now where site_id = :site_id and id = :id;

-- name: delete_recipient(site_id, id)!
delete from recipients where site_id = :site_id and id = :id;

-- name: set_trouble(site_id, id, trouble, now)!
update recipients set trouble = :trouble, trouble_at = :now where site_id = :site_id and id = :id;

-- Written when something changes, or once a minute. Mail that came back outweighs a server that takes the next one,
-- until none has come back for a while.
-- name: set_well(site_id, id, returned, returned_before, stale, now)!
update recipients set trouble = null, trouble_at = null, ok_at = :now
where site_id = :site_id and id = :id
    and (trouble is null or trouble not like :returned or trouble_at < :returned_before)
    and (trouble is not null or ok_at is null or ok_at < :stale);

-- Due now, so that the digest is thought over again: the recipient's hours may have changed.
-- name: hurry_digest(site_id, recipient_id, now)!
update digest_items set due_at = :now where site_id = :site_id and recipient_id = :recipient_id;

-- One line a lead, whatever happened to it meanwhile; the latest event names it.
-- name: put_digest_item(site_id, recipient_id, lead_id, due_at, item, now)!
insert into digest_items (site_id, recipient_id, lead_id, due_at, item, created_at)
values (:site_id, :recipient_id, :lead_id, :due_at, :item, :now)
on conflict (site_id, recipient_id, lead_id) do update set item = excluded.item,
    due_at = case when digest_items.due_at < excluded.due_at then digest_items.due_at else excluded.due_at end;

-- name: list_due_digests(now, limit)
select i.site_id, i.recipient_id
from digest_items i join recipients r on r.site_id = i.site_id and r.id = i.recipient_id
where i.due_at <= :now and r.paused = 0
group by i.site_id, i.recipient_id
order by i.site_id, i.recipient_id limit :limit;

-- name: oldest_digest_item(site_id, recipient_id)^
select min(created_at) as created_at from digest_items where site_id = :site_id and recipient_id = :recipient_id;

-- Whoever deletes them tells them: two workers never tell both.
-- name: take_digest(site_id, recipient_id)
delete from digest_items where site_id = :site_id and recipient_id = :recipient_id
returning lead_id, item, created_at;

-- name: postpone_digest(site_id, recipient_id, due_at)!
update digest_items set due_at = :due_at where site_id = :site_id and recipient_id = :recipient_id;

-- name: list_escalations(site_id, lead_id)
select recipient_id from escalations where site_id = :site_id and lead_id = :lead_id order by recipient_id;

-- name: insert_escalation(site_id, lead_id, recipient_id, now)^
insert into escalations (site_id, lead_id, recipient_id, at) values (:site_id, :lead_id, :recipient_id, :now)
on conflict (site_id, lead_id, recipient_id) do nothing
returning recipient_id;

-- name: delete_escalations(site_id, lead_id)!
delete from escalations where site_id = :site_id and lead_id = :lead_id;
