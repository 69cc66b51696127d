#!/bin/sh
# A package changed by options is really built: its source patched, its flags added, its tests
# left out; and what a profile remembers of that.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
need tar diff
shared_store
cd "$scratch" || exit 1

run gx build -S hello
is "$status" 0 "the source of a package"
mkdir a && tar -C a --strip-components=1 -xf "$GX_STORE_ROOT$out"
cp -r a b
sed -i 's/Hello, world!/Hello, patched world!/' b/src/hello.c
diff -u a/src/hello.c b/src/hello.c >greeting.patch
options="--with-patch=hello=greeting.patch --with-configure-flag=hello=--disable-nls --without-tests=hello"
# shellcheck disable=SC2086
run gx build $options hello
is "$status" 0 "with a patch, a flag, and without tests it is built"
[ "$status" -eq 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
changed=$out
# shellcheck disable=SC2086
run gx shell $options hello -- hello
is "$out" "Hello, patched world!" "and does what the patch says"
run gx build --log-file "$changed"
like "$(gzip -dc "$out")" 'configure.*--disable-nls' "the flag reached configure"
unlike "$(gzip -dc "$out")" 'make check' "no test was run"
run gx shell hello -- hello
is "$out" "Hello, world!" "the plain package is another one"

# shellcheck disable=SC2086
run gx package -p profile $options -i hello
is "$status" 0 "it is installed in a profile"
run gx package -p profile -u
like "$err" "nothing to be done" "whose upgrade applies the same options"
run gx shell -p profile -- hello
is "$out" "Hello, patched world!" "so that the patch stays"
done_testing
