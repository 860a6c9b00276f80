-- name: lock_visitor(site_id, visitor)^
select pg_advisory_xact_lock(hashtextextended(cast(:site_id as text) || ' ' || cast(:visitor as text), 0)) as locked;
