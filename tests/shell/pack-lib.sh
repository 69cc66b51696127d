# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# For the pack tests: TAP words, a hand-made store with busybox in it, engines in a private
# namespace.  Read by pack-*.sh; needs GX_TOP_BUILDDIR.
n=0 failed=0
ok() {	# STATUS WHAT
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
}
check() {	# WHAT COMMAND…
	what=$1; shift
	"$@" >"$T/out" 2>&1
	status=$?
	ok $status "$what"
	[ $status -eq 0 ] || sed 's/^/# /' "$T/out"
}
same() {	# WHAT GOT EXPECTED
	[ "$2" = "$3" ]
	status=$?
	ok $status "$1"
	[ $status -eq 0 ] || printf '#      got: %s\n# expected: %s\n' "$2" "$3"
}
skip() {	# WHAT WHY: in CI nothing may be missing
	n=$((n + 1))
	if [ "${CI:-}" = true ]; then echo "not ok $n - $1: $2"; failed=1
	else echo "ok $n - $1 # SKIP $2"; fi
}
finish() {
	echo "1..$n"
	exit "$failed"
}
need() {	# PROGRAM…: skip the whole test when one is absent
	for program; do
		if ! command -v "$program" >/dev/null; then
			skip "$(basename "$0")" "$program is not installed"
			finish
		fi
	done
}
PATH=$PATH:/usr/sbin:/sbin
MAKE=${GX_TOP_BUILDDIR:-.}/tests/unit/pack-make
T=$(mktemp -d)
# shellcheck source=tests/shell/wait-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/wait-lib.sh"
cleanup() { remove "$T"; }
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

H=00000000000000000000000000000000
PROFILE=/gnu/store/${H%?}1-profile
BUSYBOX=/gnu/store/${H%?}2-busybox-1.35
CERTS=/gnu/store/${H%?}3-nss-certs-3.99
LEAF=/gnu/store/${H%?}4-leaf-1.0
# A store at $1: a profile of busybox, certificates and a leaf whose text is $2.
make_store() {
	mkdir -p "$1/gnu/store"
	S=$1
	mkdir -p "$S$BUSYBOX/bin" "$S$CERTS/etc/ssl/certs" "$S$LEAF/share" "$S$PROFILE"
	cp "$(command -v busybox)" "$S$BUSYBOX/bin/busybox"
	for applet in sh cat id ls httpd wget uname sleep test readlink; do
		ln -s busybox "$S$BUSYBOX/bin/$applet"
	done
	printf '#!%s/bin/sh\necho "Content-Type: text/plain"; echo; echo healthy\n' "$BUSYBOX" \
		>"$S$LEAF/share/health"
	echo "${2:-text}" >"$S$LEAF/share/text"
	mkdir -p "$S$LEAF/bin"
	printf '#!%s/bin/sh\n%s/bin/cat %s/share/text\n' "$BUSYBOX" "$BUSYBOX" "$LEAF" \
		>"$S$LEAF/bin/leaf"
	chmod +x "$S$LEAF/share/health" "$S$LEAF/bin/leaf"
	printf -- '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n' \
		>"$S$CERTS/etc/ssl/certs/A.pem"
	mkdir "$S$PROFILE/bin"
	for applet in sh cat id ls httpd wget uname sleep test readlink; do
		ln -s "$BUSYBOX/bin/$applet" "$S$PROFILE/bin/$applet"
	done
	ln -s "$LEAF/bin/leaf" "$S$PROFILE/bin/leaf"
	ln -s "$LEAF/share" "$S$PROFILE/share"
	ln -s "$CERTS/etc" "$S$PROFILE/etc"
	cat >"$S/refs" <<-END
	$PROFILE $BUSYBOX $CERTS $LEAF
	$BUSYBOX
	$CERTS
	$LEAF $BUSYBOX
	END
}
