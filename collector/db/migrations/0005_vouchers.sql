-- How much of a voucher widget has been given. Whoever gives locks its row first, so that limits hold under races.
create table voucher_offers (
    site_id TEXT not null,
    widget_id TEXT not null,
    issued INTEGER not null,
    updated_at INTEGER not null,
    primary key (site_id, widget_id),
    foreign key (site_id, widget_id) references widgets (site_id, id)
);

-- One row a code that can be redeemed once: given to somebody, or uploaded and still free (`issued_at` null). A code that
-- is the same for all has a row for each time it was given. `lookup` is the code as it is compared; `own` names what must
-- be unique in a site, and is null for a code that is the same for all. `worth` is what was promised when it was given.
create table vouchers (
    site_id TEXT not null,
    id TEXT not null,
    widget_id TEXT not null,
    kind TEXT not null,
    code TEXT not null,
    lookup TEXT not null,
    own TEXT,
    until_at INTEGER,
    issue_key TEXT,
    worth TEXT,
    lead_id TEXT,
    visitor TEXT,
    phone_e164 TEXT,
    conversion_id TEXT,
    issued_at INTEGER,
    expires_at INTEGER,
    redeemed_at INTEGER,
    redeemed_by TEXT references people (id),
    redeemed_via TEXT,
    redemption_key TEXT,
    known INTEGER,
    order_id TEXT,
    amount_minor INTEGER,
    currency TEXT,
    created_at INTEGER not null,
    primary key (site_id, id),
    unique (site_id, own),
    unique (site_id, issue_key),
    unique (site_id, redemption_key),
    foreign key (site_id, widget_id) references widgets (site_id, id)
);
create index vouchers_by_lookup on vouchers (site_id, lookup);
create index vouchers_by_widget on vouchers (site_id, widget_id, id);
create index vouchers_free on vouchers (site_id, widget_id, id) where issued_at is null;
create index vouchers_by_phone on vouchers (site_id, widget_id, phone_e164) where phone_e164 is not null;
create index vouchers_by_visitor on vouchers (site_id, widget_id, visitor) where visitor is not null;
create index vouchers_by_lead on vouchers (site_id, lead_id) where lead_id is not null;

-- Codes that were tried and not good, by who tried, within a span of time; and codes asked for without a form.
create table voucher_tries (
    site_id TEXT not null,
    who TEXT not null,
    began INTEGER not null,
    tries INTEGER not null,
    primary key (site_id, who)
);
