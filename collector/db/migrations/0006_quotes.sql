-- Quotes: what was asked for, what was offered, what was answered. Of a quote only the newest version can be accepted.

create table quotes (
    site_id TEXT not null references sites (id),
    id TEXT not null,
    key TEXT not null,
    body_hash TEXT not null,
    lead_id TEXT,
    widget_id TEXT,
    state TEXT not null,
    version INTEGER not null,
    -- Counts every change: whoever changes a quote says which revision they have seen.
    revision INTEGER not null,
    currency TEXT not null,
    locale TEXT not null,
    name TEXT,
    phone TEXT,
    phone_e164 TEXT,
    email TEXT,
    total_minor INTEGER not null,
    last_day TEXT not null,
    expires_at INTEGER not null,
    -- The customer's link: its hash finds the quote, the sealed secret shows the link to staff again.
    secret_hash TEXT,
    secret TEXT,
    sent_at INTEGER,
    viewed_at INTEGER,
    answered_at INTEGER,
    words TEXT,
    created_at INTEGER not null,
    updated_at INTEGER not null,
    primary key (site_id, id),
    unique (site_id, key),
    foreign key (site_id, lead_id) references leads (site_id, id)
);
create unique index quotes_by_secret on quotes (secret_hash);
create index quotes_by_lead on quotes (site_id, lead_id);
create index quotes_by_state on quotes (site_id, state, id);

-- `lines` is JSON: [{"text", "quantity", "unit_minor", "total_minor"}]. A draft is changed in place; once it was sent,
-- every change is another version.
create table quote_versions (
    site_id TEXT not null,
    quote_id TEXT not null,
    version INTEGER not null,
    lines TEXT not null,
    discount_percent TEXT,
    tax_percent TEXT not null,
    subtotal_minor INTEGER not null,
    discount_minor INTEGER not null,
    tax_minor INTEGER not null,
    total_minor INTEGER not null,
    last_day TEXT not null,
    note TEXT,
    created_at INTEGER not null,
    primary key (site_id, quote_id, version),
    foreign key (site_id, quote_id) references quotes (site_id, id)
);

create table quote_changes (
    site_id TEXT not null,
    quote_id TEXT not null,
    id TEXT not null,
    at INTEGER not null,
    person_id TEXT,
    what TEXT not null,
    version INTEGER not null,
    primary key (site_id, quote_id, id),
    foreign key (site_id, quote_id) references quotes (site_id, id)
);

-- The words that visitors were asked to agree to, under the name that their leads carry. Never deleted: they are proof.
create table consent_wordings (
    site_id TEXT not null references sites (id),
    wording TEXT not null,
    agreement TEXT not null,
    first_at INTEGER not null,
    primary key (site_id, wording)
);
