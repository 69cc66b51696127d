#!/bin/sh
# gx hook: projects are entered and left on cd, in bash, zsh and fish.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
# shellcheck source=tests/shell/shell-project.sh
. "$GX_TOP_SRCDIR/tests/shell/shell-project.sh"
need bash

fresh_store
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
HOME=$scratch/home
export HOME
mkdir -p "$HOME" "$scratch/elsewhere"
unset PKG_CONFIG_PATH
fake_project
cd "$project" || exit 1
gx allow 2>/dev/null
SSL_CERT_FILE=/host/cert
export SSL_CERT_FILE project scratch
before=$PATH

# The questions, with the name of the function that a prompt or cd would call.
questions() { # HOOK
	cat <<END
cd "$scratch/elsewhere"; $1
echo "0=\$SSL_CERT_FILE"
cd "$project/sub"; $1
ruby inside
echo "1=\$GX_PROJECT"
cd "$scratch/elsewhere"; $1
echo "2=\$PATH"
echo "3=\$SSL_CERT_FILE"
END
}
answers() { # WHO
	like "$out" "^0=/host/cert" "$1: outside nothing changes"
	like "$out" "^fake ruby inside" "$1: cd into a project enters it"
	like "$out" "^1=$project" "$1: with its variables"
	like "$out" "^2=$before\$" "$1: cd out restores PATH"
	like "$out" "^3=/host/cert" "$1: and what was there before"
	is "$err" "" "$1: without a word"
}
{ echo 'eval "$("$GX" hook bash)"'; questions __gx_hook; } >"$scratch/script"
run bash --norc "$scratch/script"
answers bash
if command -v zsh >/dev/null; then
	{ echo 'eval "$("$GX" hook zsh)"; __gx_hook'; questions :; } >"$scratch/script"
	run zsh -f "$scratch/script"
	answers zsh
else
	skip "zsh" "zsh is not installed"
fi
if command -v fish >/dev/null; then
	{ echo '$GX hook fish | source'; questions true; } |
		sed 's/\$PATH/(string join : $PATH)/; s/"2=\(.*\)"/2=\1/' >"$scratch/script"
	run fish -N "$scratch/script"
	answers fish
else
	skip "fish" "fish is not installed"
fi

# --- changes while one is inside ----------------------------------------------------------------------
# gx as the hook starts it, which leaves a mark each time
cat >"$scratch/counted" <<END
#!/bin/sh
echo >>"$scratch/count"
exec "$GX" "\$@"
END
# what is in the store comes without a build, so that no package is needed
mkdir -p "$scratch/real/sub" "$scratch/real/inner"
cat >"$scratch/real/manifest.scm" <<'END'
(use-modules (guix profiles) (guix gexp))
(manifest (list (manifest-entry (name "words") (version "1")
                                (item (plain-file "words" "one")))))
