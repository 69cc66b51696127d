#!/bin/sh
# gx hash prints what GNU Guix prints, for every recorded tree, option and algorithm.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
need tar git

mkdir "$scratch/trees"
tar -xpf "$GX_TEST_DATA/nar/trees.tar" -C "$scratch/trees" --no-same-owner
cd "$scratch/trees" || exit 1
[ -d dir-mixed ] || cd ./* || exit 1

tab=$(printf '\t')
while IFS="$tab" read -r tree options algo format expected; do
	[ "$options" = "(default)" ] && options=
	# shellcheck disable=SC2086 # options are words
	run gx hash $options -H "$algo" -f "$format" "$tree"
	case $expected in
	"guix hash: error:"*)
		is "$status" 1 "gx hash $options $tree fails"
		is "$out" "" "and prints nothing" ;;
	*)
		is "$out" "$expected" "gx hash $options -H $algo -f $format $tree" ;;
	esac
done <"$GX_TEST_DATA/hash/guix-hash.tsv"

run gx hash -
is "$out" 0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73 "'-' is the standard input"
run gx hash -S nra file-hello
is "$status" 2 "an unknown serializer is a usage error"
like "$err" "did you mean 'nar'" "with a suggestion"
run gx hash dir-empty
like "$err" "gx hash -r dir-empty" "a directory without -r: the hint tells"

# Git itself knows best; what it does not track, a directory without files, does not count.
mkdir "$scratch/git" && cd "$scratch/git" && git init -q
mkdir a a/b empty empty/too
echo 1 >a/one; echo 2 >a.b; echo 3 >a-; echo 4 >a0; ln -s nowhere a/link
printf '#!/bin/sh\n' >a/b/run; chmod 755 a/b/run; chmod 654 a0
git add -A .
is "$("$GX" hash -S git -x -H sha1 -f hex .)" "$(git write-tree)" "a tree has git's hash"
is "$("$GX" hash -S git -H sha1 -f hex a.b)" "$(git hash-object a.b)" "and a file"
git -C "$scratch" init -q --object-format=sha256 git256 2>/dev/null
git --git-dir="$scratch/git256/.git" --work-tree=. add -A .
is "$("$GX" hash -S git -x -f hex .)" "$(git --git-dir="$scratch/git256/.git" write-tree)" "by sha256 too"
mkfifo a/pipe
run gx hash -S git -x .
is "$status" 1 "what git cannot hold is refused"
like "$err" "/a/pipe is neither" "and named"
done_testing
