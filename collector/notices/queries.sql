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
