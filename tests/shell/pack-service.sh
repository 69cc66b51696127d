#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# examples/traveling-ruby with its backing service in a container: gx packs PostgreSQL,
# podman runs it, the service on the host answers the calls of the README.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
# shellcheck source=tests/shell/engine-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/engine-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need podman runc unshare curl python3
[ "$(id -u)" = 0 ] || skip_all "this needs root"
shared_store

# The engine has its own directories, and the network is this test's alone.
if [ "${1:-}" = inside ]; then
	rm -rf "$scratch"
	trap - EXIT
	scratch=$2
	mount --make-rprivate / && ip link set lo up
	cd "$scratch/app" || exit 1
	shift 2
	"$@"
	status=$?
	podman rm -f -a -v >/dev/null 2>&1
	exit $status
fi
# shellcheck disable=SC2317  # called through run
private() { unshare -mn sh "$0" inside "$scratch" "$@"; }
mkdir "$scratch/bin"
podman_config "$scratch/containers.conf"
cat >"$scratch/bin/podman" <<END
#!/bin/sh
CONTAINERS_CONF=$scratch/containers.conf exec $(command -v podman) --root $scratch/pm/root \
	--runroot $scratch/pm/run --storage-driver vfs "\$@"
END
ln -s "$GX" "$scratch/bin/gx"
chmod +x "$scratch/bin/podman"
PATH=$scratch/bin:$PATH
example
chmod -R u+w "$scratch/app"
PSQL_PORT=$(reserved_port) APP_PORT=$(reserved_port)
PGCTLTIMEOUT=600
GX_DB=container GX_ENGINE=podman
export PSQL_PORT APP_PORT PGCTLTIMEOUT GX_DB GX_ENGINE

# Few layers: this storage driver copies all that lies below each.
run "$scratch/app/scripts/db-image" --max-layers=3 -o "$scratch/image.tar"
is "$status" 0 "PostgreSQL is packed" || printf '%s\n' "$err" | sed 's/^/# /'
run "$scratch/app/scripts/db-image" --max-layers=3 -o "$scratch/again.tar"
ok "the same image twice" cmp "$scratch/image.tar" "$scratch/again.tar"
rm -f "$scratch/again.tar"
run podman load -i "$scratch/image.tar"
like "$out" 'traveling-postgres:17' "podman loads it under its name" ||
	printf '%s\n' "$err" | sed 's/^/# /'

# The article's picture, by one script: runtime on the host, database in a container.
run private "$GX" shell -m "$scratch/app/manifest.scm" -- "$scratch/app/scripts/smoke-test"
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

# Without an environment: started outside, the data outlives the container.
cat >"$scratch/outside" <<'END'
set -e
app=$1/app
"$app/scripts/db-reset" && "$app/scripts/db-up"
query() {
	podman exec -e PGPASSWORD=postgres traveling-postgres psql -h 127.0.0.1 -U postgres \
		-d traveling_development -Atc "$1"
}
query "insert into items (name) values ('kept')" >/dev/null
echo "uid $(podman exec traveling-postgres id -u)"
podman healthcheck run traveling-postgres && echo healthy
"$app/scripts/db-down" && "$app/scripts/db-up"
echo "kept $(query "select count(*) from items where name = 'kept'")"
"$app/scripts/db-down"
podman run --rm traveling-postgres:17 2>&1 || echo refused
END
run private sh "$scratch/outside" "$scratch"
like "$out" '^uid 70$' "the server is an unprivileged user" ||
	printf '%s\n' "$err" | sed 's/^/# /'
like "$out" '^healthy$' "the image's health check holds"
like "$out" '^kept 1$' "the volume outlives the container"
like "$out" 'set POSTGRES_PASSWORD' "a first start without a password says so"

# compose.yaml; the engine's networks are kept out of /etc.
cat >"$scratch/compose" <<'END'
mkdir -p /etc/containers/networks && mount -t tmpfs none /etc/containers/networks || exit 1
podman-compose up -d >"$1/compose.log" 2>&1
healthy() { podman healthcheck run app_postgres_1 >/dev/null 2>&1; }
wait_until healthy
podman exec -e PGPASSWORD=postgres app_postgres_1 psql -h 127.0.0.1 -U postgres \
	-d traveling_development -Atc 'select name from items'
podman-compose down -v >>"$1/compose.log" 2>&1
END
if command -v podman-compose >/dev/null; then
	run private sh -c '. "$1/tests/shell/wait-lib.sh"; shift; . "$1/compose"' sh \
		"$GX_TOP_SRCDIR" "$scratch"
	is "$out" "Example Item" "podman-compose starts the service, schema and seed" ||
		sed 's/^/# /' "$scratch/compose.log"
elif [ "${CI:-}" = true ]; then
	ok "podman-compose is installed" false
else
	skip "podman-compose starts the service" "podman-compose is not installed"
fi

cat >"$scratch/docker-compose" <<'END'
start_engine docker "$1/dk" && docker load -q -i "$1/image.tar" >"$1/compose.log" 2>&1 || exit 1
docker-compose up -d >>"$1/compose.log" 2>&1
query() {
	docker-compose exec -T -e PGPASSWORD=postgres postgres psql -h 127.0.0.1 -U postgres \
		-d traveling_development -Atc 'select name from items' 2>>"$1/compose.log"
}
answers() { [ -n "$(query)" ]; }
wait_until answers && query
docker-compose down -v >>"$1/compose.log" 2>&1
stop_engine
END
if command -v docker-compose >/dev/null && command -v dockerd >/dev/null; then
	run private sh -c '. "$1/tests/shell/engine-lib.sh"; shift; . "$1/docker-compose"' sh \
		"$GX_TOP_SRCDIR" "$scratch"
	is "$out" "Example Item" "docker-compose starts it too"
	[ "$out" = "Example Item" ] || sed 's/^/# /' "$scratch/compose.log"
elif [ "${CI:-}" = true ]; then
	ok "docker-compose is installed" false
else
	skip "docker-compose starts it too" "docker-compose or dockerd is not installed"
fi

# An ordinary user's namespace: no engine can start in it, and the script says what to do.
run unshare -U --map-user=0 "$scratch/app/scripts/db-up"
is "$status" 1 "in a namespace of one user dbup fails"
like "$err" 'another terminal' "and says plainly what to do"
done_testing
