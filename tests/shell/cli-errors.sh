#!/bin/sh
# What people read of their mistakes: every file of tests/data/eval/errors through gx shell,
# against tests/data/eval/errors.txt.  GX_GOLDEN=write writes that file anew.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
HOME=$scratch/home
export HOME
mkdir "$HOME"
unset GX_BACKTRACE CLICOLOR_FORCE
golden=$GX_TEST_DATA/eval/errors.txt
cp -r "$GX_TEST_DATA/eval/errors" "$scratch/errors"
chmod -R u+w "$scratch/errors"
cd "$scratch/errors" || exit 1

# told FILE: what gx says of it, without this machine's folders.
told() {
	run gx shell -q -n -m "$1"
	printf '%s\n' "$err" | sed "s|$PWD/||g; s|$PWD|DIR|g"
}
section() { awk -v name="$1" '/^=== /{p = $2 == name; next} p' "$golden"; }

if [ "${GX_GOLDEN:-}" = write ]; then
	for file in *.scm; do
		echo "=== $file"
		told "$file"
	done >"$golden"
	skip_all "the golden file is written anew"
fi
for file in *.scm; do
	said=$(told "$file")
	is "$said" "$(section "$file")" "$file"
done
unlike "$(cat "$golden")" "Backtrace|boot-9|srfi-1|ice-9|In procedure|#<" \
	"no internals of the evaluator show"

# --- codes -------------------------------------------------------------------------------------------
codes=$( (cut -f2 "$GX_TEST_DATA/eval/errors.tsv"
	sed -n 's/.*\[GX_E[A-Z]*\] = "\([a-z-]*\)".*/\1/p' "$GX_TOP_SRCDIR/src/util/diagnostic.c"
	grep -ohE '\((form-)?fields "[a-z-]+"|\(user-error "[a-z-]+"|\(call "[a-z-]+"' \
		"$GX_TOP_SRCDIR"/scheme/gx/eval/*.scm | sed 's/.*"\(.*\)"/\1/') | sort -u)
undocumented=
for code in $codes; do
	grep -q "^|.*\`$code\`.*|" "$GX_TOP_SRCDIR/doc/diagnostics.md" || undocumented="$undocumented $code"
done
is "$undocumented" "" "every code is documented"

# --- the same file in other commands --------------------------------------------------------------
wanted=$(section unknown-package.scm)
for command in "build" "pack -f tarball" "time-machine -- build" "size" "graph" \
	"env --format=json" "build -d"; do
	# shellcheck disable=SC2086
	run gx $command -q -m unknown-package.scm
	is "$status/$(printf '%s\n' "$err" | sed "s|$PWD/||g")" "1/$wanted" "gx $command says the same"
	is "$out" "" "gx $command writes nothing to stdout"
done

# --- files that cannot be read ----------------------------------------------------------------------
run gx shell -m no-such.scm -- true
is "$status/$err" "1/gx: error: no-such.scm: no such file
hint: it was given with --manifest (-m)" "a missing file"
touch manifest.smc
run gx build -m manifest.scm
like "$err" "did you mean 'manifest.smc'" "a file nearby is suggested"
mkdir project
echo '(manifest (list))' >project/manifest.scm
run gx build -m project
is "$status/$err" "1/gx: error: project: it is a directory
hint: did you mean 'project/manifest.scm'?" "a folder"
if [ "$(id -u)" = 0 ]; then
	skip "an unreadable file" "root reads everything"
else
	cp unbound.scm secret.scm
	chmod 0 secret.scm
	run gx build -m secret.scm
	is "$status/$err" "1/gx: error: secret.scm: Permission denied" "an unreadable file"
fi

# --- manifests that are no files ----------------------------------------------------------------------
for name in - /dev/stdin; do
	status=0
	"$GX" shell -n -m "$name" <unknown-package.scm >"$scratch/.out" 2>"$scratch/.err" || status=$?
	is "$(cat "$scratch/.err")" "$(printf '%s\n' "$wanted" |
		sed 's|^\(gx: error: \)[^:]*|\1<standard input>|')" "a manifest from standard input ($name)"
done
echo '(manifest (list))' | "$GX" build -q -n -m - >/dev/null 2>"$scratch/.err"
is "$?" 0 "standard input may hold a good one"
mkfifo pipe
cat unbound.scm >pipe &
run gx build -m pipe
like "$err" "gx: error: pipe:4:8: bash: unbound variable" "a manifest from a pipe"
like "$err" "^    4 \|" "has an excerpt although it cannot be read again"
run gx build -e '(list
  (string-append "a" 3))'
is "$err" 'gx: error: <command line>:2:3: string-append: expected a string, not 3
    2 |   (string-append "a" 3))
      |   ^' "an expression has an excerpt too"

# --- scripts, and words that are nearly right ---------------------------------------------------------
cp in-procedure.scm script.scm
run gx repl -- script.scm argument
is "$status/$(printf '%s\n' "$err" | head -n 1)" \
	"1/gx: error: script.scm:3:1: car: argument 1 should be a pair, not \"abc\"" "a script of gx repl"
echo '(exit 7)' >script.scm
run gx repl script.scm
is "$status" 7 "which may choose its status"
run gx pack -f dockr -m unbound.scm
like "$err" "^gx: error: unknown pack format 'dockr'" "a format of packs"
is "$(printf '%s\n' "$err" | tail -n 1)" "hint: did you mean 'docker'?" "with a suggestion"
run gx shel
is "$status/$err" "2/gx: error: unknown command 'shel'
hint: did you mean 'gx shell'?" "a command"
run gx shell --mainfest=x
is "$status/$err" "2/gx: error: unknown option '--mainfest'
hint: did you mean '--manifest'?" "an option"
run gx build --diagnostics=yaml
is "$status" 2 "a form"

# --- JSON ----------------------------------------------------------------------------------------------
run gx shell -n -m unknown-package.scm --diagnostics=json
is "$status" 1 "--diagnostics=json does not change the status"
if command -v python3 >/dev/null; then
	is "$(printf '%s\n' "$err" | grep '^{' | python3 -c '
import json, sys
d = json.loads(sys.stdin.read())
print(d["severity"], d["code"], d["line"], d["column"], d["endLine"], d["endColumn"], d["hints"],
      d["related"], d["file"].rpartition("/")[2])')" \
		"error unknown-package 4 8 4 14 [\"did you mean 'bash'?\"] [] unknown-package.scm" \
		"it is one object"
	while read -r arguments; do
		# shellcheck disable=SC2086
		run gx $arguments --diagnostics=json
		is "$status/$(printf '%s\n' "$err" | python3 -c '
import json, sys
print(*[json.loads(line)["code"] for line in sys.stdin])')" "2/usage" "gx $arguments"
	done <<-'END'
		shel
		shell --mainfest=x
		build
		gc --no-such
		hash
	END
fi
run gx build --diagnostics=xml
is "$status/$out" "2/" "another form is a usage error"
like "$err" "^gx: error: 'xml' is no form of diagnostics" "told in words"
NO_COLOR=1 run gx build -e 1 --diagnostics=text
like "$err" "^gx: error: " "text is the default"
CLICOLOR_FORCE=1 NO_COLOR='' run gx build --no-such
like "$err" "^gx: .\[31merror:" "CLICOLOR_FORCE asks for colours"
CLICOLOR_FORCE=1 NO_COLOR=1 run gx build --no-such
like "$err" "^gx: error:" "NO_COLOR refuses them"
done_testing
