#!/bin/sh
# Where installed packages came from: provenance in the manifest, --export-channels and
# --export-manifest, which together give the same profile again.
# shellcheck source=tests/shell/profile-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/profile-lib.sh"
need git
base=$(git -c safe.directory='*' -C "$GX_TOP_SRCDIR" rev-parse HEAD 2>/dev/null) ||
	skip_all "this is no clone: its packages have no commit"

toy apple 1.0 bin/apple
toy pear 1.0 bin/pear
{ define apple 1.0; define pear 1.0; } | write_channel
commit() {
	git -C "$modules" add -A
	git -C "$modules" -c user.name=t -c user.email=t@t commit -q -m "$1"
	git -C "$modules" rev-parse HEAD
}
git init -q -b main "$modules"
first=$(commit one)
channels() { # COMMIT-OF-TOYS
	cat <<-C
	(list (channel (name 'base) (url "$GX_TOP_SRCDIR") (branch "main") (commit "$base"))
	      (channel (name 'toys) (url "$modules") (branch "main") (commit "$1")))
	C
}
channels "$first" >channels.scm
then_gx() { file=$1; shift; run gx time-machine -q --disable-authentication -C "$file" -- "$@"; }

then_gx channels.scm package -p mine -i apple pear
is "$status" 0 "packages of pinned channels are installed"
[ "$status" -eq 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
manifest=$(cat mine/manifest)
like "$manifest" "\\(provenance \\(repository \\(version 0\\) \\(url [^)]*\\)( \\(branch \"main\"\\))? \\(commit \"$base\"\\) \\(name base\\)\\)" \
	"each entry tells the core channel's commit"
like "$manifest" "\\(commit \"$first\"\\) \\(name toys\\)" "and that of the channel that defines it"
run gx package -p mine --export-channels
is "$status:$err" "0:" "--export-channels finds them"
printf '%s\n' "$out" >exported.scm
like "$out" "\\(commit \"$base\"\\)" "with the core channel's commit"
like "$out" "\\(commit \"$first\"\\)" "and the other's"
then_gx exported.scm package -p mine --export-manifest
printf '%s\n' "$out" >manifest.scm
then_gx exported.scm package -p again -m manifest.scm
is "$status" 0 "both make a profile"
[ "$status" -eq 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
items() { gx package -p "$1" -I | cut -f4 | sort; }
is "$(items again)" "$(items mine)" "of the same items"

# What belongs to a commit can be looked at, not changed.
VISUAL="echo"
export VISUAL
then_gx channels.scm edit apple
like "$out" '^\+[0-9]+ .*-gx-channel-toys-[0-9a-f]*/toys/packages.scm$' "gx edit shows a pinned channel's file"
run gx time-machine --disable-authentication -C channels.scm -- edit apple
like "$err" 'packages.scm can only be read' "and says that it can only be read"

# A package installed later comes from another commit.
toy pear 2.0 bin/pear
{ define apple 1.0; define pear 2.0; } | write_channel
second=$(commit two)
channels "$second" >channels.scm
then_gx channels.scm package -p mine -u pear
like "$err$(gx package -p mine -I pear)" 'pear	2.0' "an upgrade takes the newer channel's package"
run gx package -p mine --export-channels
like "$out" "\\(commit \"$second\"\\)" "the newest commit is exported"
like "$out" "^;; apple@1.0: toys at commit $first" "older ones are told"
rm -r "$modules/toys" "$modules/.git"
run gx package -p mine --export-channels
is "$status" 0 "all this needs no channel any more"
done_testing
