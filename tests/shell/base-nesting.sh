#!/bin/sh
# gx shell --container --nesting: gx and its store can be used inside.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
unshare -Um true 2>/dev/null || skip_all "this machine allows no user namespaces"
shared_store
HOME=$scratch/home
export HOME
mkdir "$HOME" "$scratch/work"
cd "$scratch/work" || exit 1
contain() { run gx shell -q -CW "$@"; }
# Something to build inside that is not built yet.
fresh=nested-$(date +%s)-$$
cat >fresh.scm <<END
(use-modules (guix gexp))
(computed-file "$fresh" #~(call-with-output-file #\$output (lambda (port) (display "made inside" port))))
END

contain bash coreutils -- sh -c 'command -v gx; gx --version; ls /usr/lib; test -e /lib || echo none'
is "$(printf '%s\n' "$out" | sed 's/^gx [0-9.].*/gx VERSION/')" "/run/gx/bin/gx
gx VERSION
x86_64-linux-gnu
none" "gx runs inside, without the host's libraries for others" ||
	printf '%s\n' "$err" | sed 's/^/# /'
contain bash coreutils -- gx build -q -f fresh.scm
is "$status" 0 "gx builds inside" || printf '%s\n' "$err" | sed 's/^/# /'
item=$out
like "$item" "^/gnu/store/.*$fresh" "and prints the item"
is "$(cat "$GX_STORE_ROOT$item" 2>/dev/null)" "made inside" "which is in the store outside"
contain bash coreutils -- gx shell -q coreutils -- printenv GX_SHELL_LEVEL
is "$out" 2 "a shell inside"
contain bash coreutils -- gx shell -q -C coreutils -- ls /
unlike "$out" '^(usr|lib)' "a container inside"
contain -F -u jane bash coreutils -- sh -c 'gx shell -q coreutils -- printenv HOME USER; gx --version'
is "$(printf '%s\n' "$out" | sed '$d')" "/home/jane
jane" "with -F and -u too" || printf '%s\n' "$err" | sed 's/^/# /'
contain bash coreutils -- sh -c 'touch /gnu/store/x 2>/dev/null || echo read-only
	while read -r name value; do test "$name" != CapBnd: || echo "$value"; done </proc/self/status'
# (root's builds map root's number: CAP_SETFCAP)
if [ "$(id -u)" -eq 0 ]; then kept=0000000080000000; else kept=0000000000000000; fi
is "$out" "read-only
$kept" "programs cannot write to the store, and have no privileges"
run gx shell -q -C bash -- sh -c 'command -v gx'
is "$status" 1 "without -W there is no gx"
run gx shell -W bash -- true
is "$status" 2 "-W needs -C"
gx gc -q --delete "$item" >/dev/null 2>&1
done_testing
