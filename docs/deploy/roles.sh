#!/bin/sh
# Makes an empty database, once: an owner who shapes it, and a role for the program, which only uses it.
# The container of compose.yaml runs it by itself. On Debian: sudo sh docs/deploy/roles.sh (it reads /etc/evenings.env).
set -eu
if [ -z "${OWNER_PASSWORD:-}" ]; then
	set -a
	. /etc/evenings.env
	set +a
fi
as_postgres() {
	if [ "$(id -u)" = 0 ] && [ -z "${PGHOST:-}" ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
cd /
as_postgres psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
CREATE ROLE peersupport_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE peersupport_app LOGIN PASSWORD :'app_password';
CREATE DATABASE peersupport OWNER peersupport_owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
-- What people wrote stays out of PostgreSQL's log: what it refuses is told to the program alone.
ALTER DATABASE peersupport SET log_min_messages = 'log';
ALTER DATABASE peersupport SET log_min_error_statement = 'panic';
ALTER DATABASE peersupport SET log_error_verbosity = 'terse';
SQL
