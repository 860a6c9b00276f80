-- name: get_lead(site_id, id)^
select id, kind, widget_id, visitor, status, held, name, phone, phone_e164, email, language, fields, url, journey,
    owner_id, promise_at, received_at
from leads where site_id = :site_id and id = :id;

-- name: count_changes(site_id, lead_id, moved, cancelled)^
select count(*) as changes from lead_changes
where site_id = :site_id and lead_id = :lead_id and what in (:moved, :cancelled);

-- Only in the status that was seen: staff may have called a moment ago.
-- name: change(site_id, id, seen, status, promise_at, fields, now)^
update leads set status = :status, promise_at = :promise_at, fields = :fields, updated_at = :now
where site_id = :site_id and id = :id and status = :seen
returning id;
