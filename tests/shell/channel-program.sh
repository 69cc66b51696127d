#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# channels.scm that are programs: evaluated, traced, and told about where they are wrong.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
need git

fresh_store
HOME=$scratch/home GIT_CONFIG_GLOBAL=$scratch/gitconfig XDG_CONFIG_HOME=$scratch/config
export HOME GIT_CONFIG_GLOBAL XDG_CONFIG_HOME
unset GX_CHANNELS GX_OFFLINE
mkdir -p "$HOME" "$XDG_CONFIG_HOME/gx" "$scratch/project"
git config --global user.name tester
git config --global user.email tester@example.org
git config --global init.defaultBranch master
cd "$scratch" || exit 1
for name in one two; do
	git init -q $name
	echo "(define-module (my $name))" >$name/$name.scm
	git -C $name add -A
	git -C $name commit -q -m first
done
commit=$(git -C one rev-parse HEAD)
cd project || exit 1

# channels TEXT: the channels.scm that is used from now on.
channels() { cat >channels.scm; }
tm() { run gx time-machine -C channels.scm; }

channels <<END
(use-modules (guix channels) (srfi srfi-1))
(define (local name)
  (channel (name name) (url (string-append "$scratch/" (symbol->string name)))))
(let ((all (map local '(one two))))
  (append (map (lambda (c) (if (eq? 'one (channel-name c))
                               (channel (inherit c) (commit "$commit"))
                               c))
               all)
          (filter (lambda (c) (eq? 'base (channel-name c))) %default-channels)))
END
tm
is "$status" 0 "define, let, map, filter and inherit are evaluated"
like "$out" "gx-channel-one-$(echo "$commit" | cut -c1-12)" "with what they yield"
like "$out" 'gx-channel-two-' "all of it"

# wrong REGEXP SENTENCE: the channels.scm is refused with these words, at their place.
wrong() {
	tm
	is "$status" 1 "$2 is refused"
	like "$err" "$1" "with its place"
	like "$err" '^ +\| +\^' "and a caret"
}
channels <<'END'
(define (at name)
  (channel (name name) (ulr "https://example.org")))
(map at '(one two))
END
wrong "channels.scm:2:2[34]: .*ulr" "a field that does not exist"
channels <<'END'
(list (channel (name 'one) (ulr "https://example.org")))
END
wrong "channels.scm:1:2[89]: .*ulr" "the same in plain data"
like "$err" "did you mean 'url'" "with a proposal"
channels <<'END'
(list (channel (name "one") (url "https://example.org")))
END
wrong "channels.scm:1:22: .*symbol, not a string" "a name that is a string"
channels <<'END'
(list (channel (name 'one) (url "https://example.org") (commit 12)))
END
wrong 'channels.scm:1:64: .*commit is a string' "a commit that is a number"
channels <<'END'
(define one (channel (name 'one) (url "https://example.org") (commit 12)))
(list one)
END
wrong 'channels.scm:1:13: the commit of a channel is a string, not 12' "the same in a program"
channels <<'END'
(define all %default-channels)
(filte channel? all)
END
wrong 'channels.scm:2:2: filte: unbound variable' "an unbound variable"
like "$err" "did you mean 'filter'" "with a proposal"
channels <<'END'
(define all
  (append %default-channels
all
END
wrong 'channels.scm:1:1: .*never closed' "a parenthesis that is not closed"
channels <<'END'
(define base %default-channels)
(car base)
END
wrong 'channels.scm:2:1: .*one channel, not a list' "one channel"
channels <<'END'
(define name '../../x)
(list (channel (name name) (url "https://example.org")))
END
tm
is "$status" 1 "a computed name that would escape is refused"
ok "and made nothing" test ! -e "$GX_STORE_ROOT/cache/x"

# --- what the evaluation cache must know ---
echo "(define more '())" >more.scm
channels <<'END'
(load (string-append (dirname (current-filename)) "/more.scm"))
(append more %default-channels)
END
echo "(use-modules (guix profiles)) (manifest '())" >manifest.scm
run gx shell --no-setup -m manifest.scm -- true
is "$status" 0 "a project with a program"
like "$(cat channels.lock)" '\(requested' "gets its lock"
echo "(define more (list (channel (name 'one) (url \"$scratch/one\"))))" >more.scm
run gx shell --no-setup -m manifest.scm -- true
is "$status" 0 "a file that the program loads is changed"
like "$(cat channels.lock)" "$commit" "and the lock follows"

channels <<END
(if (getenv "ALONE")
    %default-channels
    (cons (channel (name 'two) (url "$scratch/two")) %default-channels))
END
run gx shell --no-setup -m manifest.scm -- true
like "$(cat channels.lock)" "(name two)" "a variable that the program reads is not set"
ALONE=1 run gx shell --no-setup -m manifest.scm -- true
unlike "$(cat channels.lock)" "(name two)" "and, once it is set, is seen"

channels <<'END'
(load (string-append (dirname (current-filename)) "/more.scm"))
(append more %default-channels)
END
cp channels.scm "$XDG_CONFIG_HOME/gx"
cp more.scm "$XDG_CONFIG_HOME/gx"
run gx describe -f channels
like "$out" "'one" "the user's own default may be a program"
channels <<'END'
(filter channel? %default-channels)
END
run gx lock
like "$(cat channels.lock)" "(name one)" "which is what %default-channels means to a project's program"
run gx lock --check
is "$status" 0 "gx lock --check understands it"

# --- asking makes no store ---
fresh_store 2
rm "$XDG_CONFIG_HOME/gx/channels.scm"
run gx describe
is "$status" 0 "gx describe without a store"
like "$out" '^  base ' "tells the channels"
echo "(list (channel (name 'one) (url \"$scratch/one\")))" >channels.scm
run gx lock --check
is "$status" 1 "gx lock --check without a lock"
ok "and neither makes a store" test ! -e "$GX_STORE_ROOT/gnu"
done_testing
