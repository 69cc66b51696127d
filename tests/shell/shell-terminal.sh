#!/bin/sh
# Shells driven through a terminal, with start-up files that are as hostile as they come: entering,
# job control, the size of the window, shells inside, leaving.
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
cd "$project" || exit 1

cat >"$HOME/.bashrc" <<'END'
echo "noise from bashrc"; echo "noise on stderr" >&2
PATH=/usr/local/bin:/usr/bin:/bin
export PKG_CONFIG_PATH=/hostile SSL_CERT_FILE=/hostile
bundle() { echo "hostile bundle"; }
alias be='echo hostile' rs=false unset='echo alias' export='echo alias' set='echo alias' .='echo alias'
alias if=false builtin='echo alias' local='echo alias' shopt='echo alias' printf='echo alias'
\builtin trap 'echo "the exit trap"' EXIT
\builtin trap ':' DEBUG
IFS=:
\builtin set -u -o noclobber
PROMPT_COMMAND=('echo "prompt command"' 'PS1="hostile> "')
[ -n "${NO_SUCH_VARIABLE-}" ]  && echo never
END
cp "$HOME/.bashrc" "$HOME/.bash_profile"
cat >"$HOME/.zshrc" <<'END'
echo "noise from zshrc"; echo "noise on stderr" >&2
PATH=/usr/local/bin:/usr/bin:/bin
export PKG_CONFIG_PATH=/hostile SSL_CERT_FILE=/hostile
bundle() { echo "hostile bundle"; }
alias be='echo hostile' rs=false unset='echo alias' export='echo alias' source='echo alias'
alias -g '$name=wrong'
IFS=:
setopt no_unset sh_word_split ksh_arrays no_clobber warn_create_global
\trap 'echo "the exit trap"' EXIT
precmd() { echo "prompt command"; }
precmd_functions=(precmd)
PS1='hostile> '
END
cat >"$HOME/.config/fish/config.fish" <<'END'
echo "noise from config.fish"; echo "noise on stderr" >&2
set -gx PATH /usr/local/bin /usr/bin /bin
set -gx PKG_CONFIG_PATH /hostile
set -gx SSL_CERT_FILE /hostile
set -g fish_greeting
function be; echo hostile; end
function bundle; echo hostile bundle; end
abbr -a rs false
function on_exit --on-event fish_exit; echo "the exit trap"; end
function fish_prompt; echo -n 'hostile> '; end
END

# It tells what happens to it; a signal that comes before it waits is not lost.
cat >"$scratch/sleeper" <<'END'
#!/usr/bin/env python3
import os, signal
def tell(word):
    os.write(1, word + b"\n")
heard = {signal.SIGINT, signal.SIGCONT}
signal.pthread_sigmask(signal.SIG_BLOCK, heard)
tell(b"sleeping")
while signal.sigwait(heard) == signal.SIGCONT:
    tell(b"continued")
tell(b"interrupted")
os._exit(1)
END
chmod +x "$scratch/sleeper"

