-- name: make_offer(site_id, widget_id, now)!
insert into voucher_offers (site_id, widget_id, issued, updated_at) values (:site_id, :widget_id, 0, :now)
on conflict (site_id, widget_id) do nothing;

-- Until the transaction ends, nobody else gives codes of this widget.
-- name: lock_offer(site_id, widget_id, now)^
update voucher_offers set updated_at = :now where site_id = :site_id and widget_id = :widget_id returning issued;

-- name: count_issue(site_id, widget_id)!
update voucher_offers set issued = issued + 1 where site_id = :site_id and widget_id = :widget_id;

-- name: get_voucher(site_id, id)^
select id, widget_id, kind, code, lookup, until_at, issue_key, worth, lead_id, visitor, phone_e164, conversion_id,
    issued_at, expires_at, redeemed_at, redeemed_by, redeemed_via, redemption_key, known, order_id, amount_minor,
    currency, created_at
from vouchers where site_id = :site_id and id = :id;

-- name: get_by_issue(site_id, issue_key)^
select id from vouchers where site_id = :site_id and issue_key = :issue_key;

-- name: get_by_redemption(site_id, redemption_key)^
select id from vouchers where site_id = :site_id and redemption_key = :redemption_key;

-- name: list_of_lead(site_id, lead_id)
select id from vouchers where site_id = :site_id and lead_id = :lead_id order by id;

-- What this phone was given, and the one of these that still holds.
-- name: of_phone(site_id, widget_id, phone, now)^
select count(*) as given,
    max(case when redeemed_at is null and (expires_at is null or expires_at >= :now) then id end) as open_id
from vouchers where site_id = :site_id and widget_id = :widget_id and phone_e164 = :phone;

-- name: of_visitor(site_id, widget_id, visitor, now)^
select count(*) as given,
    max(case when redeemed_at is null and (expires_at is null or expires_at >= :now) then id end) as open_id
from vouchers where site_id = :site_id and widget_id = :widget_id and visitor = :visitor;

-- name: next_free(site_id, widget_id, now)^
select id, code, until_at from vouchers
where site_id = :site_id and widget_id = :widget_id and issued_at is null and (until_at is null or until_at >= :now)
order by id limit 1;

-- Whoever comes first with a code has it; the other finds no row returned.
-- name: insert_voucher(site_id, id, widget_id, kind, code, lookup, own, until_at, now)^
insert into vouchers (site_id, id, widget_id, kind, code, lookup, own, until_at, created_at)
values (:site_id, :id, :widget_id, :kind, :code, :lookup, :own, :until_at, :now)
on conflict do nothing returning id;

-- name: give(site_id, id, issue_key, worth, lead_id, visitor, phone, expires_at, now)!
update vouchers
set issue_key = :issue_key, worth = :worth, lead_id = :lead_id, visitor = :visitor, phone_e164 = :phone,
    expires_at = :expires_at, issued_at = :now
where site_id = :site_id and id = :id and issued_at is null;

-- name: set_conversion(site_id, id, conversion_id)!
update vouchers set conversion_id = :conversion_id where site_id = :site_id and id = :id;

-- Whether a code is anybody's yet.
-- name: find_lookup(site_id, lookup)^
select id from vouchers where site_id = :site_id and lookup = :lookup limit 1;

-- The row of a code that can be redeemed: of one that is the same for all, the row of this phone, else the oldest.
-- name: find_open(site_id, plain, spoken, phone, now)^
select id, kind, phone_e164 from vouchers
where site_id = :site_id and lookup in (:plain, :spoken)
    and lookup = (case when kind = 'generated' then :spoken else :plain end)
    and issued_at is not null and redeemed_at is null and (expires_at is null or expires_at >= :now)
order by case when phone_e164 = CAST(:phone as TEXT) then 0 else 1 end, id limit 1;

-- Whoever comes first redeems it.
-- name: redeem(site_id, id, via, person_id, redemption_key, known, order_id, amount_minor, currency, now)^
update vouchers
set redeemed_at = :now, redeemed_via = :via, redeemed_by = :person_id, redemption_key = :redemption_key, known = :known,
    order_id = :order_id, amount_minor = :amount_minor, currency = :currency
