-- One at a time per visitor. SQLite has a single writer anyway; PostgreSQL locks (queries.postgres.sql).
-- name: lock_visitor(site_id, visitor)^
select cast(:site_id as text) || ' ' || cast(:visitor as text) as locked;

-- name: list_pending_sites()
select id from sites
where exists (select 1 from events where events.site_id = sites.id and events.followed_at is null)
order by id;

-- Oldest first, so that a visit is seen growing at its end.
-- name: list_pending(site_id, limit)
select id, name, visitor, at, url, referrer, widget_id, variant, value_minor, currency, device, excluded
from events
where site_id = :site_id and followed_at is null
order by received_at, at, id
limit :limit;

-- name: list_pending_moments(site_id, visitor, limit)
select at from events
where site_id = :site_id and visitor = :visitor and followed_at is null and excluded is null
order by at
limit :limit;

-- name: set_followed(site_id, id, url, referrer, now)!
update events set followed_at = :now, url = :url, referrer = :referrer where site_id = :site_id and id = :id;

-- name: list_visits_near(site_id, visitor, since, until)
select id, started_at, ended_at, touch_id from visits
where site_id = :site_id and visitor = :visitor and started_at <= :until and ended_at >= :since
order by started_at, id;

-- name: insert_visit(site_id, id, visitor, started_at, ended_at, day, touch_id)!
insert into visits (site_id, id, visitor, started_at, ended_at, day, touch_id)
values (:site_id, :id, :visitor, :started_at, :ended_at, :day, :touch_id);

-- name: update_visit(site_id, id, started_at, ended_at, day, touch_id)!
update visits set started_at = :started_at, ended_at = :ended_at, day = :day, touch_id = :touch_id
where site_id = :site_id and id = :id;

-- name: delete_visit(site_id, id)!
delete from visits where site_id = :site_id and id = :id;

-- name: list_landings(site_id, visitor, since, until, limit)
select id, at, url, referrer, props, user_agent from events
where site_id = :site_id and visitor = :visitor and at >= :since and at <= :until
    and name = 'pageview' and excluded is null
order by at, id
limit :limit;

-- name: assign_events(site_id, visitor, since, until, visit_id, touch_id)!
update events set visit_id = :visit_id, touch_id = :touch_id
where site_id = :site_id and visitor = :visitor and at >= :since and at <= :until and excluded is null
    and (visit_id is distinct from :visit_id or touch_id is distinct from :touch_id);

-- name: get_last_touch(site_id, visitor, since, until)^
select id, at, url, referrer, landing_page, channel, source, medium, campaign, term, content, click_param, click_value,
    click_ids, utm, rule, ignored
from touches
where site_id = :site_id and visitor = :visitor and at >= :since and at <= :until
order by at desc, id desc
limit 1;

-- name: list_touches(site_id, visitor, since, until)
select id, at, url, referrer, landing_page, channel, source, medium, campaign, term, content, click_param, click_value,
    click_ids, utm, rule, ignored
from touches
where site_id = :site_id and visitor = :visitor and at >= :since and at <= :until
order by at, id;

-- An id that another visitor's touch already has is left to it: ids are made by the page.
-- name: insert_touch(site_id, id, visitor, at, day, url, referrer, landing_page, channel, source, medium, campaign, term, content, click_param, click_value, click_ids, utm, rule, ignored)!
insert into touches (
    site_id, id, visitor, at, day, url, referrer, landing_page, channel, source, medium, campaign, term, content,
    click_param, click_value, click_ids, utm, rule, ignored
) values (
    :site_id, :id, :visitor, :at, :day, :url, :referrer, :landing_page, :channel, :source, :medium, :campaign, :term,
    :content, :click_param, :click_value, :click_ids, :utm, :rule, :ignored
) on conflict (site_id, id) do nothing;

-- name: delete_touch(site_id, visitor, id)!
delete from touches where site_id = :site_id and visitor = :visitor and id = :id;
