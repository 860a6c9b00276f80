-- Several workers may look for codes: whoever takes the bot says until when the others leave it alone.
alter table telegram_bots add column next_poll_at INTEGER not null default 0;
