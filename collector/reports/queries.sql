-- The newest day first, so that the index over days answers without reading the rest.
-- name: last_pageview(site_id)^
select max(received_at) as at from events
where site_id = :site_id and name = 'pageview'
    and day = (select max(day) from events where site_id = :site_id and name = 'pageview');
