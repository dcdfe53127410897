#!/bin/sh
# Run once, by the superuser, on a new PostgreSQL server: makes the role `carnet` and its database. The role must not be a
# superuser: row-level security keeps companies apart, and a superuser walks through it.
# Takes POSTGRES_USER and POSTGRES_PASSWORD from the environment, as PostgreSQL's own image gives them.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$POSTGRES_PASSWORD" \
  --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE carnet LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE carnet OWNER carnet ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE carnet FROM PUBLIC;
ALTER ROLE CURRENT_USER PASSWORD NULL;
SQL
