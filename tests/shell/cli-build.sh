#!/bin/sh
# gx build's words, roots and mistakes, with objects that need no package.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
HOME=$scratch/home
export HOME
mkdir "$HOME" "$scratch/work"
cd "$scratch/work" || exit 1

one='(begin (use-modules (guix gexp)) (plain-file "one.txt" "1"))'
two='(begin (use-modules (guix gexp)) (plain-file "two.txt" "2"))'
run gx build -e "$one"
is "$status" 0 "gx build -e succeeds"
like "$out" '^/gnu/store/[0-9a-z]{32}-one\.txt$' "and prints the path"
first=$out
run gx build "$first"
is "$out" "$first" "a store path is printed when it is valid"
run gx build /gnu/store/00000000000000000000000000000000-none
is "$status" 1 "one that is not fails"
like "$err" "is not in the store" "with the reason"

run gx build -e "$one" -r result
is "$(readlink result)" "$GX_STORE_ROOT$first" "-r makes a link to where the item really is"
is "$(cat result)" 1 "that works outside of any namespace"
run gx build -q -e "$two" -r result
is "$status" 0 "-r replaces a link that gx made"
is "$(cat result)" 2 "with the new result"
run gx build -e "$one" -e "$two" -r several
is "$(cat several-0)$(cat several-1)" 12 "several results get several links"
run gx gc
ok "links keep their items" test -e several-0
echo mine >file
run gx build -e "$one" -r file
is "$status" 1 "-r refuses a file"
is "$(cat file)" mine "and leaves it alone"
ln -s /etc/passwd foreign
run gx build -e "$one" -r foreign
is "$status" 1 "-r refuses somebody else's link"
is "$(readlink foreign)" /etc/passwd "and leaves it alone"
mkdir dir
run gx build -e "$one" -r dir/sub/result
is "$status" 1 "-r in a directory that does not exist fails"

echo '(use-modules (guix gexp)) (plain-file "file.txt" "f")' >file.scm
run gx build -f file.scm
like "$out" '-file\.txt$' "-f takes what the file gives"
run gx build
is "$status" 2 "gx build of nothing is a usage error"
run gx build -M many -e "$one"
is "$status" 2 "so is a number that is none"
like "$err" "'many' is not a number for --max-jobs" "which is named"
run gx build -e '(car (quote ()))'
is "$status" 1 "an expression that fails"
unlike "$err" "Backtrace|ice-9" "shows no backtrace"
run gx build no-such-package-at-all
is "$status" 1 "an unknown package fails"
like "$err" "no-such-package-at-all" "and is named"
run gx build helo
like "$err$out" "did you mean.*hello" "one that is nearly right gets a suggestion"
done_testing
