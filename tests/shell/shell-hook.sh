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
gx deny "$project" 2>/dev/null
{ echo 'eval "$("$GX" hook bash)"'; questions __gx_hook; } >"$scratch/script"
run bash --norc "$scratch/script"
unlike "$out" "fake ruby" "a project that is not allowed is not entered"
like "$err" "not allowed yet" "which is said"
run gx hook tcsh
is "$status" 2 "another shell is a usage error"
done_testing
