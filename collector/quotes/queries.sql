-- Whoever inserts a key first has made the quote; the other finds no row returned.
-- name: insert_quote(site_id, id, key, body_hash, lead_id, widget_id, currency, locale, name, phone, phone_e164, email, total_minor, valid_until, expires_at, now)^
insert into quotes (
    site_id, id, key, body_hash, lead_id, widget_id, state, version, revision, currency, locale, name, phone,
    phone_e164, email, total_minor, last_day, expires_at, created_at, updated_at
) values (
    :site_id, :id, :key, :body_hash, :lead_id, :widget_id, 'draft', 1, 1, :currency, :locale, :name, :phone,
    :phone_e164, :email, :total_minor, :valid_until, :expires_at, :now, :now
) on conflict (site_id, key) do nothing
returning id;

-- name: get_by_key(site_id, key)^
select id, body_hash from quotes where site_id = :site_id and key = :key;

-- name: get_quote(site_id, id)^
select site_id, id, lead_id, widget_id, state, version, revision, currency, locale, name, phone, phone_e164, email,
    total_minor, last_day as valid_until, expires_at, secret, sent_at, viewed_at, answered_at, words, created_at, updated_at
from quotes where site_id = :site_id and id = :id;

-- name: get_by_secret(secret_hash)^
select site_id, id from quotes where secret_hash = :secret_hash;

-- name: list_quotes(site_id, state, over, lead_id, before, limit, now)
select site_id, id, lead_id, widget_id, state, version, revision, currency, locale, name, phone, phone_e164, email,
    total_minor, last_day as valid_until, expires_at, sent_at, viewed_at, answered_at, words, created_at, updated_at
from quotes
where site_id = :site_id
    and (CAST(:state as TEXT) is null or state = :state)
    and (CAST(:over as INTEGER) is null or (expires_at <= :now) = (:over = 1))
    and (CAST(:lead_id as TEXT) is null or lead_id = :lead_id)
    and (CAST(:before as TEXT) is null or id < :before)
order by id desc limit :limit;

-- name: count_by_state(site_id)
select state, count(*) as quotes from quotes where site_id = :site_id group by state order by state;

-- name: count_over(site_id, now)^
select count(*) as quotes from quotes where site_id = :site_id and state = 'sent' and expires_at <= :now;

-- Only what nobody has changed meanwhile: a change, an answer and a withdrawal all count the revision up.
-- name: update_quote(site_id, id, seen, state, version, locale, name, phone, phone_e164, email, total_minor, valid_until, expires_at, viewed_at, answered_at, words, now)^
update quotes set state = :state, version = :version, revision = revision + 1, locale = :locale, name = :name,
    phone = :phone, phone_e164 = :phone_e164, email = :email, total_minor = :total_minor, last_day = :valid_until,
    expires_at = :expires_at, viewed_at = :viewed_at, answered_at = :answered_at, words = :words, updated_at = :now
where site_id = :site_id and id = :id and revision = :seen
returning revision;

-- name: set_sent(site_id, id, seen, secret_hash, secret, now)^
update quotes set state = 'sent', revision = revision + 1, secret_hash = :secret_hash, secret = :secret,
    sent_at = :now, viewed_at = null, updated_at = :now
where site_id = :site_id and id = :id and revision = :seen
returning revision;

-- name: set_withdrawn(site_id, id, now)^
update quotes set state = 'withdrawn', revision = revision + 1, updated_at = :now
where site_id = :site_id and id = :id and state in ('draft', 'sent', 'declined')
returning revision;

-- name: set_viewed(site_id, id, version, now)!
update quotes set viewed_at = :now
where site_id = :site_id and id = :id and version = :version and state = 'sent' and viewed_at is null;

-- Once, while it is valid, and only the version that was read.
-- name: set_answer(site_id, id, version, state, words, now)^
update quotes set state = :state, words = :words, answered_at = :now, revision = revision + 1, updated_at = :now
where site_id = :site_id and id = :id and state = 'sent' and version = :version and expires_at > :now
returning revision;

-- name: put_version(site_id, quote_id, version, lines, discount_percent, tax_percent, subtotal_minor, discount_minor, tax_minor, total_minor, valid_until, note, now)!
insert into quote_versions (
    site_id, quote_id, version, lines, discount_percent, tax_percent, subtotal_minor, discount_minor, tax_minor,
    total_minor, last_day, note, created_at
) values (
    :site_id, :quote_id, :version, :lines, :discount_percent, :tax_percent, :subtotal_minor, :discount_minor,
    :tax_minor, :total_minor, :valid_until, :note, :now
) on conflict (site_id, quote_id, version) do update set lines = excluded.lines,
    discount_percent = excluded.discount_percent, tax_percent = excluded.tax_percent,
    subtotal_minor = excluded.subtotal_minor, discount_minor = excluded.discount_minor,
    tax_minor = excluded.tax_minor, total_minor = excluded.total_minor, last_day = excluded.last_day,
    note = excluded.note;

-- name: get_version(site_id, quote_id, version)^
select version, lines, discount_percent, tax_percent, subtotal_minor, discount_minor, tax_minor, total_minor,
    last_day as valid_until, note
from quote_versions where site_id = :site_id and quote_id = :quote_id and version = :version;

-- name: insert_change(site_id, quote_id, id, at, person_id, what, version)!
insert into quote_changes (site_id, quote_id, id, at, person_id, what, version)
values (:site_id, :quote_id, :id, :at, :person_id, :what, :version);

-- name: list_changes(site_id, quote_id)
select c.id, c.at, c.what, c.version, p.name as person
from quote_changes c left join people p on p.id = c.person_id
where c.site_id = :site_id and c.quote_id = :quote_id order by c.id;

-- Whose quote it is, and who takes care of them.
-- name: get_lead(site_id, id)^
select id, kind, owner_id, widget_id, name, phone, phone_e164, email, language, held
from leads where site_id = :site_id and id = :id;
