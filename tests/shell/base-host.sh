#!/bin/sh
# The environment and the host do not mix: no program of the environment opens a library or
# module of the host, and no program of the host breaks when started from the environment.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
need strace
shared_store
example
strace=$(command -v strace)

# Files that the traced command opened or executed and that are the host's code.  Data is left
# out: glibc and OpenSSL look for the host's locales, openssl.cnf and certificates by names that are
# compiled in, where no variable names others.
unset SSL_CERT_FILE SSL_CERT_DIR
host_code() {
	cat "$scratch/trace"/* | grep -E '^(open|openat|execve)\(' | grep -vE '= -1 ' |
		sed -E 's/^[^"]*"([^"]*)".*/\1/' | grep -E '^/' |
		grep -vE '^/(gnu/store|proc|dev|sys|tmp)/|^/usr/(lib|share)/locale/|^/usr/lib/ssl/(openssl\.cnf|cert\.pem|certs)$' |
		grep -E '\.so(\.[0-9]+)*$|/ld\.so\.cache$|/gconv/|^(/usr)?/s?bin/|^/usr/(lib|share|include)/' |
		grep -vF "$strace" | sort -u
}
# no_host_code SENTENCE COMMAND…
no_host_code() {
	sentence=$1; shift
	rm -rf "$scratch/trace"
	mkdir "$scratch/trace"
	# A file for each process: in one, a call and what came of it may stand in different lines.
	run gx shell --no-setup -m "$manifest" -- "$strace" -ff -qq -e trace=open,openat,execve \
		-o "$scratch/trace/of" "$@"
	is "$status" 0 "$sentence: it works" || printf '%s\n' "$err" | sed 's/^/# /'
	is "$(host_code)" "" "$sentence: nothing of the host is opened"
}
cat >"$scratch/hello.cc" <<'C'
#include <iostream>
#include <stdexcept>
int main() { try { throw std::runtime_error("hi"); } catch (std::exception &e) { std::cout << e.what() << '\n'; } }
C
no_host_code "ruby with OpenSSL, sockets and name look-up" \
	ruby -ropenssl -rsocket -e 'Addrinfo.getaddrinfo("localhost", 80); OpenSSL::SSL::SSLContext.new'
no_host_code "ruby converting text" ruby -e '"\u00e9".encode("ISO-8859-15")'
no_host_code "psql" psql --version
no_host_code "g++ compiling C++" g++ -O1 -o "$scratch/hello" "$scratch/hello.cc"
no_host_code "the program it made" "$scratch/hello"


example_manifest=$manifest
manifest=$scratch/languages.scm
echo '(specifications->manifest (list "node" "go" "gcc-toolchain" "python" "bash" "coreutils"))' >"$manifest"
cat >"$scratch/hello.go" <<'GO'
package main

// int twice(int n) { return 2 * n; }
import "C"
import "net"

func main() { net.LookupHost("localhost"); println(C.twice(21)) }
GO
export GOCACHE="$scratch/go-cache" GOPATH="$scratch/go"
no_host_code "node with OpenSSL, a child and name look-up" node -e 'require("https").globalAgent;
	require("dns").lookup("localhost", () => require("child_process").execFileSync("node", ["-v"]))'
no_host_code "npm" npm --version
no_host_code "go and gcc building a program that uses C" \
	go build -o "$scratch/hello" "$scratch/hello.go"
no_host_code "the program they made" "$scratch/hello"
no_host_code "python with ssl, sqlite3 and ctypes" python3 -c 'import ssl, sqlite3, ctypes, readline
ssl.create_default_context(); ctypes.CDLL(None)'
manifest=$example_manifest

# on_host COMMAND WANTED: a host program, by its full name, from inside the environment.
on_host() {
	program=$(command -v "${1%% *}") || { skip "the host's ${1%% *}" "not installed"; return; }
	case $1 in *' '*) rest=${1#* } ;; *) rest= ;; esac
	run gx shell --no-setup -m "$manifest" -- /bin/sh -c "exec $program $rest"
	like "$out$err" "$2" "the host's $1 works inside"
}
export PATH="/usr/bin:/bin:$PATH"
on_host "iconv -l" 'ISO-?8859-15|8859_15'
on_host "iconv -f utf-8 -t iso-8859-15 /dev/null" '^$'
on_host "perl -MPOSIX -MEncode -e 'print encode(\"iso-8859-1\", \"ok\")'" '^ok$'
on_host "python3 -c 'import ssl, json, ctypes; print(6*7)'" '^42$'
on_host "git --version" '^git version'
on_host "git ls-remote $GX_TOP_SRCDIR HEAD" 'HEAD$'
on_host "curl --version" '^curl'
on_host "locale -a" 'C'
done_testing
