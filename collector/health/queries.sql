-- name: beat(now)!
insert into heartbeat (id, at) values (1, :now) on conflict (id) do update set at = excluded.at;
