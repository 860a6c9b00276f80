-- The key is claimed by whoever inserts first; the other finds no row returned.
-- name: insert_lead(site_id, id, key, body_hash, kind, widget_id, variant, visitor, event_id, status, held, flags, name, phone, phone_e164, email, fields, consent, pixel, url, referrer, language, zone, device, self_reported, note, value_minor, currency, promise_at, at, day, received_at, answer)^
insert into leads (
    site_id, id, key, body_hash, kind, widget_id, variant, visitor, event_id, status, held, flags, name, phone,
    phone_e164, email, fields, consent, pixel, url, referrer, language, zone, device, self_reported, note,
    value_minor, currency, journey, promise_at, at, day, received_at, updated_at, answer
) values (
    :site_id, :id, :key, :body_hash, :kind, :widget_id, :variant, :visitor, :event_id, :status, :held, :flags, :name,
    :phone, :phone_e164, :email, :fields, :consent, :pixel, :url, :referrer, :language, :zone, :device,
    :self_reported, :note, :value_minor, :currency, '[]', :promise_at, :at, :day, :received_at, :received_at, :answer
)
on conflict (site_id, key) do nothing
returning id;

-- name: set_journey(site_id, id, journey)!
update leads set journey = :journey where site_id = :site_id and id = :id;

-- name: set_answer(site_id, id, answer)!
update leads set answer = :answer where site_id = :site_id and id = :id;

-- name: get_by_key(site_id, key)^
select id, body_hash, answer from leads where site_id = :site_id and key = :key;

-- name: get_lead(site_id, id)^
select site_id, id, key, kind, widget_id, variant, visitor, event_id, status, held, flags, name, phone, phone_e164,
    email, fields, consent, pixel, url, referrer, language, zone, device, self_reported, note, owner_id, value_minor,
    currency, journey, promise_at, at, day, received_at, updated_at
from leads where site_id = :site_id and id = :id;

-- name: status_of_visitor(site_id, visitor)^
select status from leads where site_id = :site_id and visitor = :visitor and held is null order by id desc limit 1;

-- name: list_leads(site_id, status, kind, held, from_day, to_day, pattern, digits, before, limit)
select site_id, id, key, kind, widget_id, variant, visitor, event_id, status, held, flags, name, phone, phone_e164,
    email, fields, consent, pixel, url, referrer, language, zone, device, self_reported, note, owner_id, value_minor,
    currency, journey, promise_at, at, day, received_at, updated_at
from leads
where site_id = :site_id
    and (CAST(:status as TEXT) is null or status = :status)
    and (CAST(:kind as TEXT) is null or kind = :kind)
    and (CAST(:held as INTEGER) is null or (held is not null) = (:held = 1))
    and (CAST(:from_day as TEXT) is null or day >= :from_day)
    and (CAST(:to_day as TEXT) is null or day <= :to_day)
    and (
        CAST(:pattern as TEXT) is null
        or lower(coalesce(name, '')) like :pattern escape '!'
        or lower(coalesce(email, '')) like :pattern escape '!'
        or lower(coalesce(phone, '')) like :pattern escape '!'
        or (CAST(:digits as TEXT) is not null and coalesce(phone_e164, '') like :digits)
    )
    and (CAST(:before as TEXT) is null or id < :before)
order by id desc limit :limit;

-- name: change_lead(site_id, id, status, value_minor, owner_id, note, now)!
update leads set status = :status, value_minor = :value_minor, owner_id = :owner_id, note = :note, updated_at = :now
where site_id = :site_id and id = :id;

-- name: release_lead(site_id, id, now)!
update leads set held = null, updated_at = :now where site_id = :site_id and id = :id and held is not null;

-- name: insert_change(site_id, lead_id, id, at, person_id, what, before, after)!
insert into lead_changes (site_id, lead_id, id, at, person_id, what, before, after)
values (:site_id, :lead_id, :id, :at, :person_id, :what, :before, :after);

-- name: list_changes(site_id, lead_id)
select c.id, c.at, c.what, c.before, c.after, p.name as person
from lead_changes c left join people p on p.id = c.person_id
where c.site_id = :site_id and c.lead_id = :lead_id order by c.id;

-- name: get_owner(id)^
select id, name, email from people where id = :id;

-- name: count_by_status(site_id)
select status, count(*) as leads from leads where site_id = :site_id and held is null group by status order by status;

-- name: count_held(site_id)^
select count(*) as leads from leads where site_id = :site_id and held is not null and status <> 'spam';

-- name: count_day(site_id, day)^
select count(*) as leads from leads where site_id = :site_id and day = :day and held is null and status <> 'spam';

-- What came in by itself since then, the newest first.
-- name: list_news(site_id, since, limit)
select id, kind, name, phone, received_at from leads
where site_id = :site_id and received_at > :since and held is null and kind <> 'manual'
order by received_at desc, id desc limit :limit;

-- name: count_new(site_id)^
select count(*) as leads from leads where site_id = :site_id and status = 'new' and held is null;

-- Call-backs that nobody has taken up, the earliest promise first.
-- name: list_waiting(site_id, limit)
select id, name, phone, phone_e164, promise_at, at from leads
where site_id = :site_id and status = 'new' and held is null and promise_at is not null
order by promise_at, id limit :limit;

-- Call-backs that nobody took, promised within a span of time, the latest first.
-- name: list_late(site_id, since, until, limit)
select id, kind, owner_id, promise_at from leads
where site_id = :site_id and status = 'new' and promise_at is not null and promise_at > :since
    and promise_at <= :until and owner_id is null and held is null
order by promise_at desc, id limit :limit;

-- The same of which no webhook was told yet.
-- name: list_late_untold(site_id, since, until, limit)
select l.id from leads l
where l.site_id = :site_id and l.status = 'new' and l.promise_at is not null and l.promise_at > :since
    and l.promise_at <= :until and l.owner_id is null and l.held is null
    and not exists (
        select 1 from outbox o
        where o.site_id = :site_id and o.lead_id = l.id and o.kind = 'webhook' and o.event = 'lead.late'
    )
order by l.promise_at, l.id limit :limit;

-- name: put_attempt(site_id, key, body, errors, request, now)!
insert into lead_attempts (site_id, key, body, errors, request, received_at)
values (:site_id, :key, :body, :errors, :request, :now)
on conflict (site_id, key) do update
set body = excluded.body, errors = excluded.errors, request = excluded.request, received_at = excluded.received_at;

-- name: get_attempt(site_id, key)^
select body, errors, request, received_at from lead_attempts where site_id = :site_id and key = :key;

-- name: delete_attempt(site_id, key)!
delete from lead_attempts where site_id = :site_id and key = :key;

-- name: list_abandoned(before, limit)
select site_id, key, body, request, received_at from lead_attempts
where received_at < :before order by received_at, site_id, key limit :limit;
