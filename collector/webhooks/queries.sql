-- Asked for every event, so nothing but what decides.
-- name: list_listening(site_id)
select id, url, events from webhooks where site_id = :site_id and active = 1 order by id;

-- name: list_webhooks(site_id)
select id, url, name, events, secret, old_secret, old_until, active, trouble, failing_since, ok_at, created_at,
    updated_at
from webhooks where site_id = :site_id order by id;

-- name: get_webhook(site_id, id)^
select id, url, name, events, secret, old_secret, old_until, active, trouble, failing_since, ok_at, created_at,
    updated_at
from webhooks where site_id = :site_id and id = :id;

-- name: insert_webhook(site_id, id, url, name, events, secret, active, now)!
insert into webhooks (site_id, id, url, name, events, secret, active, created_at, updated_at)
values (:site_id, :id, :url, :name, :events, :secret, :active, :now, :now);

-- Whoever changes it has seen to it, so that it begins without its troubles.
-- name: update_webhook(site_id, id, url, name, events, active, fresh, now)!
update webhooks set url = :url, name = :name, events = :events, active = :active, updated_at = :now,
    trouble = case when :fresh = 1 then null else trouble end,
    failing_since = case when :fresh = 1 then null else failing_since end
where site_id = :site_id and id = :id;

-- name: set_secret(site_id, id, secret, old_secret, old_until, now)!
update webhooks set secret = :secret, old_secret = :old_secret, old_until = :old_until, updated_at = :now
where site_id = :site_id and id = :id;

-- name: delete_webhook(site_id, id)!
delete from webhooks where site_id = :site_id and id = :id;

-- name: set_health(site_id, id, trouble, failing_since, ok_at)!
update webhooks set trouble = :trouble, failing_since = :failing_since, ok_at = :ok_at
where site_id = :site_id and id = :id;

-- name: switch_off(site_id, id, trouble, now)!
update webhooks set active = 0, trouble = :trouble, failing_since = coalesce(failing_since, :now), updated_at = :now
where site_id = :site_id and id = :id and active = 1;
