-- What advertising cost, a row for each day, source, campaign and currency: what is told again replaces what was there.
-- `campaign` is '' for what belongs to no campaign; `told_by` is how the row came: api, csv or staff.
create table spend (
    site_id TEXT not null references sites (id),
    day TEXT not null,
    source TEXT not null,
    campaign TEXT not null,
    currency TEXT not null,
    campaign_id TEXT,
    cost_minor INTEGER not null,
    clicks INTEGER,
    impressions INTEGER,
    told_by TEXT not null,
    updated_at INTEGER not null,
    primary key (site_id, day, source, campaign, currency)
);
