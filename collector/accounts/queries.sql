-- name: insert_person(id, email, name, now)!
insert into people (id, email, name, created_at) values (:id, :email, :name, :now);

-- name: get_person(id)^
select id, email, name, locale, password_hash, sound from people where id = :id;

-- name: get_person_by_email(email)^
select id, email, name, locale, password_hash from people where email = :email;

-- name: set_password(id, password_hash)!
update people set password_hash = :password_hash where id = :id;

-- name: set_profile(id, name, locale)!
update people set name = :name, locale = :locale where id = :id;

-- name: set_sound(id, sound)!
update people set sound = :sound where id = :id;

-- name: list_people()
select p.id, p.email, p.name, m.site_id, m.role
from people p join memberships m on m.person_id = p.id
order by p.email, m.site_id;

-- name: upsert_membership(site_id, person_id, role, now)!
insert into memberships (site_id, person_id, role, created_at) values (:site_id, :person_id, :role, :now)
on conflict (site_id, person_id) do update set role = excluded.role;

-- name: delete_membership(site_id, person_id)!
delete from memberships where site_id = :site_id and person_id = :person_id;

-- name: list_roles(person_id)
select site_id, role from memberships where person_id = :person_id order by site_id;

-- Who holds a role on a site, by itself or for the whole installation.
-- name: list_members(site_id)
select person_id, role from memberships where site_id = :site_id or site_id = '*' order by person_id, site_id;

-- name: count_owners()^
select count(*) as owners from memberships where site_id = '*' and role = 'owner';

-- name: insert_link(secret_hash, person_id, now, expires_at)!
insert into sign_in_links (secret_hash, person_id, created_at, expires_at)
values (:secret_hash, :person_id, :now, :expires_at);

-- Used once: the row changes only while it is unused.
-- name: use_link(secret_hash, now)^
update sign_in_links set used_at = :now
where secret_hash = :secret_hash and used_at is null and expires_at > :now
returning person_id;

-- name: insert_session(secret_hash, id, person_id, now, expires_at, device)!
insert into sessions (secret_hash, id, person_id, created_at, seen_at, expires_at, device)
values (:secret_hash, :id, :person_id, :now, :now, :expires_at, :device);

-- name: get_session(secret_hash, now, idle_since)^
select id, person_id, seen_at from sessions
where secret_hash = :secret_hash and expires_at > :now and seen_at > :idle_since;

-- name: see_session(id, now)!
update sessions set seen_at = :now where id = :id;

-- name: list_sessions(person_id, now, idle_since)
select id, created_at, seen_at, device from sessions
where person_id = :person_id and expires_at > :now and seen_at > :idle_since
order by seen_at desc, id;

-- name: end_session(person_id, id)!
delete from sessions where person_id = :person_id and id = :id;

-- name: end_other_sessions(person_id, id)!
delete from sessions where person_id = :person_id and id <> :id;

-- name: insert_token(id, secret_hash, name, site_id, scope, now)!
insert into tokens (id, secret_hash, name, site_id, scope, created_at)
values (:id, :secret_hash, :name, :site_id, :scope, :now);

-- name: get_token(secret_hash)^
select id, name, site_id, scope from tokens where secret_hash = :secret_hash and revoked_at is null;
