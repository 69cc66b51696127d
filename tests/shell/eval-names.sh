#!/bin/sh
# Packages are found by name without evaluating all, and are the same ones.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

eval=$GX_TOP_BUILDDIR/gx-eval
data=$GX_TEST_DATA/names
base=$GX_TOP_SRCDIR/channels/base
cache=$scratch/cache
cp -r "$data" "$scratch/ch"
chmod -R u+w "$scratch/ch"

gx_eval() { "$eval" --channel="$scratch/ch" --channel="$base" --cache="$cache" "$@"; }
probe() { gx_eval --script "$data/probe.scm" 2>/dev/null; }
eager=$(GX_EVAL_EAGER=1 probe)
is "$(probe)" "$eager" "names stand for the same packages, lazy or not"
like "$eager" '"shadow-tool" \(\("shadow-tool@4"' "whatever the words around a name mean"
like "$eager" '"tie" .*zoo/sub/tie.scm:3.*zoo/sub/tie.scm:2.*zoo/sub.scm:2' \
	"in the order of files and variables"
unlike "$(gx_eval --script "$data/probe.scm" 2>&1)" "a script is" "files that are no modules are left alone"

# The table is kept, unless it depends on more than the channels.
find_tool() {
	gx_eval --trace -c '(write (map (@ (guix packages) package-version)
		((@ (gnu packages) find-packages-by-name) "tool")))' 2>"$scratch/trace"
}
tables() { find "$cache" -name 'names-*' | wc -l; }
rm -f "$cache"/names-*
is "$(find_tool)" '("2.0" "1.0" "1.0" "9.0")' "the newest package comes first, then superseded ones"
is "$(tables)" 1 "the table of names is kept"
is "$(find_tool)" '("2.0" "1.0" "1.0" "9.0")' "and used again"
for file in my/tools.scm zoo/broken.scm zoo/sub/tie.scm; do
	like "$(cat "$scratch/trace")" "^file $scratch/ch/$file" "$file is a dependency of finding a name"
done
like "$(cat "$scratch/trace")" "^directory $scratch/ch/zoo/sub" "and so are folders"
for file in "$cache"/names-*; do printf X | dd of="$file" bs=1 seek=20 conv=notrunc 2>/dev/null; done
is "$(find_tool)" '("2.0" "1.0" "1.0" "9.0")' "a damaged table does not matter"

cat > "$scratch/ch/zoo/new.scm" <<'END'
(define-module (zoo new) #:use-module (guix packages) #:use-module (my tools))
(define-public new (package (inherit tool) (name (getenv "NEW_NAME")) (version "8")))
END
rm -f "$cache"/names-*
is "$(NEW_NAME=tool find_tool)" '("8" "2.0" "1.0" "1.0" "9.0")' "a new file is seen"
is "$(tables)" 0 "names that depend on the environment are not kept"
is "$(NEW_NAME=other find_tool)" '("2.0" "1.0" "1.0" "9.0")' "but found anew"
sed -i 's/(getenv "NEW_NAME")/"tool"/' "$scratch/ch/zoo/new.scm"
is "$(find_tool)" '("8" "2.0" "1.0" "1.0" "9.0")' "a changed name is seen"

# What is broken is told, and hides nothing else.
echo '(define-public broken (package (inherit no-such) (name (car 1))))' >> "$scratch/ch/zoo/broken.scm"
is "$(find_tool)" '("8" "2.0" "1.0" "1.0" "9.0")' "a broken package hides no other"
like "$(cat "$scratch/trace")" "failed to load 'zoo/broken.scm'" "and is told"

# Directories of the user's own are searched as well.
mkdir -p "$scratch/mine/own"
sed 's/zoo new/own new/; s/"8"/"7"/' "$scratch/ch/zoo/new.scm" > "$scratch/mine/own/new.scm"
is "$(gx_eval -L "$scratch/mine" -c '(write (map (@ (guix packages) package-version)
	((@ (gnu packages) find-packages-by-name) "tool")))' 2>/dev/null)" \
	'("8" "7" "2.0" "1.0" "1.0" "9.0")' "packages of -L are found too"

done_testing
