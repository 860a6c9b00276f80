-- Pages ask how far a visitor's lead has come.
create index leads_by_visitor on leads (site_id, visitor, id);
