#!/usr/bin/env bash
# As much of the official image's contract as the compose file uses: POSTGRES_PASSWORD_FILE, POSTGRES_INITDB_ARGS.
set -euo pipefail
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  # shellcheck disable=SC2086  the arguments are words
  initdb --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" --auth-host=scram-sha-256 ${POSTGRES_INITDB_ARGS:-}
  printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
fi
[ "$1" != postgres ] || set -- "$@" -c listen_addresses='*'
exec "$@"
