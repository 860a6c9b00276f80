-- Types are SQLite's (INTEGER, REAL, TEXT, BLOB); db/migrate.py maps them for PostgreSQL and adds STRICT for SQLite.
-- Times are integer milliseconds UTC (`…_at`), `day` is the date in the site's zone, money is minor units,
-- flags are 0/1, JSON is text and never queried. `site_id` leads every key and index of a site's data.

create table sites (
    id TEXT not null primary key,
    key TEXT not null unique,
    name TEXT not null,
    locale TEXT not null,
    timezone TEXT not null,
    currency TEXT not null,
    gate TEXT not null,
    hours TEXT not null,
    ignored_referrers TEXT not null,
    notify_emails TEXT not null,
    phone TEXT,
    revision INTEGER not null,
    created_at INTEGER not null,
    updated_at INTEGER not null
);

create table site_origins (
    site_id TEXT not null references sites (id),
    origin TEXT not null,
    primary key (site_id, origin)
);

create table people (
    id TEXT not null primary key,
    email TEXT not null unique,
    name TEXT not null,
    locale TEXT,
    password_hash TEXT,
    created_at INTEGER not null
);

-- site_id '*' is the whole installation.
create table memberships (
    site_id TEXT not null,
    person_id TEXT not null references people (id),
    role TEXT not null,
    created_at INTEGER not null,
    primary key (site_id, person_id)
);
create index memberships_by_person on memberships (person_id);

create table sign_in_links (
    secret_hash TEXT not null primary key,
    person_id TEXT not null references people (id),
    created_at INTEGER not null,
    expires_at INTEGER not null,
    used_at INTEGER
);

create table sessions (
    secret_hash TEXT not null primary key,
    id TEXT not null unique,
    person_id TEXT not null references people (id),
    created_at INTEGER not null,
    seen_at INTEGER not null,
    expires_at INTEGER not null,
    device TEXT not null
);
create index sessions_by_person on sessions (person_id);

create table tokens (
    id TEXT not null primary key,
    secret_hash TEXT not null unique,
    name TEXT not null,
    site_id TEXT references sites (id),
    scope TEXT not null,
    created_at INTEGER not null,
    revoked_at INTEGER
);

create table widgets (
    site_id TEXT not null references sites (id),
    id TEXT not null,
    kind TEXT not null,
    name TEXT not null,
    status TEXT not null,
    draft TEXT not null,
    hash TEXT,
    created_at INTEGER not null,
    updated_at INTEGER not null,
    primary key (site_id, id)
);

-- Published configurations stay for as long as an open tab may ask for them.
create table widget_versions (
    site_id TEXT not null,
    widget_id TEXT not null,
    hash TEXT not null,
    config TEXT not null,
    published_at INTEGER not null,
    primary key (site_id, widget_id, hash),
    foreign key (site_id, widget_id) references widgets (site_id, id)
);

-- Hashed script files of every build this installation has served.
create table build_files (
    name TEXT not null primary key,
    body BLOB not null,
    first_at INTEGER not null,
    last_at INTEGER not null
);

create table events (
    site_id TEXT not null,
    id TEXT not null,
    name TEXT not null,
    visitor TEXT,
    at INTEGER not null,
    received_at INTEGER not null,
    day TEXT not null,
    url TEXT not null,
    referrer TEXT not null,
    widget_id TEXT,
    variant TEXT,
    value_minor INTEGER,
    currency TEXT,
    props TEXT not null,
    device TEXT not null,
    user_agent TEXT not null,
    excluded TEXT,
    visit_id TEXT,
    touch_id TEXT,
    followed_at INTEGER,
    primary key (site_id, id)
);
create index events_by_day on events (site_id, day, name);
create index events_by_visitor on events (site_id, visitor, at);
-- Not `visit_id is null`: events without a visitor, and those that are left out of reports, never get a visit.
create index events_to_follow on events (site_id, received_at) where followed_at is null;

create table visits (
    site_id TEXT not null,
    id TEXT not null,
    visitor TEXT not null,
    started_at INTEGER not null,
    ended_at INTEGER not null,
    day TEXT not null,
    touch_id TEXT,
    primary key (site_id, id)
);
create index visits_by_visitor on visits (site_id, visitor, started_at);

create table touches (
    site_id TEXT not null,
    id TEXT not null,
    visitor TEXT,
    at INTEGER not null,
    day TEXT not null,
    url TEXT not null,
    referrer TEXT not null,
    landing_page TEXT not null,
    channel TEXT not null,
    source TEXT not null,
    medium TEXT not null,
    campaign TEXT,
    term TEXT,
    content TEXT,
    click_param TEXT,
    click_value TEXT,
    click_ids TEXT not null,
    utm TEXT not null,
    rule TEXT not null,
    ignored TEXT,
    primary key (site_id, id)
);
create index touches_by_visitor on touches (site_id, visitor, at);

