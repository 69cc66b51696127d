#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gx pull with Guix's options: generations by pattern, profiles, other lists than the default's, news.
: "${n=}" "${tmp=}" "${gx=}"
. "$(dirname "$0")/channel-lib.sh"
trap 'cd /; chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
unset LC_ALL LC_MESSAGES
LANG=C
export LANG

repo core
repo extra
user=$XDG_CONFIG_HOME/gx/channels.scm
mkdir -p "$XDG_CONFIG_HOME/gx"
echo "(list $(channel core) $(channel extra))" >"$user"
pull() { "$gx" pull "$@" >out 2>err; }
generations() { grep -c '^Generation' out; }
in_use() { "$gx" describe >described 2>err && grep -q "$(tip "$1")" described; }

# --- lists that are not the default's ---
echo "(list $(channel core))" >other.scm
pull -C other.scm && "$gx" describe >out 2>err && grep -q "$(tip core)" out && ! grep -q extra out
ok $? "what was pulled by -C is in use"
change extra second
pull && grep -q 'generation 2 is current' err && in_use extra
ok $? "gx pull alone goes back to the default's list"
first=$(tip core)
change core second
pull --commit="$first" --allow-downgrades && in_use extra && grep -q "$first" described
ok $? "a commit that was asked for stays in use"
echo "(list $(channel core) $(channel extra "(branch \"master\")"))" >"$user"
in_use core
ok $? "a change of the default counts at once"
echo "(list $(channel core) $(channel extra))" >"$user"
pull && in_use core
ok $? "and the next pull moves on"

# --- generations ---
pull -l && test "$(generations)" -eq 3
ok $? "all generations"
pull -l 1..2 && test "$(generations)" -eq 2
ok $? "those that a pattern names"
pull --list-generations=3 && test "$(generations)" -eq 1 && grep -q '^Generation 3.*(current)' out
ok $? "or one"
pull -l2 && grep -q '^Generation 2' out
ok $? "joined to its letter"
pull -S -1 && pull -l 2 && grep -q '(current)' out
ok $? "-S -1"
pull -S +1 && pull -l 3 && grep -q '(current)' out
ok $? "-S +1"
pull -S +9
test $? -eq 1 && grep -q 'no generation +9' err
ok $? "one that is not there"
pull -d 1m && pull -l && test "$(generations)" -eq 3
ok $? "-d 1m deletes nothing young"
pull -d 1..3 && grep -q 'generation 3 is the current one' err && pull -l && test "$(generations)" -eq 1
ok $? "-d with a pattern leaves the current one"
pull -l 1..x
test $? -eq 2
ok $? "what is no pattern is refused"

# --- a profile of one's own ---
pull -p "$tmp/mine" && test -L mine && change extra third && pull --profile=mine && test -f mine-2.lock
ok $? "-p keeps generations beside the link"
"$gx" describe -p mine -f channels >out 2>err && grep -q "$(tip extra)" out && ! in_use extra
ok $? "which gx describe -p tells, and which is not the default"
pull -p mine --roll-back && "$gx" describe -p mine >out 2>err && ! grep -q "$(tip extra)" out
ok $? "and which can be rolled back"
"$gx" describe -p "$tmp" >out 2>err
test $? -eq 1 && grep -q 'is not a profile' err
ok $? "what is no profile is refused"
echo text >file
pull -p file
test $? -eq 1 && grep -q text file
ok $? "nor is it overwritten"

# --- options of Guix that concern building ---
pull -s x86_64-linux --no-substitutes --substitute-urls="http://127.0.0.1:9" --fallback --no-grafts -M 2 -c 1
ok $? "options by which Guix builds are taken"
pull -s i686-linux
test $? -eq 2
ok $? "but for other systems"
# The base channel may never have been fetched from where this clone comes from: then that is said.
pull --dry-run --offline && cat out err | grep -q extra && { pull -q --dry-run --offline; ! cat out err | grep -q extra; }
ok $? "-q leaves the user's file out"
"$gx" time-machine -q --offline >out 2>err && ! grep -q "channel-" out
ok $? "as for gx time-machine"

# --- news ---
git -C extra tag v4 "$(change extra fourth && tip extra)"
cat >extra/news.scm <<'NEWS'
(channel-news (version 0)
  (entry (tag "v4") (title (en "Four") (de "Vier")) (body (en "In English.") (de "Auf Deutsch."))))
NEWS
echo '(channel (version 0) (directory "src") (news-file "news.scm"))' >extra/.guix-channel
change extra news
LC_ALL=de_AT.UTF-8 pull && grep -q '^Vier' out && grep -q 'Deutsch' out
ok $? "news of a tag, in the user's language"
pull --news && grep -q '^Four' out
ok $? "or in English"
echo "1..$n"
