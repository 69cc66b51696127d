#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A channel of 5,000 packages in irregular modules that import each other in a circle: its
# packages are found, called and lowered as what it was written from says.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
need git python3

fresh_store
HOME=$scratch/home GIT_CONFIG_GLOBAL=$scratch/gitconfig
export HOME GIT_CONFIG_GLOBAL
mkdir "$HOME" "$scratch/project"
git config --global user.name tester
git config --global user.email tester@example.org

wide=$scratch/wide
python3 "$GX_TOP_SRCDIR/tests/shell/wide-channel.py" "$wide" "${GX_TEST_WIDE:-5000}" 260 >"$scratch/said"
like "$(cat "$scratch/said")" 'reach [4-9][0-9][0-9] forms in 2[0-9][0-9] modules' "a wide channel is written"
mv "$wide/manifest.scm" "$scratch/project"
mv "$wide/packages.tsv" "$scratch"
git init -q "$wide"
git -C "$wide" add -A
git -C "$wide" commit -q -m wide
cd "$scratch/project" || exit 1
echo "(cons (channel (name 'wide) (url \"$wide\")) %default-channels)" >channels.scm

cat >dump.scm <<'END'
(use-modules (gnu packages) (guix packages))
(fold-packages (lambda (package _)
                 (format #t "~a\t~a~%" (package-name package) (package-version package)))
               #f)
END
awk -F '\t' '$5 == "public" { print $1 "\t" $2 }' "$scratch/packages.tsv" | sort >wanted
dump() { run gx time-machine -C channels.scm -- repl dump.scm; printf '%s\n' "$out" | grep -P '^w\d'; }
dump | sort >names
ok "names and versions are those that it was written from" cmp -s names wanted
run gx build -n -m manifest.scm
is "$status" 0 "a manifest is lowered"
unlike "$err" 'failed to load|WARNING|rror' "nothing goes wrong"
printf '%s\n' "$out" >outputs
printf '%s\n' "$err" | grep '\.drv' | sort >derivations
ok "to derivations of hundreds of its packages" test "$(grep -c -- '-w[0-9]*-[0-9]' derivations)" -gt 400

cat >places.scm <<'END'
(use-modules (gnu packages) (guix packages) (guix gexp) (ice-9 match))
(define (gexps value)
  (match value
    ((a . b) (append (gexps a) (gexps b)))
    ((? gexp? gexp) (list gexp))
    (_ '())))
(fold-packages (lambda (package _)
                 (let ((gexps (gexps (package-arguments package))))
                   (format #t "~a ~s ~s ~s~%" (package-name package) (package-location package)
                           (map gexp-location gexps) (map gexp->approximate-sexp gexps))))
               #f)
END
places() { gx time-machine -C channels.scm -- repl places.scm 2>/dev/null | sort; }
places >places

# Any module may be the first that is looked at.
cat >one.scm <<'END'
(use-modules (guix packages))
(module-for-each (lambda (name variable)
                   (let ((value (variable-ref variable)))
                     (when (package? value)
                       (format #t "~a\t~a~%" name (package-version value)))))
                 (resolve-interface (call-with-input-string (cadr (program-arguments)) read)))
END
for module in base/b007 base/b013 base/b028 base/b037 base/b048 r011 r060 r101 r160 r200; do
	name="(wide $(echo $module | tr / ' '))"
	"$GX_TOP_BUILDDIR/gx-eval" --channel="$wide" --channel="$GX_TOP_SRCDIR/channels/base" \
		--cache="$scratch/one" --script one.scm "$name" 2>one.err | grep -P '^w\d+\t' | sort >one.names
	awk -F '\t' -v name="$name" '$3 == name && $5 == "public" { print $4 "\t" $2 }' "$scratch/packages.tsv" |
		sort | comm -23 - one.names >lacking
	[ ! -s lacking ] || echo "$module" >>wrong
done
ok "modules are whole whichever is the first" test ! -e wrong

# Loaded whole, as Guile does it, the modules mean the same.
GX_EVAL_EAGER=1
export GX_EVAL_EAGER
dump | sort >eager.names
ok "names and versions are the same when modules are loaded whole" cmp -s eager.names wanted
run gx build -n -m manifest.scm
printf '%s\n' "$out" >eager.outputs
printf '%s\n' "$err" | grep '\.drv' | sort >eager.derivations
ok "so are the outputs" cmp -s outputs eager.outputs
ok "and all derivations" cmp -s derivations eager.derivations
places >eager.places
ok "packages and gexps have the same places and contents" cmp -s places eager.places
ok "and are all there" test "$(grep -c 'location' places)" -gt 4000
unset GX_EVAL_EAGER

first=$(grep -oE '"w[0-9]+' manifest.scm | head -n 1 | tr -d '"')
run gx time-machine -C channels.scm -- search "^$first\$"
like "$out" "^name: $first\$" "gx search finds a package of the channel"
run gx time-machine -C channels.scm -- show "$first"
like "$out" "location: .*wide/" "gx show tells the file of it"
done_testing
