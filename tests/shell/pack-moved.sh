#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Relocatable packs of ruby and PostgreSQL, unpacked elsewhere and run by an ordinary user, with
# user namespaces and where there are none: programs, libraries, a database server.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
need setpriv python3 unshare
shared_store
cd "$scratch" || exit 1
mkdir R RR data
for level in R RR; do
	run sh -c '"$0" pack -q "$1" -C none -S /bin=bin -o - ruby@3.4 postgresql@17 | tar -C "$2" -xf -' \
		"$GX" -$level $level
	is "$status" 0 "a pack made with -$level is unpacked elsewhere"
done
chmod 755 "$scratch"
[ "$(id -u)" != 0 ] || chown 65534:65534 data
# Nothing of the host is found by name: no proot, no other ruby.
user() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups \
			env -i HOME=/nonexistent PATH=/nonexistent "$@"
	else
		env -i HOME=/nonexistent PATH=/nonexistent "$@"
	fi
}
unshare=$(command -v unshare) shell=$(command -v sh)
# user_alone COMMAND…: where no further user namespace can be made
user_alone() {
	user "$unshare" -Ur "$shell" -c 'echo 0 >/proc/sys/user/max_user_namespaces || exit 99
		exec "$@"' sh "$@"
}
cat >data/words.rb <<'END'
require "openssl"
require "psych"
require "socket"
puts RUBY_VERSION[/\d+\.\d+/], OpenSSL::Digest::SHA256.hexdigest("x")[0, 8]
puts Psych.dump({ "a" => [1] }).inspect, RbConfig.ruby[%r{[^/]*/bin/ruby$}].sub(/.*-ruby-[0-9.]*/, "")
puts Thread.new { 6 * 7 }.value, IO.popen([RbConfig.ruby, "-e", "print :child"]).read
END
words="3.4 2d711642 \"---\\na:\\n- 1\\n\" /bin/ruby 42 child "
# programs SENTENCE DIRECTORY WRAPPER…: ruby with its extensions, psql
programs() {
	sentence=$1 pack=$2; shift 2
	run "$@" "./$pack/bin/ruby" data/words.rb
	is "$(printf '%s\n' "$out" | tr '\n' ' ')$err" "$words" "$sentence: ruby, openssl, psych, children"
	run "$@" "./$pack/bin/psql" --version
	like "$out" '^psql \(PostgreSQL\) 17\.' "$sentence: psql"
}
# database SENTENCE ENGINE: a server, and psql and ruby that call it
database() {
	cat >data/database <<-'END'
	set -e
	data=$1/data/$2
	"$1/RR/bin/initdb" -D "$data" -U postgres -A trust --no-locale >/dev/null
	"$1/RR/bin/pg_ctl" -D "$data" -l "$data/log" -w -o "-p $3 -c listen_addresses=127.0.0.1 \
		-c unix_socket_directories=''" start >/dev/null
	"$1/RR/bin/psql" -h 127.0.0.1 -p "$3" -U postgres -Atc 'select 6 * 7'
	"$1/RR/bin/ruby" -rsocket -e 'puts TCPSocket.new("127.0.0.1", ARGV[0]).peeraddr[3]' "$3"
	"$1/RR/bin/pg_ctl" -D "$data" -m fast stop >/dev/null
	END
	run user GX_EXECUTION_ENGINE="$2" PGCTLTIMEOUT=600 "$shell" data/database "$scratch" "$2" \
		"$(reserved_port)"
	is "$(printf '%s\n' "$out" | tr '\n' ' ')" "42 127.0.0.1 " "$1"
	[ "$status" = 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
}

if unshare -Ur true 2>/dev/null; then
	programs "-R in a namespace" R user
	programs "-RR in a namespace" RR user
	programs "-RR, namespaces forbidden" RR user_alone
	run user_alone ./R/bin/psql --version
	like "$err" 'made with -RR' "-R, namespaces forbidden: it says what to do"
	database "a database in namespaces" userns
else
	skip "packs in namespaces" "this system allows no user namespaces"
fi
programs "engine ptrace" RR user GX_EXECUTION_ENGINE=ptrace
database "a database that is traced" ptrace
done_testing
