#!/bin/sh
# The self-check: each package of the base channel is the same, lazy or not.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
HOME=$scratch/home; export HOME
unset GX_CHANNELS
mkdir "$HOME"
GX_EVAL_CHECK=1; export GX_EVAL_CHECK

run gx search --json .
is "$status" 0 "the descriptions of all packages are the same"
specs=$(printf '%s' "$out" | sed -n 's/^ *"name": "\(.*\)",$/\1/p' | sort -u)
ok "there are many" [ "$(printf '%s\n' "$specs" | wc -l)" -gt 50 ]
# shellcheck disable=SC2086
run gx build -d $specs
is "$status" 0 "so are their derivations"
like "$out" '-hello-.*\.drv$' "which are told"
echo '(use-modules (gnu packages)) (specifications->manifest (list "ruby" "hello" "gcc-toolchain"))' \
	>"$scratch/manifest.scm"
run gx build -n -m "$scratch/manifest.scm"
is "$status" 0 "and profiles"

# A difference is found.
need git
mkdir -p "$scratch/odd/my"
cat >"$scratch/odd/my/odd.scm" <<'END'
(define-module (my odd) #:use-module (guix packages) #:use-module (gnu packages base))
(define next (let ((port (open-input-string "12"))) (lambda () (string (read-char port)))))
(define-public first (package (inherit hello) (name "first") (version (next))))
(define-public second (package (inherit hello) (name "second") (version (next))))
END
echo '(channel (version 0))' >"$scratch/odd/.guix-channel"
GIT_CONFIG_GLOBAL=$scratch/gitconfig; export GIT_CONFIG_GLOBAL
git config --global user.name tester
git config --global user.email tester@example.org
git init -q "$scratch/odd"
git -C "$scratch/odd" add -A
git -C "$scratch/odd" commit -q -m odd
echo "(cons (channel (name 'odd) (url \"$scratch/odd\")) %default-channels)" >"$scratch/channels.scm"
GX_CHANNELS=$scratch/channels.scm; export GX_CHANNELS
run gx build -d second
is "$status" 1 "what depends on the order of evaluation is found"
like "$err" "lazy evaluation gives '.*second.*', modules loaded whole give '.*second" "and told"

done_testing
