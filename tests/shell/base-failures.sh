#!/bin/sh
# How a build that fails is told: the phase, the last words, the whole log, the kept tree; and a
# source that has another hash, with the place of the declaration.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"

shared_store
mkdir -p "$scratch/work/source"
cd "$scratch/work" || exit 1
printf 'all:\n\t@echo compiling\n\t@echo "the reason is $$(( 6 * 7 ))"; exit 3\n' >source/Makefile
cat >broken.scm <<END
(use-modules (guix packages) (guix gexp) (guix build-system gnu))
;; A new one each time, so that it is built.
(package
  (name "broken") (version "1")
  (source (local-file "source" "broken-$$-source" #:recursive? #t))
  (build-system gnu-build-system)
  (arguments (list #:phases #~(modify-phases %standard-phases (delete 'configure))))
  (home-page "") (synopsis "") (description "") (license #f))
END
run gx build -f broken.scm
is "$status" 1 "a package whose build fails"
like "$err" "^gx: error: /gnu/store/.*-broken-1\.drv: the build failed with status 1, in phase 'build'; its last words were:" \
	"the phase is named"
like "$err" "^  \| the reason is 42" "the last words are shown"
drv=$(printf '%s\n' "$err" | sed -n 's/^hint: the whole log: gx build --log-file //p')
like "$drv" "^/gnu/store/.*-broken-1\.drv$" "with how to see the whole log"
like "$err" "^hint: -K .*keeps the tree" "and how to keep the tree"
run gx build --log-file "$drv"
like "$(zcat "$out" 2>/dev/null || cat "$out")" "starting phase .unpack" "which is there"
run gx build -K -f broken.scm
kept=$(printf '%s\n' "$err" | sed -n 's/^gx: the build tree of .* is kept: //p')
ok "-K keeps it and says where" test -d "$kept"
ok "with the sources in it" sh -c "find '$kept' -name Makefile | grep -q ."
[ -n "$kept" ] && chmod -R u+w "$kept" && rm -rf "$kept"

# --- a source with another hash ----------------------------------------------------------------------
if ! command -v python3 >/dev/null; then
	skip "a source with another hash" "python3 is not installed"
	done_testing
fi
echo content >content
python3 -u -m http.server 0 --bind 127.0.0.1 >served 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; cleanup' EXIT
wait_for_line served 'port [0-9]+ .*' || exit 1
port=$(sed -n 's/.*port \([0-9]*\).*/\1/p' served)
cat >wrong.scm <<END
(use-modules (guix packages) (guix download))
(origin
  (method url-fetch)
  (uri "http://127.0.0.1:$port/content")
  (file-name "content-$$")
  (sha256
   (base32
    "0000000000000000000000000000000000000000000000000000")))
END
run gx build -f wrong.scm
is "$status" 1 "a source with another hash"
like "$err" "^gx: error: wrong\.scm:8:5: " "the declaration is found"
like "$err" "expected.*0000000000000000000000000000000000000000000000000000" "the declared hash is told"
actual=$("$GX" hash content)
like "$err" "actual.*$actual" "and the actual one"
like "$err" "^hint: .*write \"$actual\" there" "with what to write"
done_testing
