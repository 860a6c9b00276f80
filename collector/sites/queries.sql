-- name: insert_site(id, key, name, locale, timezone, currency, gate, hours, ignored_referrers, phone, gap_seconds, made_key, body_hash, now)^
insert into sites (
    id, key, name, locale, timezone, currency, gate, hours, ignored_referrers, phone, gap_seconds,
    made_key, body_hash, revision, created_at, updated_at
) values (
    :id, :key, :name, :locale, :timezone, :currency, :gate, :hours, :ignored_referrers, :phone, :gap_seconds,
    :made_key, :body_hash, 1, :now, :now
) on conflict (made_key) do nothing
returning id;

-- name: get_by_made_key(made_key)^
select id, body_hash from sites where made_key = :made_key;

-- name: update_site(id, name, locale, timezone, currency, gate, hours, ignored_referrers, phone, gap_seconds, now)!
update sites set
    name = :name, locale = :locale, timezone = :timezone, currency = :currency, gate = :gate, hours = :hours,
    ignored_referrers = :ignored_referrers, phone = :phone, gap_seconds = :gap_seconds,
    revision = revision + 1, updated_at = :now
where id = :id;

-- name: bump_revision(id, now)!
update sites set revision = revision + 1, updated_at = :now where id = :id;

-- name: get_site(id)^
select id, key, name, locale, timezone, currency, gate, hours, ignored_referrers, phone, gap_seconds,
    revision, created_at
from sites where id = :id;

-- name: get_site_by_key(key)^
select id, key, name, locale, timezone, currency, gate, hours, ignored_referrers, phone, gap_seconds,
    revision, created_at
from sites where key = :key;

-- name: list_sites()
select id, key, name, locale, timezone, currency, gate, hours, ignored_referrers, phone, gap_seconds,
    revision, created_at
from sites order by name, id;

-- name: list_origins(site_id)
select origin from site_origins where site_id = :site_id order by origin;

-- name: insert_origin(site_id, origin)!
insert into site_origins (site_id, origin) values (:site_id, :origin);

-- name: delete_origins(site_id)!
delete from site_origins where site_id = :site_id;
