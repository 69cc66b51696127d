#!/bin/sh
# Projects that are entered and left on cd, in terminals: by gx hook in bash, zsh and fish, and by
# the real direnv.  The store is one that only a namespace shows, so programs come as launchers.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
# shellcheck source=tests/shell/shell-project.sh
. "$GX_TOP_SRCDIR/tests/shell/shell-project.sh"

fresh_store
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
# shellcheck source=tests/shell/terminal-lib.sh
. "$GX_TOP_SRCDIR/tests/shell/terminal-lib.sh"
fake_project
mkdir "$scratch/elsewhere"
cd "$scratch/elsewhere" || exit 1
SSL_CERT_FILE=/host/cert
export SSL_CERT_FILE
unset GX_HOOK DIRENV_DIR DIRENV_DIFF DIRENV_WATCHES DIRENV_FILE

cat >"$HOME/.bashrc" <<END
echo noise
alias be='echo hostile' local='echo alias' read='echo alias'
set -u
IFS=:
PROMPT_COMMAND=('echo "prompt command"' 'PS1="hostile> "')
PS1='hostile> '
eval "\$('$GX' hook bash)"
eval "\$('$GX' hook bash)"	# twice does no harm
END
cat >"$HOME/.zshrc" <<END
echo noise
setopt no_unset sh_word_split ksh_arrays
IFS=:
PS1='hostile> '
precmd() { echo "prompt command"; }
eval "\$('$GX' hook zsh)"
END
cat >"$HOME/.config/fish/config.fish" <<END
echo noise
set -g fish_greeting
function fish_prompt; echo -n 'hostile> '; end
'$GX' hook fish | source
END

# conversation SHELL STATUS WHERE: what is the same in all shells; WHERE prints what ruby is.
conversation() {
	cat <<END
? hostile>
> cd '$project/sub'
ok a project that is not allowed is not entered :: not allowed yet
? hostile>
> ruby inside
ok and has no programs :: [Nn]ot found|Unknown command
? hostile>
> '$GX' allow
? as they are now
? hostile>
> ruby "two words"
ok once allowed it is entered with the next prompt :: ^fake ruby two words
? hostile>
> echo "1=""\$GX_PROJECT 2=\$SSL_CERT_FILE"
ok its variables are there :: ^1=$project 2=.*etc/ssl/ca.crt
? hostile>
> bundle fail || echo "3=""$2"
ok a launcher keeps the status :: ^3=7
? hostile>
> cd ..
? hostile>
> $1
? noise
? hostile>
> ruby nested
ok a shell inside has it too :: ^fake ruby nested
? hostile>
> env | grep '^PATH=' | tr : '\\n' | grep -c 'shims.*/bin'
ok once :: ^1\$
? hostile>
> cd '$scratch/elsewhere'
? hostile>
> echo "4=""\$SSL_CERT_FILE"; env | grep -c GX_PROJECT; ruby gone
ok and leaves it by itself :: ^4=/host/cert
ok variables and all :: ^0
ok and programs :: [Nn]ot found|Unknown command
? hostile>
> exit
? hostile>
> ruby outer
ok the outer shell is still inside :: ^fake ruby outer
? hostile>
> cd '$scratch/elsewhere' && echo "5=""\$SSL_CERT_FILE"
? hostile>
> echo "6=""\$SSL_CERT_FILE"; env | grep -c cache/shims || true
ok leaving gives back what was before :: ^6=/host/cert
ok and the old PATH :: ^0
? hostile>
> printf '\\n;; changed\\n' >>'$project/manifest.scm'; cd '$project'
ok a manifest that changed must be allowed again :: manifest.scm changed since
? hostile>
no nothing of the hook is in the way :: unbound|parameter not set|bad (sub|output)|syntax error|^alias
> exit 4
end 4 the status is the shell's
END
}
# in_shell NAME STATUS
in_shell() {
	remember_project || exit 1	# the manifest as it was
	conversation "$1" "$2" >"$scratch/conversation"
	converse "$1" "$1" <"$scratch/conversation"
	gx deny "$project" 2>/dev/null
	echo ';; never evaluated here' >"$project/manifest.scm"
}
in_shell bash '$?'
if command -v zsh >/dev/null; then
	in_shell zsh '$?'
