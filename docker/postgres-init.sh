#!/bin/sh
# Runs once, when PostgreSQL's volume is new: the three roles and the database, as docs/operations.md describes them.
set -eu

psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
  --set=owner_password="$LABOR_OWNER_PASSWORD" --set=api_password="$LABOR_API_PASSWORD" <<'SQL'
CREATE ROLE labor_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE labor_service NOLOGIN;
CREATE ROLE labor_api LOGIN PASSWORD :'api_password' IN ROLE labor_service;
CREATE DATABASE labor OWNER labor_owner ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
REVOKE CONNECT, TEMPORARY ON DATABASE labor FROM PUBLIC;
GRANT CONNECT ON DATABASE labor TO labor_api;
SQL
