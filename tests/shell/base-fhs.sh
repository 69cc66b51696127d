#!/bin/sh
# gx shell --container --emulate-fhs: programs that were built elsewhere run, with libraries of
# the environment alone.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
unshare -Um true 2>/dev/null || skip_all "this machine allows no user namespaces"
shared_store
HOME=$scratch/home
export HOME
mkdir "$HOME" "$scratch/work"
cd "$scratch/work" || exit 1
contain() { run gx shell -q -CF "$@"; }

# A program of this host: dynamically linked, with a library beside the C library.
cp "$(command -v ls)" ./ls
needed=$(readelf -d ./ls | sed -n 's/.*Shared library: \[\(libselinux.*\)\]/\1/p')
case $(readelf -l ./ls) in
*'/lib64/ld-linux-x86-64.so.2'*) ;;
*) skip_all "the programs of this host name another dynamic linker" ;;
esac

run gx shell -q -C bash -- ./ls
is "$status" 127 "without -F it does not start"
like "$err" "./ls: the interpreter that it names is not here" "which is told"
like "$err" "emulate-fhs" "with what helps"
contain bash coreutils -- ./ls -a
is "$out" ".
..
ls" "with -F it runs" || printf '%s\n' "$err" | sed 's/^/# /'
contain bash coreutils -- ldd ./ls
unlike "$out" "not found" "the linker finds all its libraries"
unlike "$(printf '%s\n' "$out" | grep '=>')" '=> /(usr|work|tmp)' "in the environment"
if [ -n "$needed" ]; then
	contain bash -- ./ls
	is "$status" 127 "what the environment lacks is not there"
	like "$err" "$needed" "and named: nothing comes from the host"
else
	skip "what the environment lacks is not there" "this ls needs the C library alone"
fi
# shellcheck disable=SC2016
contain bash coreutils -- sh -c 'ldconfig -p | head -n 1; test -r /etc/ld.so.cache && echo cache
	readlink /bin /lib /lib64 /usr/lib64; /usr/bin/env printf "%s\n" env; command -v sh
	printf "\\351" | iconv -f latin1 -t utf-8; test -e /usr/lib/x86_64-linux-gnu/libc.so.6 && echo debian'
like "$out" "^[1-9][0-9]* libs found in cache" "the cache lists the environment's libraries"
is "$(printf '%s\n' "$out" | sed 1d)" "cache
usr/bin
usr/lib
usr/lib
lib
env
$(printf '%s\n' "$out" | grep '/bin/sh$')
édebian" "the usual places are there, and the C library's modules"
contain bash coreutils -- sh -c 'touch /usr/bin/x /lib/x 2>/dev/null || echo no'
is "$out" no "and read-only"
contain --writable-root bash coreutils -- sh -c 'cp ./ls /usr/bin/my-ls && my-ls'
is "$out" ls "but with --writable-root, where more can be put there"
mkdir "$scratch/local"
echo local >"$scratch/local/file"
contain --expose="$scratch/local=/usr/local" -S /usr/bin/my-cat=bin/cat bash coreutils -- \
	my-cat /usr/local/file
is "$out" local "--expose and -S work below /usr"
mkdir "$scratch/mine"
contain --share="$scratch/mine=/usr/lib" --share="$scratch/mine=/sbin" bash coreutils -- ls -A /usr/lib
is "$status:$out$(ls -A "$scratch/mine")" "0:" "what is shared is not filled" ||
	printf '%s\n' "$err" | sed 's/^/# /'
contain --expose="$scratch/mine=/usr/share" bash coreutils -- ls -A /usr/share
is "$status:$out" "0:" "nor what is exposed"
contain --share="$scratch/mine=/etc" bash coreutils -- ls
is "$status:$(ls -A "$scratch/mine")" "2:" "and no cache is written to a shared /etc"
like "$err" "another /etc cannot be shared" "which is said"

if node=$(command -v node) && node=$(readlink -f "$node"); then
	contain --expose="$node=/opt/node" bash gcc-lib -- /opt/node -p \
		'process.report.getReport().sharedObjects.filter(f => !/^.lib|vdso/.test(f)).length'
	is "$out" 0 "node of this host runs, with libraries of /lib only" ||
		printf '%s\n' "$err" | sed 's/^/# /'
else
	skip "node of this host runs" "node is not installed"
fi
run gx shell -q -C bash -- sh -c 'test -e /lib64'
is "$status" 1 "without -F there is no /lib64, also when the same packages were entered with it"
# shellcheck disable=SC2016
run gx shell -q -C coreutils -- /bin/sh -c 'echo "$BASH"; command -v bash || echo no bash'
is "$out" "/bin/sh
no bash" "a container without the package has a bash as /bin/sh, which is not in PATH" ||
	printf '%s\n' "$err" | sed 's/^/# /'
echo 'hooked() { echo hooked; }' >setup-env.sh
echo '(use-modules (gnu packages)) (specifications->manifest (list "coreutils"))' >manifest.scm
run gx shell -q -C -m manifest.scm -- hooked
is "$out" hooked "and takes it for hooks" || printf '%s\n' "$err" | sed 's/^/# /'
run gx shell -F bash -- true
is "$status" 2 "-F needs -C"
done_testing