-- `journey` is the frozen list of touches, oldest first, as the API shows them.
create table conversions (
    site_id TEXT not null,
    id TEXT not null,
    key TEXT not null,
    goal TEXT not null,
    lead_id TEXT,
    event_id TEXT,
    visitor TEXT,
    widget_id TEXT,
    variant TEXT,
    device TEXT not null,
    value_minor INTEGER not null,
    currency TEXT not null,
    occurred_at INTEGER not null,
    day TEXT not null,
    journey TEXT not null,
    consent TEXT,
    created_at INTEGER not null,
    updated_at INTEGER not null,
    retracted_at INTEGER,
    primary key (site_id, id),
    unique (site_id, key)
);
create index conversions_by_day on conversions (site_id, day, goal);
create index conversions_by_lead on conversions (site_id, lead_id);

-- One row per model and credited touch, with the touch's dimensions frozen beside it.
create table credits (
    site_id TEXT not null,
    conversion_id TEXT not null,
    model TEXT not null,
    position INTEGER not null,
    touch_id TEXT,
    millionths INTEGER not null,
    value_minor INTEGER not null,
    channel TEXT not null,
    source TEXT not null,
    medium TEXT not null,
    campaign TEXT,
    term TEXT,
    content TEXT,
    click_id_kind TEXT,
    landing_page TEXT,
    primary key (site_id, conversion_id, model, position),
    foreign key (site_id, conversion_id) references conversions (site_id, id)
);

create table leads (
    site_id TEXT not null references sites (id),
    id TEXT not null,
    key TEXT not null,
    body_hash TEXT not null,
    kind TEXT not null,
    widget_id TEXT,
    variant TEXT,
    visitor TEXT,
    event_id TEXT not null,
    status TEXT not null,
    held TEXT,
    flags TEXT not null,
    name TEXT,
    phone TEXT,
    phone_e164 TEXT,
    email TEXT,
    fields TEXT not null,
    consent TEXT not null,
    pixel TEXT,
    url TEXT not null,
    referrer TEXT not null,
    language TEXT,
    zone TEXT,
    device TEXT not null,
    self_reported TEXT,
    note TEXT,
    owner_id TEXT,
    value_minor INTEGER,
    currency TEXT not null,
    journey TEXT not null,
    promise_at INTEGER,
    at INTEGER not null,
    day TEXT not null,
    received_at INTEGER not null,
    updated_at INTEGER not null,
    answer TEXT not null,
    primary key (site_id, id),
    unique (site_id, key)
);
create index leads_by_time on leads (site_id, received_at);
create index leads_by_status on leads (site_id, status, received_at);
create index leads_by_phone on leads (site_id, phone_e164);

create table lead_changes (
    site_id TEXT not null,
    lead_id TEXT not null,
    id TEXT not null,
    at INTEGER not null,
    person_id TEXT,
    what TEXT not null,
    before TEXT,
    after TEXT,
    primary key (site_id, lead_id, id),
    foreign key (site_id, lead_id) references leads (site_id, id)
);

-- A form that was answered 422 and not corrected yet; after 30 minutes it becomes a held lead.
create table lead_attempts (
    site_id TEXT not null,
    key TEXT not null,
    body TEXT not null,
    errors TEXT not null,
    request TEXT not null,
    received_at INTEGER not null,
    primary key (site_id, key)
);

-- site_id '' when the site is unknown.
create table quarantine (
    site_id TEXT not null,
    id TEXT not null,
    route TEXT not null,
    origin TEXT not null,
    reason TEXT not null,
    pointer TEXT,
    body BLOB not null,
    length INTEGER not null,
    request TEXT not null,
    received_at INTEGER not null,
    replayed_at INTEGER,
    outcome TEXT,
    primary key (site_id, id)
);
create index quarantine_by_origin on quarantine (site_id, reason, origin);

create table outbox (
    site_id TEXT not null,
    id TEXT not null,
    kind TEXT not null,
    target TEXT not null,
    payload TEXT not null,
    lead_id TEXT,
    state TEXT not null,
    attempts INTEGER not null,
    next_at INTEGER not null,
    lease_until INTEGER,
    deadline_at INTEGER not null,
    reason TEXT,
    created_at INTEGER not null,
    updated_at INTEGER not null,
    primary key (site_id, id)
);
-- The worker asks for what is due across all sites, so this one index is led by the state.
create index outbox_due on outbox (state, next_at);
create index outbox_by_lead on outbox (site_id, lead_id);

-- What /readyz writes: one row.
create table heartbeat (
    id INTEGER not null primary key,
    at INTEGER not null
);