# The same for each shell, in whose words $status is the last status; typed words are broken by
# quotes, so that what is read is never what was typed.
conversation() {
	cat <<END
? \\[env\\]
> echo "1=""\$(command -v ruby) 2=\$PKG_CONFIG_PATH 3=\$SSL_CERT_FILE"
ok PATH and lists have the environment first, single values are its own :: ^1=$profile/bin/ruby 2=$profile/lib/pkgconfig:/hostile 3=$profile/etc/ssl/ca.crt
? \\[env\\]
> echo "4=""\$DATABASE_URL"
ok the hook was sourced :: ^4=postgres://localhost:5432/db
? \\[env\\]
> be rails
ok its alias comes before one of that name :: ^bundle exec rails
ok and its function too :: ^wrapped 0
? \\[env\\]
> bundle fail || echo "5=""$1"
ok which keeps the status :: ^5=7
? \\[env\\]
> $scratch/sleeper
? ^sleeping
^C
? interrupted
? \\[env\\]
> echo "6=""alive"
ok Ctrl-C ends a command, not the shell :: ^6=alive
? \\[env\\]
> $scratch/sleeper
? ^sleeping
^Z
ok Ctrl-Z stops a command :: [Ss]topped|suspended
? \\[env\\]
> jobs
ok which is a job :: sleeper
? \\[env\\]
> fg
? ^continued
^C
ok which goes on in the foreground :: interrupted$
? \\[env\\]
> stty size
ok the window's size is known :: ^24 80
# bash writes back the size it has read before it prompts: one that comes between the two is lost.
? \\[env\\]
size 33 101
> stty size
ok and followed :: ^33 101
? \\[env\\]
> '$GX' shell -m manifest.scm
? BANNER
? \\[env\\]
> echo "7=""\$GX_SHELL_LEVEL"
ok a shell inside :: ^7=2
? \\[env\\]
> be inside
ok has the aliases :: ^bundle exec inside
? \\[env\\]
> exit
? \\[env\\]
> echo "8=""\$GX_SHELL_LEVEL"
ok and is left for the outer one :: ^8=1
? \\[env\\]
> env | grep -c __GX || echo "9=""\$($2 | grep -o '^__gx_[a-z_]*')"
ok nothing of gx's own is left but what marks the prompt :: ^9=(__gx_mark|__gx_user_prompt)?\$
? \\[env\\]
no the shell complains of nothing :: not found|syntax error|unbound|parameter not set|hostile (be|bundle|unset|export)|^alias|No such file
> exit 5
ok the user's exit trap runs :: the exit trap
end 5 its status is gx's
END
}
# in_shell NAME STATUS FUNCTIONS: that conversation in the user's shell NAME.
in_shell() {
	SHELL=$(command -v "$1")
	export SHELL
	conversation "$2" "$3" >"$scratch/conversation"
	converse "$1" "$GX" shell -m manifest.scm <"$scratch/conversation"
}
in_shell bash '$?' 'declare -f'
# A start-up file that lets the shell end with the first command that fails.
printf '%s\n' '\builtin set -e; [ -n "" ]' >>"$HOME/.bashrc"
cat >"$scratch/conversation" <<END
? \\[env\\]
> be errexit; echo "1=""\$- \$(command -v ruby)"
ok with set -e the environment is entered too :: ^1=[^ ]*e[^ ]* $profile/bin/ruby
? \\[env\\]
> false
end 1 and the option counts afterwards
END
converse bash "$GX" shell -m manifest.scm <"$scratch/conversation"
if command -v zsh >/dev/null; then
	in_shell zsh '$?' functions
else
	skip zsh "zsh is not installed"
fi
if command -v fish >/dev/null; then
	in_shell fish '$status' 'functions -a'
else
	skip fish "fish is not installed"
fi

# A container has a terminal of the host, and processes of its own.
if unshare -Um true 2>/dev/null && [ -x /usr/bin/python3 ] && [ -d /lib64 ]; then
	cp "$scratch/sleeper" .
	cat >"$scratch/conversation" <<END
? bash-
> echo "1=""\$\$"
ok processes are numbered anew :: ^1=[2-9]\$
? bash-
> /usr/bin/python3 sleeper
? ^sleeping
^C
? interrupted
? bash-
> /usr/bin/python3 sleeper
? ^sleeping
^Z
ok Ctrl-C and Ctrl-Z work :: Stopped
? bash-
> fg
? ^continued
^C
ok and fg :: interrupted\$
? bash-
size 44 99
> /usr/bin/stty size
ok the window's size is followed :: ^44 99
? bash-
no nothing is amiss with the terminal :: no job control|cannot set terminal
> exit 3
end 3 the status is the shell's
END
	converse "a container" "$GX" shell -C --no-setup --expose=/usr --expose=/bin \
		--expose=/lib --expose=/lib64 -m manifest.scm -- /bin/bash --norc --noprofile -i \
		<"$scratch/conversation"
else
	skip "a container" "no user namespaces, or a host of another kind"
fi
# Stopping and going on with gx itself, from the shell around it.
cat >"$scratch/conversation" <<END
? bash-
> '$GX' shell --no-setup -m manifest.scm -- '$scratch/sleeper'
? ^sleeping
^Z
ok a command in an environment is stopped :: Stopped
? bash-
> fg
? ^continued
^C
ok and goes on :: interrupted\$
? bash-
> '$GX' shell --no-setup -m manifest.scm -- sh -c 'exit 9' || echo "1=""\$?"
ok its status is what the shell around it gets :: ^1=9
? bash-
> exit
end 0 that shell goes on as before
END
converse "around gx" bash --norc --noprofile -i <"$scratch/conversation"
done_testing
