-- When a backup was restored into a place of its own and proven with every rule.
create sequence backup_proof_id;
create table backup_proof (
    id integer primary key default nextval('backup_proof_id'),
    file varchar not null,
    proven_at timestamp not null,
    sound boolean not null,
    why varchar not null default ''
);
