-- name: keep_file(name, body, now)!
insert into build_files (name, body, first_at, last_at) values (:name, :body, :now, :now)
on conflict (name) do update set last_at = excluded.last_at;

-- name: forget_files(before)!
delete from build_files where last_at < :before;

-- name: get_file(name)^
select body from build_files where name = :name;
