-- name: insert_widget(site_id, id, kind, name, draft, key, body_hash, now)^
insert into widgets (site_id, id, kind, name, status, draft, key, body_hash, revision, created_at, updated_at)
values (:site_id, :id, :kind, :name, 'draft', :draft, :key, :body_hash, 1, :now, :now)
on conflict (site_id, key) do nothing
returning id;

-- name: get_by_key(site_id, key)^
select id, body_hash from widgets where site_id = :site_id and key = :key;

-- name: update_draft(site_id, id, name, draft, revision, now)!
update widgets set draft = :draft, name = :name, revision = :revision, updated_at = :now
where site_id = :site_id and id = :id;

-- name: set_live(site_id, id, hash, now)!
update widgets set status = 'live', hash = :hash, updated_at = :now where site_id = :site_id and id = :id;

-- name: set_status(site_id, id, status, now)!
update widgets set status = :status, updated_at = :now where site_id = :site_id and id = :id;

-- name: insert_version(site_id, widget_id, hash, config, now)!
insert into widget_versions (site_id, widget_id, hash, config, published_at)
values (:site_id, :widget_id, :hash, :config, :now)
on conflict (site_id, widget_id, hash) do update set published_at = excluded.published_at;

-- name: get_widget(site_id, id)^
select site_id, id, kind, name, status, draft, hash, revision, created_at, updated_at
from widgets where site_id = :site_id and id = :id;

-- name: get_site_of_widget(id)^
select site_id from widgets where id = :id;

-- name: list_widgets(site_id)
select site_id, id, kind, name, status, draft, hash, revision, created_at, updated_at
from widgets where site_id = :site_id order by created_at, id;

-- name: page_widgets(site_id, kind, status, after, limit)
select site_id, id, kind, name, status, draft, hash, revision, created_at, updated_at
from widgets
where site_id = :site_id and id > :after
    and (CAST(:kind AS TEXT) is null or kind = :kind)
    and (CAST(:status AS TEXT) is null or status = :status)
order by id
limit :limit;

-- name: list_live(site_id)
select w.id, w.kind, w.name, v.hash, v.config
from widgets w
join widget_versions v on v.site_id = w.site_id and v.widget_id = w.id and v.hash = w.hash
where w.site_id = :site_id and w.status = 'live'
order by w.created_at, w.id;

-- name: get_version(site_id, id, hash)^
select w.id, w.kind, w.name, v.hash, v.config
from widgets w
join widget_versions v on v.site_id = w.site_id and v.widget_id = w.id
where w.site_id = :site_id and w.id = :id and v.hash = :hash;

-- name: list_versions(site_id, widget_id, limit)
select hash, published_at
from widget_versions
where site_id = :site_id and widget_id = :widget_id
order by published_at desc, hash
limit :limit;

-- name: get_published(site_id, id)^
select w.id, w.kind, w.name, v.hash, v.config
from widgets w
join widget_versions v on v.site_id = w.site_id and v.widget_id = w.id and v.hash = w.hash
where w.site_id = :site_id and w.id = :id;

-- name: insert_wording(site_id, wording, agreement, now)!
insert into consent_wordings (site_id, wording, agreement, first_at)
values (:site_id, :wording, :agreement, :now)
on conflict (site_id, wording) do nothing;

-- name: get_wording(site_id, wording)^
select agreement from consent_wordings where site_id = :site_id and wording = :wording;
