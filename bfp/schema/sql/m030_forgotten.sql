-- Since when of a reader only what the counts need is kept.
alter table reader add column forgotten_on date
