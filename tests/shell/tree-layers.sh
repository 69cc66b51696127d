#!/bin/sh
# The house: includes run one way, each foreign library stays in its folder, build-side
# Scheme imports build-side modules only, doors compile alone, scripts are clean.
cd "${GX_TOP_SRCDIR:-.}" || exit 1
n=0 failed=0
ok() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
}
# none WHAT LINES: a test point that holds when LINES is empty.
none() {
	[ -z "$2" ]
	ok $? "$1"
	[ -z "$2" ] || printf '%s\n' "$2" | sed 's/^/# /'
}

# What each folder may include besides its own headers.
may_include() {
	case $1 in
	util) echo util ;;
	store) echo util store ;;
	cache) echo util store ;;
	net) echo util store ;;
	profile) echo util store net ;;
	build) echo util store net profile ;;
	channel) echo util store net profile build ;;
	daemon) echo util store net profile build channel ;;
	eval) echo util store net profile build channel daemon ;;
	pack) echo util store net profile build channel daemon eval ;;
	shell) echo util store net profile build channel daemon eval cache ;;
	cli) echo util store net profile build channel daemon eval cache pack shell ;;
	esac
}
wrong=
for dir in src/*/; do
	folder=$(basename "$dir")
	allowed=" $(may_include "$folder") $folder "
	for included in $(grep -rhoE '^#include "[a-z]+/' "$dir" | sed 's/.*"//; s|/||' | sort -u); do
		case $allowed in *" $included "*) ;; *) wrong="$wrong
$folder includes $included" ;; esac
	done
done
none "includes run one way" "$wrong"

# library HEADER-PATTERN FOLDERS…
library() {
	pattern=$1; shift
	none "<$pattern> only in src/{$*}" "$(grep -rlE "^#include <$pattern" src | while read -r file; do
		folder=${file#src/}; folder=${folder%%/*}
		case " $* " in *" $folder "*) ;; *) echo "$file" ;; esac
	done)"
}
library gcrypt.h util channel
library sqlite3.h store
library curl/ net
library zlib.h net
library lzma.h net
library zstd.h net
library lzlib.h net
library lzma.h net
library archive build
library seccomp.h build
library git2 channel
library libguile eval
library sqfs/ pack
library jansson.h util

none "the thin program links neither Guile, libgit2, libcurl nor SQLite" \
	"$(ldd "${GX:-build/gx}" 2>/dev/null | grep -E 'guile|git2|curl|archive|sqlite')"

none "build-side Scheme imports only build-side modules" "$(
	grep -rnoE '#:use-module \(+(guix|gnu)( [a-z0-9/-]+)+|\(use-modules \(+(guix|gnu)( [a-z0-9/-]+)+' \
		channels/base/guix/build 2>/dev/null | grep -vE '\((guix|gnu) build ')"

none "each file names its licence" "$(git ls-files 2>/dev/null |
	grep -E '\.(c|h|scm|rb)$|local\.mk$|Makefile\.am$|configure\.ac$' |
	grep -vE '^tests/data|^tests/scheme/data|^examples/.*(manifest|channels)\.scm$' |
	while read -r file; do
		head -3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || echo "$file"
	done)"

none "doc/scheme-api.md names each module of the API" "$(
	cd channels/base/guix || exit
	for module in *.scm build-system/*.scm; do
		name=${module%.scm}
		grep -qE "\`($name|/${name##*/})\`" ../../../doc/scheme-api.md || echo "$name"
	done)"

none "doc/architecture.md names each folder of the code" "$(
	for dir in src/*/; do
		grep -q "^    ${dir%/} " doc/architecture.md || echo "$dir"
	done)"

if command -v cc >/dev/null; then
	bad=
	for dir in src/*/; do
		door=$dir$(basename "$dir").h
		[ -f "$door" ] || continue
		printf '#include "%s"\n' "${door#src/}" |
			cc -std=gnu11 -D_GNU_SOURCE -Isrc -fsyntax-only -Wall -x c - 2>/dev/null ||
			bad="$bad $door"
	done
	none "each door compiles alone" "$bad"
fi

if command -v shellcheck >/dev/null; then
	none "shellcheck is content with the scripts" "$(git ls-files 2>/dev/null |
		grep -vE '^tests/(data|scheme/data)' | while read -r file; do
		case $(head -c 20 "$file" | head -1 | tr -d '\0') in
		'#!/bin/sh'*|'#!/bin/bash'*|'#!/usr/bin/env bash'*) echo "$file" ;;
		esac
	done | xargs shellcheck -x -f gcc 2>&1 | grep -E ': (error|warning):')"
elif [ "${CI:-}" = true ]; then
	ok 1 "shellcheck is installed"
else
	n=$((n + 1)); echo "ok $n - scripts # SKIP shellcheck is not installed"
fi
echo "1..$n"
exit $failed