END
cp "$scratch/real/manifest.scm" "$scratch/real/inner"
cp "$scratch/real/manifest.scm" "$scratch/manifest.kept"
cat >"$scratch/state" <<'END'
#!/bin/sh
# STEP: where the shell is, and how often gx was started since the last time
echo "$1=${GX_PROJECT#"$scratch/"} $(wc -l <"$scratch/count")"
: >"$scratch/count"
END
chmod +x "$scratch/counted" "$scratch/state"
: >"$scratch/count"
# (times are set, as a fast machine writes twice within one tick of the file system's clock)
changes() { # HOOK, as bash, zsh and fish write it
	cat <<END
cd $scratch/real; $1
$scratch/state refused
$1; $1
$scratch/state still
"$GX" allow . 2>/dev/null; $1
$scratch/state allowed
"$GX" shell --quiet -- true; $1
$scratch/state built
$1; cd sub; $1; $1
$scratch/state inside
echo "; more" >>../manifest.scm; touch -d "2002-02-03" ../manifest.scm; $1
$scratch/state changed
cp $scratch/manifest.kept ../manifest.scm; touch -d "2003-02-03" ../manifest.scm; $1
$scratch/state back
touch -d "2001-02-03" ../manifest.scm; $1
$scratch/state older
"$GX" deny .. 2>/dev/null; $1
$scratch/state revoked
"$GX" allow .. 2>/dev/null; $1
$scratch/state again
cd ../inner; $1
$scratch/state inner
"$GX" allow . 2>/dev/null; $1
$scratch/state nested
rm manifest.scm; $1
$scratch/state removed
cp $scratch/manifest.kept manifest.scm; $1
$scratch/state reappeared
cd $scratch/elsewhere; $1
$scratch/state left
END
}
changed() { # WHO
	is "$out" "refused= 1
still= 0
allowed= 1
built=real 1
inside=real 0
changed= 1
back=real 1
older=real 1
revoked= 1
again=real 1
inner= 1
nested=real/inner 1
removed=real 1
reappeared=real/inner 1
left= 0" "$1: what changes is noticed at the next prompt, and nothing else starts gx"
	is "$(printf '%s\n' "$err" | grep -c '^gx: error: ')" 5 "$1: each refusal is told once"
	like "$err" "not allowed yet" "$1: that it is not allowed"
	like "$err" "gx: error: .*1 derivation" "$1: that it is not built"
	like "$err" "changed since" "$1: that it has changed"
	GX_STORE_ROOT=$GX_STORE_ROOT gx deny "$scratch/real" "$scratch/real/inner" 2>/dev/null
	chmod -R u+w "$GX_STORE_ROOT"
	rm -rf "$GX_STORE_ROOT" "$scratch/real/channels.lock" "$scratch/real/inner/channels.lock"
	mkdir "$GX_STORE_ROOT"
	: >"$scratch/count"
}
export scratch
cd "$scratch" || exit 1
fresh_store 2
{ echo 'set -eu; eval "$("$GX" hook bash)"; __gx_program=$scratch/counted'; changes __gx_hook; } >"$scratch/script"
run bash --norc "$scratch/script"
changed "bash, set -eu"
if command -v zsh >/dev/null; then
	{ echo 'eval "$("$GX" hook zsh)"; __gx_program=$scratch/counted'; changes __gx_hook; } >"$scratch/script"
	run zsh -f "$scratch/script"
	changed zsh
fi
if command -v fish >/dev/null; then
	{ echo '$GX hook fish | source; set __gx_program $scratch/counted'; changes __gx_hook; } |
		sed 's/^"\$GX"/$GX/' >"$scratch/script"
	run fish -N "$scratch/script"
	changed fish
fi

# --- a shell inside a shell, and prompts of others ------------------------------------------------------
fresh_store 3
fake_project
(cd "$project" && gx allow 2>/dev/null)
{
	echo 'PROMPT_COMMAND=("echo first" "echo second"); eval "$("$GX" hook bash)"; eval "$("$GX" hook bash)"'
	echo 'echo "${#PROMPT_COMMAND[@]} ${PROMPT_COMMAND[0]}"; cd "$project"; __gx_hook'
	echo 'echo "outer=$GX_PROJECT"'
	echo 'bash --norc -c '\''eval "$("$GX" hook bash)"; __gx_hook; echo "inner=$GX_PROJECT"; cd /; __gx_hook; echo "out=${GX_PROJECT-none} $PATH"'\'
} >"$scratch/script"
run bash --norc "$scratch/script"
is "$out" "2 __gx_hook;echo first
outer=$project
inner=$project
out=none $before" "an array of prompt commands, the hook twice, a shell inside that leaves"

gx deny "$project" 2>/dev/null
{ echo 'eval "$("$GX" hook bash)"'; questions __gx_hook; } >"$scratch/script"
run bash --norc "$scratch/script"
unlike "$out" "fake ruby" "a project that is not allowed is not entered"
like "$err" "not allowed yet" "which is said"
run gx hook tcsh
is "$status" 2 "another shell is a usage error"
done_testing
