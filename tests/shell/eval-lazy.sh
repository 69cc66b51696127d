#!/bin/sh
# Package modules are evaluated form by form, and mean what they would if they were loaded whole.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

eval=$GX_TOP_BUILDDIR/gx-eval
data=$GX_TEST_DATA/lazy
cp -r "$data" "$scratch/ch"
chmod -R u+w "$scratch/ch"

probe() { "$eval" --channel="$scratch/ch" --script "$data/probe.scm" 2>/dev/null; }
lazy=$(probe)
eager=$(GX_EVAL_EAGER=1 probe)
is "$lazy" "$eager" "modules mean the same, lazy or not"
like "$lazy" "\\(probe-end\\) => end" "all of the probe runs"

# Why modules are loaded whole after all.
run "$eval" --channel="$scratch/ch" -c '
(begin
  (load-from-path "t/all.scm")
  (for-each (lambda (lazy)
              (let ((why ((@ (gx eval lazy force) module-eager-reason) lazy)))
                (when why (format #t "~a: ~a~%" (cadr ((@ (gx eval lazy state) lazy-name) lazy)) why))))
            (sort ((@ (gx eval lazy state) all-lazy-modules))
                  (lambda (a b) (string<? ((@ (gx eval lazy state) lazy-file) a)
                                          ((@ (gx eval lazy state) lazy-file) b))))))'
is "$out" "effects-by-macro: its form 'define-with-effect' has effects
own-define: 'define-public' has another meaning in it" "only modules with effects, and macros of other meanings, are"

# Nothing is evaluated that nobody asks for.
cat > "$scratch/ch/t/heard.scm" <<'END'
(define-module (t heard) #:use-module (t heard-too))
(define (say what) (display what) what)
(define-public one (say "1"))
(define-public two (list (say "2") one))
(define-public three (list (say "3") other))
END
cat > "$scratch/ch/t/heard-too.scm" <<'END'
(define-module (t heard-too) #:use-module (t heard))
(define-public other (list one (begin (display "other") 4)))
END
heard() { "$eval" --channel="$scratch/ch" -c "$1" 2>&1; }
is "$(heard '(use-modules (t heard))')" "" "a module that is only imported is not evaluated"
is "$(heard '(@ (t heard) two)')" "21" "one name evaluates its form and what that refers to"
is "$(heard '(begin (@ (t heard) three) (@ (t heard) three))')" "31other" \
	"and each form once, through modules that import each other"

is "$(heard "(write (list ((@ (t circle-b) value-of-a)) (@ (t circle-a) made-with-b)))")" "(a (define-with-b 1))" \
	"macros come through such circles from either side"

# An error is one each time, and leaves the rest as it was.
is "$(heard "(let ((try (lambda (name) (catch #t (lambda () (module-ref (resolve-interface '(t broken)) name))
                                          (lambda (key . _) key)))))
  (write (map try '(broken unbound broken fine unbound))))")" \
	"(wrong-type-arg unbound-variable wrong-type-arg fine unbound-variable)" \
	"a broken form fails each time, and no other with it"
like "$(heard "(write (module-map (lambda (name _) name) (resolve-interface '(t broken))))")" \
	"failed to load 't/broken.scm'" "who wants all names of a broken module is told"

is "$(heard "(let ((try (lambda (name) (catch #t (lambda () (module-ref (resolve-interface '(t direct-broken)) name))
                                          (lambda (key . _) key)))))
  (write (map try '(later-name unbound-name wrong-call wrong-syntax nothing itself))))")" \
	"((49 1) unbound-variable wrong-type-arg syntax-error syntax-error unbound-variable)" \
	"errors of expressions are the usual ones"
run "$eval" --channel="$GX_TOP_SRCDIR/channels/base" --script "$data/read.scm"
is "$(echo $out)" "same same same same same same same same same -- $(yes left | head -n 19 | xargs)" \
	"forms are read as Guile reads them, or left to it"

# Packages are the same, field by field, as if their macros were expanded at each of them.
cp -r "$GX_TEST_DATA/lazy-packages" "$scratch/packages"
fields() {
	"$eval" --channel="$scratch/packages" --channel="$GX_TOP_SRCDIR/channels/base" \
		--script "$GX_TEST_DATA/lazy-packages/probe.scm" 2>&1
}
lazy=$(fields)
is "$lazy" "$(GX_EVAL_EAGER=1 fields)" "packages mean the same, lazy or not"
is "$(printf '%s\n' "$lazy" | wc -l)" 14 "all of them are looked at"

# It does not matter what is asked for first.
cat > "$scratch/ch/t/renames.scm" <<'END'
(define-module (t renames) #:use-module ((t unusual) #:renamer (symbol-prefix-proc 'u/)))
(define-public through (list u/odd))
END
cat > "$scratch/ch/t/unusual.scm" <<'END'
(define-module (t unusual) #:duplicates (check))
(define-public odd 'odd)
END
is "$(heard "(write (@ (t renames) through))")" "(odd)" "names of a module loaded whole are renamed before it is loaded"
is "$(heard "(write (@ (t exports-values) one))")" 1 "what only expansion shows to be defined is found first"

# What is only looked up is what the evaluation depends on.
trace() { "$eval" --channel="$scratch/ch" --trace -c "$1" 2>&1 >/dev/null | grep -o 'ch/t/.*scm' | sort; }
is "$(trace "(@ (t shapes) unit)")" "ch/t/shapes.scm" "a module that is used is a dependency"
is "$(trace '(@ (t cycle-b) pong)' | tr '\n' ' ')" "ch/t/cycle-a.scm ch/t/cycle-b.scm " \
	"and so are the imports that its names might come from"

# The index may be absent, damaged, or not writable.
cache=$scratch/cache
index() { "$eval" --channel="$scratch/ch" --cache="$cache" -c '(write (@ (t shapes) unit))' 2>/dev/null; }
is "$(index)$(index)" 11 "with an index, new or old, names are found"
for file in "$cache"/index-*; do
	printf X | dd of="$file" bs=1 seek=2000 conv=notrunc 2>/dev/null
done
is "$(index)" 1 "a damaged index does not matter"
for file in "$cache"/index-*; do : > "$file"; done
is "$(index)" 1 "nor does an empty one"
echo '(define-public unit 2)' >> "$scratch/ch/t/replacer.scm"
sed -i 's/(define-public unit .*/(define-public unit 3)/' "$scratch/ch/t/shapes.scm"
is "$(index)" 3 "a change is seen"
mkdir "$scratch/other"
cp -r "$scratch/ch/t" "$scratch/other/t"
is "$("$eval" --channel="$scratch/other" --cache="$cache" -c '(write (@ (t shapes) unit))' 2>/dev/null)" 3 \
	"another tree with the same files has the same forms"

# A module of the user's own hides the channel's.
mkdir -p "$scratch/mine/t"
echo '(define-module (t shapes)) (define-public unit (quote mine))' > "$scratch/mine/t/shapes.scm"
is "$("$eval" -L "$scratch/mine" --channel="$scratch/ch" -c '(write (list (@ (t shapes) unit)))' 2>&1)" \
	"(mine)" "a module of -L comes first"

is "$(heard "(begin (primitive-load \"$scratch/mine/t/shapes.scm\") (write (list (@ (t shapes) unit))))")" \
	"(mine)" "and so does one that is loaded by its file name"

# Few of the indexes of other trees are kept.
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do
	mkdir -p "$scratch/trees/$i/t"
	echo "(define-module (t n))" > "$scratch/trees/$i/t/n.scm"
	"$eval" --channel="$scratch/trees/$i" --cache="$scratch/trees/cache" -c '#t' 2>/dev/null
done
is "$(find "$scratch/trees/cache" -name 'index-*' | wc -l)" 17 "and that of the present one"

done_testing