where site_id = :site_id and id = :id and redeemed_at is null
returning id;

-- name: get_names(site_id, id)^
select l.name as lead_name, p.name as person
from vouchers v
left join leads l on l.site_id = v.site_id and l.id = v.lead_id
left join people p on p.id = v.redeemed_by
where v.site_id = :site_id and v.id = :id;

-- The row that says most of a code: one that holds, else the one redeemed or expired last.
-- name: find_any(site_id, plain, spoken, phone, now)^
select id from vouchers
where site_id = :site_id and lookup in (:plain, :spoken)
    and lookup = (case when kind = 'generated' then :spoken else :plain end)
order by
    case when issued_at is not null and redeemed_at is null and (expires_at is null or expires_at >= :now) then 0 else 1 end,
    case when phone_e164 = CAST(:phone as TEXT) then 0 else 1 end,
    case when issued_at is null then 1 else 0 end, id desc
limit 1;

-- name: count_code(site_id, lookup, kind, now)^
select count(*) as issued,
    CAST(coalesce(sum(case when redeemed_at is null and (expires_at is null or expires_at >= :now) then 1 else 0 end), 0)
        as INTEGER) as holding
from vouchers
where site_id = :site_id and lookup = :lookup and kind = :kind and issued_at is not null;

-- name: list_vouchers(site_id, widget_id, lead_id, state, lookup, digits, before, now, limit)
select v.id, v.widget_id, v.kind, v.code, v.until_at, v.worth, v.lead_id, v.visitor, v.phone_e164, v.issued_at,
    v.expires_at, v.redeemed_at, v.redeemed_via, v.known, v.order_id, v.amount_minor, v.currency, l.name as lead_name,
    p.name as person
from vouchers v
left join leads l on l.site_id = v.site_id and l.id = v.lead_id
left join people p on p.id = v.redeemed_by
where v.site_id = :site_id
    and (CAST(:widget_id as TEXT) is null or v.widget_id = :widget_id)
    and (CAST(:lead_id as TEXT) is null or v.lead_id = :lead_id)
    and (CAST(:before as TEXT) is null or v.id < :before)
    and (CAST(:lookup as TEXT) is null or v.lookup like :lookup escape '!'
        or (CAST(:digits as TEXT) is not null and coalesce(v.phone_e164, '') like :digits))
    and (CAST(:state as TEXT) is null or :state = (case
        when v.redeemed_at is not null then 'redeemed'
        when v.issued_at is null then (case when v.until_at is null or v.until_at >= :now then 'free' else 'stale' end)
        when v.expires_at is not null and v.expires_at < :now then 'expired'
        else 'open' end))
order by v.id desc limit :limit;

-- name: count_vouchers(site_id, now)
select widget_id, currency,
    CAST(sum(case when issued_at is null then 0 else 1 end) as INTEGER) as issued,
    CAST(sum(case when redeemed_at is null then 0 else 1 end) as INTEGER) as redeemed,
    CAST(sum(case when issued_at is not null and redeemed_at is null and expires_at < :now then 1 else 0 end) as INTEGER)
        as expired,
    CAST(sum(case when issued_at is null and (until_at is null or until_at >= :now) then 1 else 0 end) as INTEGER) as free,
    CAST(sum(case when issued_at is null and until_at < :now then 1 else 0 end) as INTEGER) as stale,
    CAST(coalesce(sum(amount_minor), 0) as INTEGER) as amount_minor
from vouchers where site_id = :site_id group by widget_id, currency order by widget_id, currency;

-- name: get_tries(site_id, who)^
select began, tries from voucher_tries where site_id = :site_id and who = :who;

-- A span that is over begins anew.
-- name: note_try(site_id, who, over, now)!
insert into voucher_tries (site_id, who, began, tries) values (:site_id, :who, :now, 1)
on conflict (site_id, who) do update
set tries = case when voucher_tries.began <= :over then 1 else voucher_tries.tries + 1 end,
    began = case when voucher_tries.began <= :over then excluded.began else voucher_tries.began end;

-- name: forget_tries(site_id, over)!
delete from voucher_tries where site_id = :site_id and began <= :over;
