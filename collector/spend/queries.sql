-- name: put_spend(site_id, day, source, campaign, currency, campaign_id, cost_minor, clicks, impressions, told_by, now)!
insert into spend (
    site_id, day, source, campaign, currency, campaign_id, cost_minor, clicks, impressions, told_by, updated_at
) values (
    :site_id, :day, :source, :campaign, :currency, :campaign_id, :cost_minor, :clicks, :impressions, :told_by, :now
)
on conflict (site_id, day, source, campaign, currency) do update set
    campaign_id = coalesce(excluded.campaign_id, spend.campaign_id), cost_minor = excluded.cost_minor,
    clicks = excluded.clicks, impressions = excluded.impressions, told_by = excluded.told_by,
    updated_at = excluded.updated_at;

-- name: list_spend(site_id, from_day, to_day, after_day, after_source, after_campaign, after_currency, limit)
select day, source, campaign, currency, campaign_id, cost_minor, clicks, impressions, told_by, updated_at from spend
where site_id = :site_id and day >= :from_day and day <= :to_day
    and (day, source, campaign, currency) > (:after_day, :after_source, :after_campaign, :after_currency)
order by day, source, campaign, currency limit :limit;

-- name: delete_spend(site_id, day, source, campaign, currency)!
delete from spend
where site_id = :site_id and day = :day and source = :source and campaign = :campaign and currency = :currency;
