-- How many seconds lie at least between two dialogs of a site that nobody asked for.
alter table sites add column gap_seconds INTEGER not null default 30;
