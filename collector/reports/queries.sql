-- The newest day first, so that the index over days answers without reading the rest.
-- name: last_pageview(site_id)^
select max(received_at) as at from events
where site_id = :site_id and name = 'pageview'
    and day = (select max(day) from events where site_id = :site_id and name = 'pageview');

-- A cross join, because SQLite keeps its order: of each widget its own part of the index is read, and nothing is
-- counted of widgets that nobody has made.
-- name: count_by_widget(site_id, from_day, to_day)
select w.id as part, e.name as name, count(*) as events, count(distinct e.visitor) as visitors
from widgets w
cross join events e
where w.site_id = :site_id and e.site_id = w.site_id and e.widget_id = w.id and e.day >= :from_day and e.day <= :to_day and e.excluded is null
    and e.name in ('assign', 'impression', 'open', 'start', 'click', 'accept', 'submit', 'close')
group by w.id, e.name
order by w.id, e.name;

-- name: count_of_widget(site_id, widget_id, from_day, to_day)
select '' as part, e.name as name, count(*) as events, count(distinct e.visitor) as visitors
from events e
where e.site_id = :site_id and e.widget_id = :widget_id and e.day >= :from_day and e.day <= :to_day
    and e.excluded is null
    and e.name in ('assign', 'impression', 'open', 'start', 'click', 'accept', 'submit', 'close')
group by e.name
order by e.name;

-- name: count_by_day(site_id, widget_id, from_day, to_day)
select e.day as part, e.name as name, count(*) as events, count(distinct e.visitor) as visitors
from events e
where e.site_id = :site_id and e.widget_id = :widget_id and e.day >= :from_day and e.day <= :to_day
    and e.excluded is null
    and e.name in ('assign', 'impression', 'open', 'start', 'click', 'accept', 'submit', 'close')
group by e.day, e.name
order by e.day, e.name;

-- name: count_by_variant(site_id, widget_id, from_day, to_day)
select e.variant as part, e.name as name, count(*) as events, count(distinct e.visitor) as visitors
from events e
where e.site_id = :site_id and e.widget_id = :widget_id and e.day >= :from_day and e.day <= :to_day
    and e.excluded is null
    and e.name in ('assign', 'impression', 'open', 'start', 'click', 'accept', 'submit', 'close')
group by e.variant, e.name
order by e.variant, e.name;

-- name: spend_of_span(site_id, from_day, to_day)
select day, source, campaign, campaign_id, currency, cost_minor, clicks from spend
where site_id = :site_id and day >= :from_day and day <= :to_day
order by day, source, campaign, currency;