else
	skip zsh "zsh is not installed"
fi
if command -v fish >/dev/null; then
	in_shell fish '$status'
else
	skip fish "fish is not installed"
fi

# --- direnv, with the function that the README gives ------------------------------------------

if ! command -v direnv >/dev/null; then
	[ "${CI:-}" = true ] && ok "direnv is installed" false
	skip direnv "direnv is not installed"
	done_testing
fi
mkdir -p "$HOME/.config/direnv" "$scratch/bin"
ln -s "$GX" "$scratch/bin/gx"
PATH=$scratch/bin:$PATH
sed -n '/^    use_gx() {/,/^    }/s/^    //p' "$GX_TOP_SRCDIR/README.md" >"$HOME/.config/direnv/direnvrc"
is "$(grep -c . "$HOME/.config/direnv/direnvrc")" 5 "the README has a function of five lines for direnv"
printf '%s\n' "PS1='hostile> '" 'eval "$(direnv hook bash)"' >"$HOME/.bashrc"
printf '%s\n' "PS1='hostile> '" 'eval "$(direnv hook zsh)"' >"$HOME/.zshrc"
printf '%s\n' 'set -g fish_greeting' "function fish_prompt; echo -n 'hostile> '; end" \
	'direnv hook fish | source' >"$HOME/.config/fish/config.fish"
# with_direnv SHELL STATUS
with_direnv() {
	echo ';; never evaluated here' >"$project/manifest.scm"
	remember_project || exit 1
	echo 'use gx' >"$project/.envrc"
	direnv deny "$project/.envrc" 2>/dev/null
	cat >"$scratch/conversation" <<END
? hostile>
> cd '$project/sub'
ok direnv asks first :: is blocked
? hostile>
> direnv allow ..
ok then gx does :: not allowed yet
? hostile>
> gx allow
ok gx allow is noticed :: direnv: loading
? hostile>
> ruby "two words" && echo "1=""\$SSL_CERT_FILE \$GX_PROJECT"
ok the environment is there, programs as launchers :: ^fake ruby two words
ok with its variables :: ^1=.*etc/ssl/ca.crt $project
? hostile>
> bundle fail || echo "2=""$2"
ok and statuses :: ^2=7
? hostile>
> cd '$scratch/elsewhere'
? direnv: unloading
? hostile>
> echo "3=""\$SSL_CERT_FILE"; ruby gone
ok it goes when the directory is left :: ^3=/host/cert
ok and its programs :: [Nn]ot found|Unknown command
? hostile>
> printf ')' >>'$project/manifest.scm'; cd '$project'
ok a manifest that changed must be allowed again :: manifest.scm changed since
? hostile>
> echo 'use gx -m manifest.scm' >.envrc; direnv allow && touch -d 2001-01-02 .envrc
ok one that is named is evaluated, and mistakes in it are told :: manifest.scm:[0-9]+
? hostile>
# (direnv looks at whole seconds of a file's time, so a change here makes it quite another)
> touch -d 2001-01-03 manifest.scm
ok direnv waits for them to be mended :: loading
? hostile>
> exit 6
end 6 the shell's status
END
	converse "$1 with direnv" "$1" <"$scratch/conversation"
	gx deny "$project" 2>/dev/null
}
with_direnv bash '$?'
if command -v zsh >/dev/null; then with_direnv zsh '$?'; else skip zsh "zsh is not installed"; fi
if command -v fish >/dev/null; then with_direnv fish '$status'; else skip fish "fish is not installed"; fi
done_testing
