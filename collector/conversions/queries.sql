-- Whoever comes first with a key makes the conversion; nobody makes it twice.
-- name: insert_conversion(site_id, id, key, goal, lead_id, event_id, visitor, widget_id, variant, device, value_minor, currency, occurred_at, day, journey, consent, now)^
insert into conversions (
    site_id, id, key, goal, lead_id, event_id, visitor, widget_id, variant, device, value_minor, currency,
    occurred_at, day, journey, consent, created_at, updated_at
) values (
    :site_id, :id, :key, :goal, :lead_id, :event_id, :visitor, :widget_id, :variant, :device, :value_minor, :currency,
    :occurred_at, :day, :journey, :consent, :now, :now
) on conflict (site_id, key) do nothing
returning id;

-- name: get_conversion(site_id, id)^
select id, key, goal, lead_id, event_id, visitor, widget_id, variant, device, value_minor, currency, occurred_at, day,
    journey, consent, retracted_at
from conversions where site_id = :site_id and id = :id;

-- name: get_conversion_by_key(site_id, key)^
select id, key, goal, lead_id, event_id, visitor, widget_id, variant, device, value_minor, currency, occurred_at, day,
    journey, consent, retracted_at
from conversions where site_id = :site_id and key = :key;

-- name: list_of_lead(site_id, lead_id)
select id, key, goal, lead_id, event_id, visitor, widget_id, variant, device, value_minor, currency, occurred_at, day,
    journey, consent, retracted_at
from conversions where site_id = :site_id and lead_id = :lead_id
order by occurred_at, id;

-- name: retract_conversion(site_id, id, now)!
update conversions set retracted_at = :now, updated_at = :now
where site_id = :site_id and id = :id and retracted_at is null;

-- name: reinstate_conversion(site_id, id, occurred_at, day, now)!
update conversions set retracted_at = null, occurred_at = :occurred_at, day = :day, updated_at = :now
where site_id = :site_id and id = :id;

-- name: set_value(site_id, id, value_minor, currency, now)!
update conversions set value_minor = :value_minor, currency = :currency, updated_at = :now
where site_id = :site_id and id = :id;

-- name: insert_credit(site_id, conversion_id, model, position, touch_id, millionths, value_minor, channel, source, medium, campaign, term, content, click_id_kind, landing_page)!
insert into credits (
    site_id, conversion_id, model, position, touch_id, millionths, value_minor, channel, source, medium, campaign, term,
    content, click_id_kind, landing_page
) values (
    :site_id, :conversion_id, :model, :position, :touch_id, :millionths, :value_minor, :channel, :source, :medium,
    :campaign, :term, :content, :click_id_kind, :landing_page
);

-- name: list_credits(site_id, conversion_id)
select model, position, touch_id, millionths, value_minor from credits
where site_id = :site_id and conversion_id = :conversion_id
order by model, position;

-- name: set_credit_value(site_id, conversion_id, model, position, value_minor)!
update credits set value_minor = :value_minor
where site_id = :site_id and conversion_id = :conversion_id and model = :model and position = :position;
