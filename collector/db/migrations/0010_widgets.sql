-- `revision` counts every change, so that two who edit do not overwrite each other; `key` is of the program that made it.
alter table widgets add column key TEXT;
alter table widgets add column body_hash TEXT;
alter table widgets add column revision INTEGER not null default 1;
create unique index widgets_by_key on widgets (site_id, key);

alter table sites add column made_key TEXT;
alter table sites add column body_hash TEXT;
create unique index sites_by_made_key on sites (made_key);

-- Most events are pageviews, which name no widget and pay nothing for this.
create index events_by_widget on events (site_id, widget_id, day, name) where widget_id is not null;
