-- name: insert_key(id, public_key, private_key, now)!
insert into push_keys (id, public_key, private_key, created_at) values (:id, :public_key, :private_key, :now);

-- name: get_newest_key()^
select id, public_key, private_key, created_at from push_keys
where retired_at is null order by created_at desc, id desc limit 1;

-- name: list_keys()
select public_key from push_keys order by created_at desc, id desc;

-- name: get_key_by_public(public_key)^
select id from push_keys where public_key = :public_key order by created_at desc, id desc limit 1;

-- A browser that comes back, with new keys too, is the same one.
-- name: upsert_subscription(site_id, id, endpoint, p256dh, auth, key_id, visitor, widget_id, touch_id, categories, language, zone, device, expires_at, now)^
insert into push_subscriptions (
    site_id, id, endpoint, p256dh, auth, key_id, visitor, widget_id, touch_id, categories, language, zone, device,
    expires_at, created_at, seen_at
) values (
    :site_id, :id, :endpoint, :p256dh, :auth, :key_id, :visitor, :widget_id, :touch_id, :categories, :language, :zone,
    :device, :expires_at, :now, :now
)
on conflict (site_id, endpoint) do update set
    p256dh = excluded.p256dh, auth = excluded.auth, key_id = excluded.key_id,
    visitor = coalesce(excluded.visitor, push_subscriptions.visitor),
    categories = excluded.categories, language = excluded.language, zone = excluded.zone,
    expires_at = excluded.expires_at, seen_at = excluded.seen_at, removed_at = null, removed_why = null
returning id, created_at;

-- name: get_subscription(site_id, endpoint)^
select id, visitor, categories, language, removed_at from push_subscriptions where site_id = :site_id and endpoint = :endpoint;

-- name: remove_subscription(site_id, endpoint, now, why)^
update push_subscriptions set removed_at = :now, removed_why = :why
where site_id = :site_id and endpoint = :endpoint and removed_at is null
returning id;

-- name: count_subscriptions(site_id)^
select count(*) as subscriptions from push_subscriptions where site_id = :site_id and removed_at is null;
