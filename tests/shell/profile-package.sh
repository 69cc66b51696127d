#!/bin/sh
# gx package: transactions, generations, upgrades, collisions, lists and exports.
# shellcheck source=tests/shell/profile-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/profile-lib.sh"
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"

toy apple 1.0 bin/apple
toy apple 2.0 bin/apple
toy pear 1.0 bin/pear lib/pear/data
toy plum 1.0 bin/apple bin/plum
{
	define apple 1.0
	define apple 2.0
	define pear 1.0 "#:propagated (list apple-1.0)" \
		"#:paths (list (search-path-specification (variable \"PEAR_PATH\") (files '(\"lib/pear\"))))"
	define plum 1.0
} | write_channel
profile=$GX_STORE_ROOT/var/guix/profiles/per-user/$(id -un)/guix-profile
names() { gx package -I "$@" | cut -f1,2 | tr '\t\n' '@ '; }
current() { readlink "$profile"; }

# --- one generation after the other ---------------------------------------------------------------
package -I
is "$status:$out" "0:" "nothing is installed at first"
package -i apple@1.0
is "$status" 0 "a package is installed"
[ "$status" -eq 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
like "$err" '^gx: install +apple 1.0$' "what changes is told"
is "$(current)" guix-profile-1-link "the profile is a relative link to its generation"
is "$(readlink "$profile-1-link" | sed 's|/[a-z0-9]*-profile$||')" "$GX_STORE_ROOT/gnu/store" \
	"which is a link to a store item, by the place where it is"
like "$err" 'gx shell -p' "the first time gx tells how to use it"
run gx shell -p "$profile" -- apple
is "$out" "apple 1.0" "gx shell -p runs its programs"
run gx env -p "$profile" --format=json
like "$out" '"profile": "/gnu/store/' "gx env -p prints its variables"
package -i apple@1.0
like "$err" 'nothing to be done' "installing it again changes nothing"
is "$(current)" guix-profile-1-link "and makes no generation"
package -u
like "$err" 'upgrade +apple 1.0 -> 2.0' "-u upgrades what has a newer version"
unlike "$err" 'gx shell -p' "how to use it is told once"
package -u
like "$err" 'nothing to be done' "once"
package -i pear
is "$status" 1 "two versions of one package cannot be in one profile"
like "$err" 'apple@2.0 and apple@1.0 \(which pear@1.0 brings along\)' "both are named, with who brings them"
like "$err" 'allow-collisions' "and what to do"
is "$(current)" guix-profile-2-link "the profile stays as it was"
package -r apple -i pear plum
is "$status" 0 "removing and installing are one transaction"
is "$(names)" "pear@1.0 plum@1.0 " "with both effects"
like "$err" 'remove +apple 2.0' "both told"
package -i apple --allow-collisions
is "$status" 0 "--allow-collisions lets both in"
like "$err" 'warning: bin/apple is in both /gnu/store/[a-z0-9]*-apple-2.0 and /gnu/store/[a-z0-9]*-plum-1.0' \
	"files that collide are told, with both owners"
run gx shell -p "$profile" -- apple
is "$out" "apple 2.0" "the one installed has precedence over the one brought along"
package --roll-back
is "$(current)" guix-profile-3-link "--roll-back goes back by one"
package -n -i apple --allow-collisions
is "$(current)" guix-profile-3-link "-n changes nothing"
like "$err" 'install +apple 2.0' "and tells what would be"
package -n --json -i apple --allow-collisions
like "$out" '"change": "install"' "also as JSON"
package -S 1
is "$(names)" "apple@1.0 " "-S goes to a generation"
package -i plum
is "$(current)" guix-profile-2-link "the next one follows the current one"
is "$(names)" "apple@1.0 plum@1.0 " "and replaces what was there"
package -S +1
is "$(current)" guix-profile-3-link "-S +1 goes on"
package -S -2
is "$(current)" guix-profile-1-link "-S -2 goes back by two"
package -S 9
is "$status" 1 "a generation that is not there fails"
package --roll-back --roll-back
is "$status" 1 "before the empty profile there is none"
is "$(current):$(names)" "guix-profile-0-link:" "generation 0 is empty"
package -S 3 -r pear
is "$(current):$(names)" "guix-profile-4-link:plum@1.0 " "switching and changing are one command"

# --- what cannot be ---------------------------------------------------------------------------------
package -r plumm
is "$status" 1 "what is not installed cannot be removed"
like "$err" "plumm is not installed" "the message names it"
like "$err" "did you mean 'plum'" "and what is like it"
package -r plum@2.0
like "$err" "there is plum@1.0" "or the version that is there"
package -i aple
like "$err" "did you mean 'apple'" "an unknown package is told likewise"
package -i apple:doc
is "$status" 1 "so is an unknown output"
package plum
is "$status" 2 "a bare word is a usage error"
package -i plum -I
is "$status" 2 "asking and changing exclude each other"
is "$(current)" guix-profile-4-link "none of these changed anything"

# --- short forms --------------------------------------------------------------------------------------
run gx install -L "$modules" apple@1.0 --json
is "$status" 0 "gx install installs"
like "$out" '"generation": 5' "--json tells the generation"
like "$out" '"change": "install"' "and the changes"
run gx upgrade -L "$modules" --do-not-upgrade apple
like "$err" 'nothing to be done' "--do-not-upgrade keeps a package back"
run gx upgrade -L "$modules" '^app'
is "$(names '^a')" "apple@2.0 " "gx upgrade takes patterns"
run gx remove -L "$modules" plum apple
is "$status:$(names)" "0:" "gx remove removes"

# --- lists ------------------------------------------------------------------------------------------------
package -l
is "$(printf '%s\n' "$out" | grep -c '^Generation')" 7 "-l lists generations"
like "$out" '^Generation 7.*\(current\)$' "and which one is current"
like "$out" '^ - plum	1.0	out	/gnu/store/' "with what was removed"
like "$out" '^ \+ apple	2.0	out	/gnu/store/' "and added"
numbers() { gx package --list-generations="$1" | sed -n 's/^Generation \([0-9]*\).*/\1/p' | tr '\n' ' '; }
is "$(numbers 2)|$(numbers 1,3)|$(numbers 2..4)|$(numbers ..2)|$(numbers 6..)" \
	"2 |1 3 |2 3 4 |1 2 |6 7 " "patterns are numbers and ranges"
touch -h -d '40 days ago' "$profile-1-link"
touch -h -d '3 days ago' "$profile-2-link"
is "$(numbers 2d)|$(numbers 1w)|$(numbers 2d..)|$(numbers ..1m)" \
	"3 4 5 6 7 |2 3 4 5 6 7 |3 4 5 6 7 |1 " "or ages"
package -l 2x
is "$status" 2 "anything else is a usage error"
package -l 1 --json
like "$out" '"name": "apple"' "--json"
package -A '^(apple|pear)$'
is "$(printf '%s\n' "$out" | cut -f1-3)" "$(printf 'apple\t2.0\tout\napple\t1.0\tout\npear\t1.0\tout')" \
	"-A lists what can be installed"
package -s '^pear$'
like "$out" '^synopsis: Toy pear' "-s searches"
package --show=pear
like "$out" '^name: pear' "--show describes"

# --- deleting -----------------------------------------------------------------------------------------------
package -d 1m
is "$(numbers 1..)" "2 3 4 5 6 7 " "-d with an age deletes what is older"
package -d2,7
is "$(numbers 1..)" "3 4 5 6 7 " "-d with numbers those, but never the current one"
item=$(readlink "$profile-3-link")
run gx gc
ok "the collector keeps what a generation names" test -e "$item/manifest"
run gx gc -d 4..5
is "$(numbers 1..)" "3 6 7 " "gx gc -d deletes generations, then collects"
package -d
is "$(numbers 1..)" "7 " "-d alone deletes all but the current one"
run gx gc
ok "what no generation names any more is collected" test ! -e "$item"

# --- what crashes leave --------------------------------------------------------------------------------------
ln -s guix-profile-4-link "$profile-new-link"
ln -s "$GX_STORE_ROOT/gnu/store/nowhere-profile" "$profile-8-link"
: >"$profile.lock"
package -i pear
is "$status:$(current):$(names)" "0:guix-profile-8-link:pear@1.0 " \
	"links and locks that a killed gx left are no hindrance"
ok "and the lock is gone" test ! -e "$profile.lock"
# Two at once: the second continues where the first one ended.
gx package -q -L "$modules" -i plum 2>"$scratch/first" &
gx package -q -L "$modules" -r pear 2>"$scratch/second"
wait
is "$(current):$(names)" "guix-profile-10-link:plum@1.0 " "two transactions at once both happen"

# --- another profile; manifests; what entries remember -----------------------------------------------------------
cat >manifest.scm <<'M'
(use-modules (guix transformations) (gnu packages))
(concatenate-manifests
 (list (specifications->manifest (list "pear"))
       (packages->manifest
        (list ((options->transformation '((with-version . "apple=1.0")))
               (specification->package "apple"))))))
M
package -p ./mine -m manifest.scm
is "$(readlink mine)" mine-1-link "-p makes a profile elsewhere"
run gx package -p mine -I
is "$(printf '%s\n' "$out" | cut -f1,2 | tr '\t\n' '@ ')" "apple@1.0 pear@1.0 " "-m makes it what the manifest says"
like "$(cat mine/etc/profile)" 'PEAR_PATH=.*lib/pear' "with the search paths of its packages"
run gx package -p mine --search-paths
like "$out" "^export PEAR_PATH=\"$scratch/work/mine/lib/pear\"\$" "--search-paths names the profile"
run gx package -p mine --search-paths=prefix
like "$out" '^export PATH="[^$]*\$\{PATH' "=prefix puts it first"
like "$(cat mine/manifest)" '\(transformations \(with-version \. "apple=1.0"\)\)' \
	"the entry records what changed its package"
package -p mine -u
like "$err" 'nothing to be done' "so that an upgrade does it again"
run gx gc
ok "a profile elsewhere is a root" test -e mine/manifest
run gx package --list-profiles
is "$out" "$(printf '%s\n' "$profile" "$scratch/work/mine" | sort)" "--list-profiles knows both"
package -p mine --export-manifest
like "$out" "with-version . \"apple=1.0\"" "--export-manifest tells the change"
printf '%s\n' "$out" >again.scm
package -p again -m again.scm
is "$(readlink again-1-link)" "$(readlink mine-1-link)" "and what it prints makes the same profile"
package -p mine -i plum
is "$(readlink mine)" mine-2-link "more can be installed"
like "$(cat mine/etc/profile)" 'PEAR_PATH=.*lib/pear' "what was there keeps its search paths"
like "$(cat mine/manifest)" '"pear".*\(propagated-inputs \(\("apple" "1.0"' "and what it brings along"
package -p other -e '(@ (toys packages) pear-1.0)'
like "$(gx package -p other -I)" '^pear	1.0	out' "-e installs what an expression gives"
echo '(@ (toys packages) plum-1.0)' >package.scm
package -p other -f package.scm -r pear
is "$(gx package -p other -I | cut -f1)" plum "-f what a file gives"

# Options of an upgrade are remembered too.
toy plum 1.5 bin/plum
package -p other -u --with-source="plum=$modules/plum-1.5.tar"
like "$err" 'upgrade +plum 1.0 -> 1.5' "an upgrade takes options"
unlike "$err" 'no effect' "which have their effect"
package -p other -u
like "$err" 'nothing to be done' "and are applied again by the next one"

# What the channels say of installed packages when they are upgraded.
package -p mine -S 2
toy quince 1.0 bin/quince
{
	define apple 1.0
	define apple 2.0
	define quince 1.0
	define plum 1.0 "#:properties* \`((superseded . ,quince-1.0))"
} | write_channel
package -p mine -u
like "$err" 'pear stays as it is: the channels have no such package' "a package that is gone stays"
is "$(gx package -p mine -I | cut -f1 | sort | tr '\n' ' ')" "apple pear quince " \
	"one that another supersedes is replaced by that"
package -p mine --roll-back
ln -s mine alias
package -p alias --roll-back
is "$(readlink mine):$(readlink alias)" "mine-1-link:mine" "a link to a profile stands for it"
mkdir dir
package -p dir -i plum
is "$status" 1 "a directory is no profile"
like "$err" "dir is not a profile with generations" "and is left alone"
package -p nowhere -I
is "$status" 1 "nor is what does not exist"
package -p mine --export-channels
like "$err$out" 'not recorded.*apple' "packages from a load path have no channel"
done_testing
