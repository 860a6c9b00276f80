-- name: put_bot(site_id, token, username, now)!
insert into telegram_bots (site_id, token, username, next_update, next_poll_at, created_at)
values (:site_id, :token, :username, 0, 0, :now)
on conflict (site_id) do update set token = excluded.token, username = excluded.username, next_update = 0,
    next_poll_at = 0, trouble = null, trouble_at = null, created_at = excluded.created_at;

-- name: get_bot(site_id)^
select site_id, token, username, next_update, trouble, trouble_at, created_at
from telegram_bots where site_id = :site_id;

-- name: find_bot(username)
select site_id from telegram_bots where lower(username) = lower(:username) order by site_id;

-- name: delete_bot(site_id)!
delete from telegram_bots where site_id = :site_id;

-- name: set_trouble(site_id, trouble, now)!
update telegram_bots set trouble = :trouble, trouble_at = :now where site_id = :site_id;

-- name: list_chats(site_id)
select id from recipients where site_id = :site_id and method = 'telegram' order by id;

-- name: pause_chats(site_id, trouble, now)!
update recipients set paused = 1, trouble = :trouble, trouble_at = :now, updated_at = :now
where site_id = :site_id and method = 'telegram';

-- name: resume_chat(site_id, id, now)!
update recipients set paused = 0, trouble = null, trouble_at = null, updated_at = :now
where site_id = :site_id and id = :id;

-- One that is told already under its new address keeps it.
-- name: move_chat(site_id, id, address, now)^
update recipients set address = :address, updated_at = :now
where site_id = :site_id and id = :id and not exists (
    select 1 from recipients r where r.site_id = :site_id and r.method = 'telegram' and r.address = :address
)
returning id;

-- name: insert_code(site_id, code, person_id, expires_at)!
insert into telegram_codes (site_id, code, person_id, expires_at) values (:site_id, :code, :person_id, :expires_at);

-- name: get_code(site_id, code)^
select c.code, c.expires_at, c.recipient_id, r.label
from telegram_codes c left join recipients r on r.site_id = c.site_id and r.id = c.recipient_id
where c.site_id = :site_id and c.code = :code;

-- name: open_code(site_id, code, now)^
select code, person_id from telegram_codes
where site_id = :site_id and code = :code and recipient_id is null and expires_at > :now;

-- name: use_code(site_id, code, recipient_id)!
update telegram_codes set recipient_id = :recipient_id where site_id = :site_id and code = :code;

-- Whoever guesses takes from the time in which there is something to guess.
-- name: shorten_codes(site_id, by, now)!
update telegram_codes set expires_at = expires_at - :by
where site_id = :site_id and recipient_id is null and expires_at > :now;

-- name: delete_old_codes(site_id, before)!
delete from telegram_codes where site_id = :site_id and expires_at < :before;

-- name: delete_codes(site_id)!
delete from telegram_codes where site_id = :site_id;

-- name: list_awaiting(now)
select site_id from telegram_bots b
where b.next_poll_at <= :now and exists (
    select 1 from telegram_codes c
    where c.site_id = b.site_id and c.recipient_id is null and c.expires_at > :now
)
order by b.site_id;

-- Two at once would take each other's answers: whoever changes the row polls.
-- name: claim_poll(site_id, now, until)^
update telegram_bots set next_poll_at = :until where site_id = :site_id and next_poll_at <= :now
returning token, username, next_update;

-- Only for the bot that was asked: it may have been replaced meanwhile.
-- name: finish_poll(site_id, token, next_update, next_poll_at)^
update telegram_bots set next_update = :next_update, next_poll_at = :next_poll_at, trouble = null, trouble_at = null
where site_id = :site_id and token = :token
returning site_id;

-- name: fail_poll(site_id, token, trouble, next_poll_at, now)!
update telegram_bots set trouble = :trouble, trouble_at = coalesce(trouble_at, :now), next_poll_at = :next_poll_at
where site_id = :site_id and token = :token;
