#!/bin/sh
# gx shell from evaluation to entry, and again from the cache, with manifests that need no
# package: what an evaluation depended on is noticed when it changes.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
HOME=$scratch/home
export HOME
mkdir "$HOME" "$scratch/project"
cd "$scratch/project" || exit 1
cat >manifest.scm <<'END'
(use-modules (guix profiles) (guix gexp))
(load "part.scm")
(define here (dirname (current-filename)))
(define words
  (list part
        (or (getenv "GX_TEST_WORD") "unset")
        (if (file-exists? (string-append here "/optional")) "there" "absent")))
;; What was seen goes to the evaluation's output, which is stderr.
(format (current-error-port) "EVALUATED ~a~%" words)
(manifest
 (list (manifest-entry
         (name "words") (version "1")
         (item (plain-file "words" (string-join words))))))
END
echo '(define part "one")' >part.scm
touch -d '1 hour ago' manifest.scm part.scm
unset GX_TEST_WORD

shell() { run gx shell -v2 -m manifest.scm -- true; }
evaluated() { like "$err" "EVALUATED \($1\)" "$2"; }
cached() { unlike "$err" "EVALUATED" "$1"; }

shell
[ "$status" -eq 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
is "$status" 0 "a manifest is evaluated, its profile built and entered"
evaluated "one unset absent" "the first time it is evaluated"
shell
cached "the second time it is not"
run gx shell -m manifest.scm -- true
is "$err" "" "and nothing is said"
if command -v strace >/dev/null; then
	by_itself() {
		strace -f -o "$scratch/trace" "$GX" shell -m manifest.scm -- true 2>/dev/null
		not grep -qE 'execve.*(gx-engine|gx-eval)|socket\(' "$scratch/trace"
	}
	ok "once the files have settled, without the engine, Guile or a socket" wait_until by_itself
else
	skip "strace of the warm shell" "strace is not installed"
fi

echo '(define part "two")' >part.scm
shell
evaluated "two unset absent" "an edited file that the manifest loads is noticed"
echo '(define part "SIX")' >part.scm
shell
evaluated "SIX unset absent" "also within the same second, with the same size"
shell
cached "an evaluation of fresh files is remembered too"
: >optional
shell
evaluated "SIX unset there" "a file that appears where one was looked for is noticed"
rm optional
shell
evaluated "SIX unset absent" "and that it is gone"
GX_TEST_WORD=word
export GX_TEST_WORD
shell
evaluated "SIX word absent" "a variable that was read is noticed"
shell
cached "once"
unset GX_TEST_WORD
shell
evaluated "SIX unset absent" "and that it is unset"
touch part.scm
shell
cached "a touched file of the same content changes nothing"
run gx shell -m manifest.scm --rebuild-cache -- true
like "$err" EVALUATED "--rebuild-cache evaluates all the same"

# --- roots and mistakes ----------------------------------------------------------------------------
run gx shell -q -m manifest.scm -r root -- sh -c "echo \$GX_ENVIRONMENT"
is "$(readlink root)" "$GX_STORE_ROOT$out" "-r makes a link to the profile where it really is"
rm -rf "$GX_STORE_ROOT/cache"
run gx gc
ok "which keeps it from being collected" test -e root/manifest
run gx shell -p root -- sh -c "echo \$GX_ENVIRONMENT"
is "$out" "$(readlink root | sed "s|^$GX_STORE_ROOT||")" "-p enters it by that link"
rm root
run gx gc
echo data >root
run gx shell -m manifest.scm -r root -- true
is "$status" 1 "-r refuses what gx did not make"
is "$(cat root)" data "and leaves it alone"
run gx shell -m manifest.scm -n
is "$status" 0 "-n succeeds"
is "$out" "" "and enters nothing"

echo '(use-modules (guix profiles)) (manifest (list undefined-thing))' >broken.scm
run gx shell -m broken.scm -- echo entered
is "$status" 1 "a manifest that is wrong fails"
is "$out" "" "nothing is entered"
like "$err" "broken.scm:1:[0-9]+: .*undefined-thing" "the message tells file, line and name"
unlike "$err" "Backtrace|ice-9|In procedure" "and shows no backtrace"
echo '(use-modules (guix profiles)) (current-time) (manifest (list))' >impure.scm
touch -d '1 hour ago' impure.scm
run gx shell -m impure.scm -- true
run gx shell -v2 -m impure.scm -- true
like "$err" "not remembered.*clock" "an evaluation that looked at the clock is not remembered"

# --- channels that change meanwhile ------------------------------------------------------------------
need git
git config --file "$scratch/gitconfig" user.name tester
git config --file "$scratch/gitconfig" user.email tester@example.org
export GIT_CONFIG_GLOBAL="$scratch/gitconfig" GIT_CONFIG_SYSTEM=/dev/null
git init -q "$scratch/extra"
echo '(channel (version 0))' >"$scratch/extra/.guix-channel"
for word in one two; do
	echo "(define-module (extra)) (define-public word \"$word\")" >"$scratch/extra/extra.scm"
	git -C "$scratch/extra" add -A
	git -C "$scratch/extra" commit -q -m $word
done
# ask COMMIT: channels.scm at that commit of the channel.
ask() {
	cat >"$scratch/channels" <<END
(cons (channel (name 'extra) (url "ssh://host$scratch/extra") (commit "$(
	git -C "$scratch/extra" rev-parse "$1")")) %default-channels)
END
}
cat >"$scratch/ssh" <<'END'
#!/bin/sh
# What ssh does, without a network; and what a user may do while it goes on.
cp "$CHANNELS" channels.scm
for command; do :; done
exec sh -c "$command"
END
chmod +x "$scratch/ssh"
mkdir "$scratch/edited"
cd "$scratch/edited" || exit 1
cat >manifest.scm <<'END'
(use-modules (guix profiles) (guix gexp) (extra))
(format (current-error-port) "EVALUATED (~a)~%" word)
(manifest
 (list (manifest-entry (name "word") (version "1") (item (plain-file "word" word)))))
END
ask HEAD^
cp "$scratch/channels" channels.scm
touch -d '1 hour ago' manifest.scm
ask HEAD
export CHANNELS="$scratch/channels" GIT_SSH="$scratch/ssh"
shell
is "$status" 0 "channels are fetched, and their file is edited meanwhile"
evaluated one "which does not concern this evaluation"
shell
evaluated two "but the next one"
shell
cached "which is remembered"
done_testing
