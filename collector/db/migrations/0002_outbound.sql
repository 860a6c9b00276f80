-- Everything that leaves: the outbox with lanes, who is told of leads, webhooks.

alter table outbox add column event TEXT not null default 'lead.created';
alter table outbox add column lane TEXT not null default 'email';
alter table outbox add column target_id TEXT;
-- Within a lane, a delivery waits for earlier unfinished ones of the same key.
alter table outbox add column order_key TEXT;

drop index outbox_due;
-- The worker asks lane by lane what is due, across all sites.
create index outbox_due on outbox (lane, state, next_at);
create index outbox_leases on outbox (lease_until) where state = 'sending';
create index outbox_by_state on outbox (site_id, state, created_at);
create index outbox_order on outbox (site_id, order_key, id)
    where order_key is not null and state in ('pending', 'sending');

-- What deliveries share and what may hang: a mail server, a webhook, a bot. `pause_until` keeps all of it back.
create table outbox_lanes (
    id TEXT not null primary key,
    fails INTEGER not null,
    failing_since INTEGER,
    pause_until INTEGER not null,
    ok_at INTEGER,
    reason TEXT
);
insert into outbox_lanes (id, fails, pause_until) values ('email', 0, 0);

-- How attempts failed; one that succeeded is told by its delivery.
create table delivery_attempts (
    site_id TEXT not null,
    delivery_id TEXT not null,
    attempt INTEGER not null,
    at INTEGER not null,
    took INTEGER not null,
    reason TEXT not null,
    primary key (site_id, delivery_id, attempt),
    foreign key (site_id, delivery_id) references outbox (site_id, id) on delete cascade
);

-- Who is told of leads: a person of the site by their own choices, or an address without a person.
-- `choices` is JSON (notices/schema.py); `secret` is sealed (a chat webhook's address and header).
create table recipients (
    site_id TEXT not null references sites (id),
    id TEXT not null,
    method TEXT not null,
    address TEXT not null,
    label TEXT not null,
    person_id TEXT references people (id),
    locale TEXT,
    choices TEXT not null,
    secret TEXT,
    paused INTEGER not null,
    trouble TEXT,
    trouble_at INTEGER,
    ok_at INTEGER,
    created_at INTEGER not null,
    updated_at INTEGER not null,
    primary key (site_id, id),
    unique (site_id, method, address)
);

-- What waits for a recipient's hours, to be told together.
create table digest_items (
    site_id TEXT not null,
    recipient_id TEXT not null,
    lead_id TEXT not null,
    due_at INTEGER not null,
    item TEXT not null,
    created_at INTEGER not null,
    primary key (site_id, recipient_id, lead_id),
    foreign key (site_id, recipient_id) references recipients (site_id, id) on delete cascade
);

-- Call-backs that were not taken in time, and who was told so.
create table escalations (
    site_id TEXT not null,
    lead_id TEXT not null,
    recipient_id TEXT not null,
    at INTEGER not null,
    primary key (site_id, lead_id, recipient_id)
);
create index leads_promised on leads (site_id, promise_at) where status = 'new' and promise_at is not null;

create table telegram_bots (
    site_id TEXT not null primary key references sites (id),
    token TEXT not null,
    username TEXT not null,
    next_update INTEGER not null,
    trouble TEXT,
    trouble_at INTEGER,
    created_at INTEGER not null
);

-- Sent to the bot by whoever wants to be told there: it finds their chat.
create table telegram_codes (
    site_id TEXT not null references sites (id),
    code TEXT not null,
    person_id TEXT references people (id),
    expires_at INTEGER not null,
    recipient_id TEXT,
    primary key (site_id, code)
);

-- Whether an open page of the admin rings when a lead comes in.
alter table people add column sound INTEGER not null default 1;

-- Other programs that are told of events. Secrets are sealed; the old one signs too until `old_until`.
create table webhooks (
    site_id TEXT not null references sites (id),
    id TEXT not null,
    url TEXT not null,
    name TEXT not null,
    events TEXT not null,
    secret TEXT not null,
    old_secret TEXT,
    old_until INTEGER,
    active INTEGER not null,
    trouble TEXT,
    failing_since INTEGER,
    ok_at INTEGER,
    created_at INTEGER not null,
    updated_at INTEGER not null,
    primary key (site_id, id)
);
