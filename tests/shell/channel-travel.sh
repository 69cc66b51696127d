#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Travelling: one lock means the same for everybody, each commit of base has its own paths, and
# gx bisect finds the commit that broke a project.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
need git

GIT_CONFIG_GLOBAL=$scratch/gitconfig
export GIT_CONFIG_GLOBAL
unset GX_CHANNELS GX_OFFLINE
git config --global user.name tester
git config --global user.email tester@example.org
git config --global init.defaultBranch master
cd "$scratch" || exit 1

# user NAME: who acts from now on, with a home and a store of their own.
user() {
	HOME=$scratch/$1
	XDG_CONFIG_HOME=$HOME/.config XDG_CACHE_HOME=$HOME/.cache XDG_STATE_HOME=$HOME/.state
	export HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME
	mkdir -p "$HOME"
	fresh_store "-$1"
}
tip() { git -C "$1" rev-parse HEAD; }
commit() { git -C "$1" add -A && git -C "$1" commit -q -m "$2"; }
# paths ARGUMENT…: what gx build -n would make.
paths() { run gx "$@" build -n -m manifest.scm; printf '%s\n' "$out"; }

# --- each commit of the base channel has its own paths ---
git init -q base
mkdir base/channels
cp -r "$GX_TOP_SRCDIR/channels/base" base/channels
chmod -R u+w base
cp "$GX_TOP_SRCDIR/.guix-channel" base
leaf() {
	cat >base/channels/base/gnu/packages/leaf.scm <<-END
		(define-module (gnu packages leaf)
		  #:use-module (guix build-system trivial)
		  #:use-module (guix gexp)
		  #:use-module ((guix licenses) #:prefix license:)
		  #:use-module (guix packages))

		(define-public leaf
		  (package
		    (name "leaf")
		    (version "1")
		    (source #f)
		    (build-system trivial-build-system)
		    (arguments (list #:builder #~(mkdir #\$output "$1")))
		    (home-page #f)
		    (synopsis "A leaf")
		    (description "Nothing depends on it.")
		    (license license:gpl3+)))
	END
}
leaf one && commit base one
one=$(tip base)
leaf two && commit base two
two=$(tip base)
user traveller
mkdir project
cd project || exit 1
echo '(specifications->manifest (list "leaf" "hello"))' >manifest.scm
at() { echo "(list (channel (name 'base) (url \"$scratch/base\") (commit \"$1\")))" >../"$1.scm"; }
at "$one"; at "$two"
# No lock is in the way: both files name all commits.
here=$(paths time-machine -C "../$one.scm" --)
like "$here" 'leaf-1$' "a commit of base is travelled to"
there=$(paths time-machine -C "../$two.scm" --)
like "$there" 'leaf-1$' "so is the next, which changes a leaf"
is "$(printf '%s\n' "$here" | grep hello)" "$(printf '%s\n' "$there" | grep hello)" "what the leaf is not part of stays"
ok "the leaf has another path" test "$(printf '%s\n' "$here" | grep leaf)" != "$(printf '%s\n' "$there" | grep leaf)"
is "$(paths time-machine -C "../$one.scm" --)" "$here" "and going back gives the first again"

# What time-machine hands over needs its clone no more; any other file of channels does.
set=$(grep -l "$one" "$GX_STORE_ROOT"/cache/channels/sets/*.lock)
mv "$GX_STORE_ROOT/cache/channels" "$scratch/channels"
mkdir "$GX_STORE_ROOT/cache/channels"
cp -r "$scratch/channels/items" "$scratch/channels/sets" "$GX_STORE_ROOT/cache/channels"
mv ../base ../elsewhere
GX_CHANNELS=$set GX_OFFLINE=1
export GX_CHANNELS GX_OFFLINE
run gx build -n -m manifest.scm
is "$status" 1 "a pinned channel cannot be looked at without its clone"
GX_CHANNELS_TOLD=1
export GX_CHANNELS_TOLD
is "$(paths)" "$here" "what time-machine hands over can"
# Its first digit is 0 or 1.
sed -i '/nar-hash/{s/sha256:0/sha256:-/; s/sha256:1/sha256:0/; s/sha256:-/sha256:1/}' "$set"
run gx build -n -m manifest.scm
is "$status" 1 "unless its hash is another"
unset GX_CHANNELS GX_CHANNELS_TOLD GX_OFFLINE
mv ../elsewhere ../base
rm -r "$GX_STORE_ROOT/cache/channels"
mv "$scratch/channels" "$GX_STORE_ROOT/cache/channels"
cd .. || exit 1

# --- one lock, two users ---
git init -q extra
mkdir -p extra/my/tree/bin
cat >extra/my/tool.scm <<'END'
(define-module (my tool)
  #:use-module (guix gexp)
  #:use-module (guix profiles))
(define-public tool
  (manifest-entry
    (name "tool")
    (version "1")
    (item (local-file "tree" "tool" #:recursive? #t))))
END
# tool TEXT…: what the program does in the next commit.
tool() {
	printf '#!/bin/sh\n%s\n' "$1" >extra/my/tree/bin/tool
	chmod +x extra/my/tree/bin/tool
	commit extra "${2:-$1}"
}
tool 'exit 0' first
git init -q app
cat >app/manifest.scm <<'END'
(use-modules (my tool) (gnu packages) (guix profiles))
(manifest (cons tool (manifest-entries (specifications->manifest (list "hello")))))
END
cat >app/channels.scm <<END
(list (channel (name 'base) (url "$scratch/base")) (channel (name 'extra) (url "$scratch/extra")))
END
user alice
cd app || exit 1
alice=$(paths)
like "$(cat channels.lock)" "$(tip ../extra)" "the first user's gx writes the lock"
commit . project
cd .. || exit 1
tool 'exit 1' second
leaf three && commit base three
git clone -q app clone
user bob
cd clone || exit 1
run gx time-machine -C channels.scm
like "$out" "extra-$(tip ../extra | cut -c1-12)" "the second user knows later commits"
is "$(paths)" "$alice" "and gets the paths of the lock"
is "$(git status --porcelain)" "" "which stays as it is"
run gx lock --update
ok "an update gives others" test "$(paths)" != "$alice"
cd .. || exit 1

# --- describe, and use what it says ---
mkdir -p "$XDG_CONFIG_HOME/gx" described
cp app/channels.scm "$XDG_CONFIG_HOME/gx"
run gx pull --quiet
cp app/manifest.scm described
cd described || exit 1
mine=$(paths)
like "$mine" tool "the user's own channels are those that were pulled"
rm -f channels.lock
gx describe -f channels >channels.scm
tool_commit=$(tip ../extra)
cd .. || exit 1
tool 'exit 2' third
user carol
cd described || exit 1
like "$(cat channels.scm)" "$tool_commit" "gx describe -f channels names every commit"
is "$(paths)" "$mine" "and another user gets the same paths by it"
ok "without a lock" test ! -e channels.lock
cd .. || exit 1

# --- bisect ---
user dave
tool 'exit 0 # 0' good
good=$(tip extra)
i=1
while [ $i -le 64 ]; do
	[ $i -eq 41 ] && broken='exit 1'
	tool "${broken:-exit 0} # $i" "commit $i"
	[ $i -eq 41 ] && culprit=$(tip extra)
	i=$((i + 1))
done
cat >app/manifest.scm <<'END'
(use-modules (my tool) (guix profiles))
(manifest (list tool))
END
cd app || exit 1
run gx bisect -C channels.scm --channel=extra --good "$good" --bad "$(tip ../extra)" -m manifest.scm -- tool
is "$out" "$culprit is the first bad commit of channel extra" "gx bisect finds the culprit among 64 commits"
like "$err" '64 commits, [1-6] tests' "with at most six tests"
cd .. || exit 1
tool 'exit 0' fixed
fixed=$(tip extra)
i=1
while [ $i -le 20 ]; do
	git -C extra commit -q --allow-empty -m "nothing $i"
	i=$((i + 1))
done
tool 'exit 1' broken
cd app || exit 1
run gx bisect -C channels.scm --channel=extra --good "$fixed" --bad "$(tip ../extra)" -m manifest.scm -- tool
is "$out" "$(tip ../extra) is the first bad commit of channel extra" "commits that change nothing do not mislead it"
like "$err" 'the same derivation as before' "nor are they tested"
like "$err" '21 commits, 1 test$' "one test decides about twenty"
sed "s|extra\")|extra\") (introduction (make-channel-introduction \"$fixed\"\
  (openpgp-fingerprint \"$(printf '%040d' 1)\")))|" channels.scm >introduced.scm
run gx bisect -C introduced.scm --channel=extra --disable-authentication --good "$fixed" \
	--bad "$(tip ../extra)" -m manifest.scm -- tool
is "$out" "$(tip ../extra) is the first bad commit of channel extra" "its tests ask for no more authentication than it"
done_testing
