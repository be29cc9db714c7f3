-- The platform's own tables. Run as one transaction under an advisory lock, at every start; every
-- statement therefore leaves what exists as it is.
set local client_min_messages = warning; -- no notice of what exists

create schema if not exists coxswain; -- the session's path names it

create table if not exists platform_identity (
  one smallint primary key check (one = 1),
  cluster_id uuid not null,
  created timestamptz not null
);

-- Authorities and signing keys. sealed_key opens with DIR/cluster.key only (AES-256-GCM, the name bound in).
create table if not exists platform_authority (
  name text primary key,
  public_part text not null,
  sealed_key bytea not null,
  created timestamptz not null
);

-- Tokens that new nodes join with. Of the secret only its SHA-256 is kept.
create table if not exists platform_join_token (
  id text primary key,
  secret_hash bytea not null,
  description text not null,
  created_by text not null,
  created timestamptz not null,
  expires timestamptz
);

-- The servers. seen is the database's time, so that their clocks need not agree.
create table if not exists platform_replica (
  id uuid primary key,
  host text not null,
  address text not null,
  version text not null,
  started timestamptz not null,
  seen timestamptz not null
);
alter table platform_replica add column if not exists port integer not null default 6443;
