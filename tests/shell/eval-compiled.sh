#!/bin/sh
# gx-eval keeps compiled modules by content, and sees nothing of the host's Guile.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

eval=$GX_TOP_BUILDDIR/gx-eval
dir=$scratch
GX_LIBEXEC=$dir/none; export GX_LIBEXEC	# no object files of the build's
mkdir -p "$dir/ch/t" "$dir/ch/guix" "$dir/cache"
# The channel is a core channel: its modules are compiled, but for those of packages.
echo '(define-module (guix packages))' > "$dir/ch/guix/packages.scm"

cat > "$dir/ch/t/macro.scm" <<'END'
(define-module (t macro) #:export (answer))
(define-syntax-rule (answer) 41)
END
cat > "$dir/ch/t/plain.scm" <<'END'
(define-module (t plain) #:export (value))
(define (value) 1)
END
cat > "$dir/ch/t/user.scm" <<'END'
(define-module (t user) #:use-module (t macro) #:use-module (t plain) #:export (sum))
(define (sum) (+ (answer) (value)))
END

ln -s . "$dir/ch/round1"
ln -s . "$dir/ch/round2"

compile() { "$eval" --channel="$dir/ch" --cache="$dir/cache" --compile; }
sum() { "$eval" --channel="$dir/ch" --cache="$dir/cache" -c '(display ((@ (t user) sum)))' 2>&1; }
# Which modules of the test channel have no object file, as words.
missing() {
	"$eval" --channel="$dir/ch" --cache="$dir/cache" -c '
(for-each (lambda (m) (when (string-prefix? "t/" (car m)) (display (car m)) (display " ")))
          ((@ (gx engine) compiled-missing)))'
}

is "$(missing)" "t/macro t/plain t/user " "nothing is compiled at first"
is "$(sum)" 42 "modules run from source"
compile 2>/dev/null
is "$(missing)" "" "then everything is compiled"
is "$(sum)" 42 "and means the same"
touch "$dir"/ch/t/*.scm
is "$(missing)" "" "a new date makes nothing stale"
sed -i 's/1)$/2)/' "$dir/ch/t/plain.scm"
is "$(missing)" "t/plain " "a procedure's change concerns its own module"
is "$(sum)" 43 "and is seen at once"
sed -i 's/41/51/' "$dir/ch/t/macro.scm"
is "$(missing)" "t/macro t/plain t/user " "a macro's change concerns its users"
is "$(sum)" 53 "and is seen at once"
compile 2>/dev/null
sed -i 's/51/41/' "$dir/ch/t/macro.scm"
is "$(missing)" "" "older content finds its object files again"

for file in "$dir"/cache/*.go; do
	chmod u+w "$file"
	printf X | dd of="$file" bs=1 seek=3000 conv=notrunc 2>/dev/null
done
is "$(sum)" 43 "damaged object files are not loaded"
is "$(missing)" "t/macro t/plain t/user " "but removed"
compile 2>/dev/null

mkdir -p "$dir/mine/t"
echo '(define-module (t plain) #:export (value)) (define (value) 100)' > "$dir/mine/t/plain.scm"
is "$("$eval" -L "$dir/mine" --channel="$dir/ch" --cache="$dir/cache" \
	-c '(display ((@ (t user) sum)))' 2>&1)" 141 "a module of -L hides the channel's object file"

echo '(define-module (t broken)) (define x (let' > "$dir/ch/t/broken.scm"
compile 2>/dev/null && status=0 || status=$?
is "$status" 1 "a module that cannot be compiled is an error"
is "$(sum)" 43 "which does not concern the others"
is "$(missing)" "" "and is not tried twice"
is "$(grep -cE '^gx-failed 1 |read-error' "$dir"/cache/*.failed)" 2 "since the reason is kept"
# As another gx would have written it.
for file in "$dir"/cache/*.failed; do
	sed -e 's/^gx-failed 1 /&0./' -e '/^end /d' "$file" >"$dir/other"
	echo "end $(sha256sum <"$dir/other" | cut -d' ' -f1)" >>"$dir/other"
	cp "$dir/other" "$file"
done
is "$(missing)" "t/broken " "but by another gx"
compile 2>/dev/null
is "$(missing)" "" "which then knows it too"
for file in "$dir"/cache/*.failed; do printf x | dd of="$file" bs=1 seek=20 conv=notrunc; done 2>/dev/null
is "$(missing)" "t/broken " "and when the reason is damaged"
rm "$dir/ch/t/broken.scm"

# Limits of the size of files stand for a full disk: they fail likewise.
rm -rf "$dir/cache"
(trap '' XFSZ; ulimit -f 100; compile) 2>"$dir/said" && status=0 || status=$?
is "$status" 1 "where there is no space nothing is compiled"
is "$(grep -c . "$dir/said"):$(grep -c 'cannot compile .*File too large' "$dir/said")" 1:1 \
	"which is told once, for the first module"
is "$(find "$dir/cache" -name '*.failed' -o -name '.tmp*')" "" "and not held against it"
is "$(sum)" 43 "modules run from source then"
compile 2>/dev/null
is "$(missing)" "" "and are compiled when there is space"

# A compiler that is killed leaves unfinished files, which the next removes.
for left in .tmp-abc.go.XyZ123 .tmp-abc.go k.go.0123456789ab k.failed.0123456789ab; do
	echo >"$dir/cache/$left"
done
compile 2>/dev/null
is "$(find "$dir/cache" -name '.tmp*' -o -name 'k.*')" "" "what a killed compiler left is removed"

# Names that need care in the index and among imports.
long=n$(printf '%0199d' 0)
mkdir -p "$dir/ch/$long"
name() {	# FILE NAME VALUE: a module whose macro has that value
	printf '(define-module (%s) #:export (it))\n(define-syntax-rule (it) %s)\n' "$2" "$3" \
		>"$dir/ch/$1.scm"
}
odd() {
	"$eval" --channel="$dir/ch" --cache="$dir/cache" -c '(display ((@ (t odd) sum)))' 2>&1
}
name "t/a b" "t #{a b}#" 1
name "t/c d" 't #{c\x20;d}#' 10
name "t/é" "t é" 100
name "$long/$long" "$long $long" 1000
cat >"$dir/ch/t/odd.scm" <<END
(define-module (t odd)
  #:use-module ((t #{a b}#) #:prefix a:) #:use-module ((t #{c\x20;d}#) #:prefix b:)
  #:use-module ((t é) #:prefix c:) #:use-module (($long $long) #:prefix d:)
  #:export (sum))
(define (sum) (+ (a:it) (b:it) (c:it) (d:it)))
END
compile 2>/dev/null
is "$(odd)" 1111 "modules with blanks, other letters and long names are compiled"
name "t/a b" "t #{a b}#" 2
is "$(odd)" 1112 "a macro's change in a module with a blank in its name is seen"
name "t/c d" 't #{c\x20;d}#' 20
is "$(odd)" 1122 "also if the name is written with an escape"
name "t/é" "t é" 200
is "$(odd)" 1222 "also if it has another letter than ASCII's"
name "$long/$long" "$long $long" 2000
is "$(odd)" 2222 "also if it is longer than a file's name"
if command -v strace >/dev/null; then
	touch -d '1 hour ago' "$dir"/ch/*/*.scm
	# (a file that changed just before the index was written is read again)
	spared() {
		rm -f "$dir"/cache/index-*
		odd >/dev/null
		strace -f -e trace=openat,open -o "$dir/trace" "$eval" --channel="$dir/ch" \
			--cache="$dir/cache" -c 1
		not grep -q "/ch/.*[.]scm" "$dir/trace"
	}
	ok "the index spares reading all of them" wait_until spared
else
	skip "the index spares reading all of them" "strace is not installed"
fi
rm -r "${dir:?}/ch/$long" "$dir/ch/t/odd.scm" "$dir/ch/t/a b.scm" "$dir/ch/t/c d.scm" "$dir/ch/t/é.scm"

rm -rf "$dir/cache"
for _ in 1 2 3 4; do compile 2>/dev/null & done
wait
is "$(sum)$(missing)" 43 "four compile at once"

# A compiler in the background ends by itself when its folder goes.
rm -rf "$dir/cache"
mkdir "$dir/cache"
mkfifo "$dir/ended"
("$eval" --channel="$dir/ch" --cache="$dir/cache" --compile background 2>"$dir/said"
	echo "$?" >"$dir/ended") &
wait_until test -e "$dir/cache/lock"
mv "$dir/cache" "$dir/gone"
is "$(cat "$dir/ended")$(cat "$dir/said")" 0 "a compiler whose folder goes away ends without a word"
ok "and does not make it again" [ ! -e "$dir/cache" ]

# The host's Guile is not consulted.
mkdir -p "$dir/site/t" "$dir/site/ice-9"
echo '(define-module (t site))' > "$dir/site/t/site.scm"
echo '(define-module (ice-9 match)) (display "poisoned")' > "$dir/site/ice-9/match.scm"
is "$(GUILE_LOAD_PATH=$dir/site GUILE_LOAD_COMPILED_PATH=$dir/site GUILE_SYSTEM_PATH=$dir/site \
	HOME=$dir/site "$eval" -c '(begin (use-modules (ice-9 match))
(display (->bool (search-path %load-path "t/site.scm"))))' 2>&1)" "#f" "GUILE_LOAD_PATH and its like are not looked at"
is "$("$eval" -c '(display (length (filter (lambda (d) (string-contains d "site")) %load-path)))' 2>&1)" \
	0 "nor the host's site directories"

done_testing
