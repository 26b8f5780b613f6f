-- Step 25: what somebody has begun to type, by browser and person
create table draft (
    browser varchar not null,
    volunteer varchar not null,
    kind varchar not null,
    thing varchar not null,
    about varchar not null,
    body varchar not null,
    begun_at timestamp not null,
    changed_at timestamp not null,
    primary key (browser, thing)
)
