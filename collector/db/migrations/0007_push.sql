-- Browser notifications: our own keys, and the browsers that agreed to be told.

-- Sealed like other secrets that must be read again.
create table push_keys (
    id TEXT not null primary key,
    public_key TEXT not null,
    private_key TEXT not null,
    created_at INTEGER not null,
    retired_at INTEGER
);

create table push_subscriptions (
    site_id TEXT not null references sites (id),
    id TEXT not null,
    endpoint TEXT not null,
    p256dh TEXT not null,
    auth TEXT not null,
    key_id TEXT references push_keys (id),
    visitor TEXT,
    widget_id TEXT,
    touch_id TEXT,
    categories TEXT not null,
    language TEXT,
    zone TEXT,
    device TEXT not null,
    expires_at INTEGER,
    created_at INTEGER not null,
    seen_at INTEGER not null,
    removed_at INTEGER,
    removed_why TEXT,
    primary key (site_id, id),
    unique (site_id, endpoint)
);
create index push_subscriptions_by_visitor on push_subscriptions (site_id, visitor);
