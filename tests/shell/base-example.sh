#!/bin/sh
# examples/traveling-ruby as its README says: enter, compile the extension, start PostgreSQL
# as an ordinary user, call the service.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
need curl setpriv python3
shared_store

example
PSQL_PORT=$(reserved_port) APP_PORT=$(reserved_port)
PGCTLTIMEOUT=600
export PSQL_PORT APP_PORT PGCTLTIMEOUT
as_user=
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$scratch"
	chown -R 65534:65534 "$scratch/app"
	as_user="setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=$scratch/app"
fi
# Root enters the environment, then becomes an ordinary user: PostgreSQL insists on one.
# shellcheck disable=SC2086  # a list of words
run gx shell -m "$scratch/app/manifest.scm" -- $as_user "$scratch/app/scripts/smoke-test"
printf '%s\n' "$out" | grep -E '^#' || true
count=0
while read -r line; do
	case $line in
	'ok '*) ok "${line#ok * - }" true ;;
	'not ok '*) ok "${line#not ok * - }" false ;;
	*) continue ;;
	esac
	count=$((count + 1))
done <<L
$out
L
ok "the example's own test ran ($count points)" [ "$count" -ge 9 ] ||
	printf '%s\n' "$err" | sed 's/^/# /'

run env PSQL_HOST=10.0.1.5 "$GX" shell -m "$scratch/app/manifest.scm" -- sh -c 'echo $DATABASE_URL'
like "$out" '@10\.0\.1\.5:' "a variable set before entering wins over the script's default"
run gx shell -m "$scratch/app/manifest.scm" -- bash -lc 'type be; command -v ruby; echo "$GX_PROJECT"'
like "$out" 'bundle exec' "bash -lc sees the aliases"
like "$out" '^/gnu/store/.*/bin/ruby' "and the environment's PATH"
like "$out" "^$scratch/app\$" "and the project's folder"
run gx shell -m "$scratch/app/manifest.scm" -- sh -c 'exit 42'
is "$status" 42 "a command's status is kept"
done_testing
