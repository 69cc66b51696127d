#!/bin/sh
# gx hash prints what GNU Guix prints, for every recorded tree, option and algorithm.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
need tar

mkdir "$scratch/trees"
tar -xpf "$GX_TEST_DATA/nar/trees.tar" -C "$scratch/trees" --no-same-owner
cd "$scratch/trees" || exit 1
[ -d dir-mixed ] || cd ./* || exit 1

tab=$(printf '\t')
while IFS="$tab" read -r tree options algo format expected; do
	[ "$options" = "(default)" ] && options=
	[ "$options" = "-S git" ] && continue
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
done_testing
