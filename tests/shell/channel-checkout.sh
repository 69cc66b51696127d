#!/bin/sh
# Sources that are checkouts: builtin:git-download.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
HOME=$scratch/home
export HOME
mkdir "$HOME"

# The builder sees the host's files but for its /tmp: the repository must be elsewhere.
repo=$(mktemp -d /var/tmp/gx-checkout.XXXXXX) || exit 1
trap 'rm -rf "$repo"; cleanup' EXIT
chmod 755 "$repo"
git init -q "$repo"
mkdir "$repo/d"
echo text >"$repo/file"
printf '#!/bin/sh\n' >"$repo/d/script"
chmod +x "$repo/d/script"
ln -s file "$repo/link"
git -C "$repo" add -A
git -C "$repo" -c user.name=t -c user.email=t@example.org commit -q -m one
git -C "$repo" tag v1.0
commit=$(git -C "$repo" rev-parse HEAD)
cp -r "$repo" "$scratch/tree"
rm -rf "$scratch/tree/.git"
hash=$(gx hash -r "$scratch/tree")

# checkout COMMIT HASH MORE: an expression for gx build -e.
checkout() {
	echo "(begin (use-modules (guix packages) (guix git-download))
		(origin (method git-fetch)
			(uri (git-reference (url \"file://$repo\") (commit \"$1\") $3))
			(file-name \"tree-checkout\")
			(sha256 (base32 \"$2\"))))"
}

run gx build -e "$(checkout "$commit" "$hash")"
is "$status" 0 "a commit is checked out"
item=$GX_STORE_ROOT$out
is "$(cat "$item/file")" text "with its files"
ok "and their modes" test -x "$item/d/script"
is "$(readlink "$item/link")" file "and links"
ok "without git's own folder" test ! -e "$item/.git"

fresh_store 2
run gx build -e "$(checkout v1.0 "$hash")"
is "$status" 0 "so is a tag"

run gx build -e "$(checkout nope "$hash")"
is "$status" 0 "contents that are there already are not fetched again"
fresh_store 3
run gx build -e "$(checkout nope "$hash")"
is "$status" 1 "a commit that does not exist fails"
like "$err" "has no commit or tag nope" "with its name"
wrong=0000000000000000000000000000000000000000000000000000
run gx build -e "$(checkout "$commit" "$wrong")"
is "$status" 1 "another tree than the hash says fails"
like "$err" "$hash" "with the hash that it has"
run gx build -e "$(checkout "$commit" "$hash" "(recursive? #t)")"
is "$status" 1 "submodules are refused"
like "$err" "submodules are not supported" "in words"
done_testing
