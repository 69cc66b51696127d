#!/bin/sh
# Interactive bash, zsh and fish in a terminal, with start-up files that do what they should
# not: the environment and the hook survive.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
# shellcheck source=tests/shell/shell-project.sh
. "$GX_TOP_SRCDIR/tests/shell/shell-project.sh"
need bash

fresh_store
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
# shellcheck source=tests/shell/terminal-lib.sh
. "$GX_TOP_SRCDIR/tests/shell/terminal-lib.sh"
fake_project
cd "$project" || exit 1

hostile='export PATH=/usr/local/bin:/usr/bin:/bin
export PKG_CONFIG_PATH=/hostile
export SSL_CERT_FILE=/hostile
'
printf '%s\nalias be="echo hostile be"\nset -u\ncd() { builtin cd "$@"; }\nPS1="hostile> "\n' "$hostile" \
	>"$HOME/.bashrc"
printf '%s' "$hostile" >"$HOME/.profile"
printf '%s\nPS1="hostile> "\n' "$hostile" >"$HOME/.zshrc"
cat >"$HOME/.config/fish/config.fish" <<'END'
set -gx PATH /usr/bin /bin
set -gx PKG_CONFIG_PATH /hostile
set -gx SSL_CERT_FILE /hostile
function fish_prompt; echo 'hostile> '; end
set -g fish_greeting
END

# session SHELL ARGUMENT…: type the lines of standard input into `gx shell ARGUMENT…', each at a
# prompt; what the terminal shows, without the terminal's own sequences.
session() {
	SHELL=$(command -v "$1") || return 1
	shift
	export SHELL
	{
		while IFS= read -r typed; do
			printf '? %s\n> %s\n' "$prompt" "$typed"
		done
		echo "end 0 whatever the status"
	} >"$scratch/conversation"
	PTY_OUTPUT=$scratch/session python3 "$GX_TOP_SRCDIR/tests/shell/terminal.py" \
		"$GX" shell "$@" <"$scratch/conversation" >"$scratch/points"
	cat "$scratch/session"
	grep '^# here: ?' "$scratch/points"
}

# The same questions to each shell; answers are marked so that echoed input does not count.
questions() {
	# shellcheck disable=SC2016
	cat <<'END'
echo "1=""$(command -v ruby)"
echo "2=""$PKG_CONFIG_PATH"
echo "3=""$SSL_CERT_FILE"
echo "4=""$DATABASE_URL"
echo "5=""$GX_ENVIRONMENT"
be rails
echo "6=""$QUOTED"
echo "7=""$GX_SHELL_LEVEL"
bundle fail; echo "8=""$?"
exit 5
END
}
answers() { # WHO
	like "$out" "^1=$profile/bin/ruby" "$1: PATH is right in spite of the start-up files"
	like "$out" "^2=$profile/lib/pkgconfig:/hostile" "$1: so is PKG_CONFIG_PATH"
	like "$out" "^3=$profile/etc/ssl/ca.crt" "$1: and a single value"
	like "$out" "^4=postgres://localhost:5432/db" "$1: the hook's variables are there"
	like "$out" "^5=$profile" "$1: GX_ENVIRONMENT is set"
	like "$out" "^bundle exec rails" "$1: the alias works"
	like "$out" "^wrapped 0" "$1: with the function"
	like "$out" "^6=it's \"quoted\" \\\$HOME" "$1: difficult values arrive"
	like "$out" "^7=1" "$1: the level is counted"
	like "$out" "^8=7" "$1: a function keeps the status"
	like "$out" "BANNER localhost" "$1: the banner is shown"
	is "$(printf '%s\n' "$out" | grep -c BANNER)" 1 "$1: once"
	like "$out" "\[env\]" "$1: the prompt shows the environment"
	unlike "$out" "__GX_|not found|rror" "$1: nothing internal, no error"
}

prompt='\[env\] *hostile> *$'
out=$(questions | session bash -m manifest.scm)
answers bash
SHELL=$(command -v bash)
export SHELL
converse bash "$GX" shell -m manifest.scm <<END
? $prompt
> exit 5
end 5 the status of the shell is kept
END

# Inside, another shell of the same project: the level counts, the hook is sourced anew.
# shellcheck disable=SC2016
out=$(printf '%s\n' "'$GX' shell -m manifest.scm" 'echo "7=""$GX_SHELL_LEVEL"; be nested' exit exit |
	session bash -m manifest.scm)
like "$out" "^7=2" "bash: a shell inside"
like "$out" "^bundle exec nested" "bash: has the aliases too"
# Inside, a shell of another environment: the outer project's aliases stay.
other=$("$GX_TOP_BUILDDIR/tests/unit/fake-profile" "$scratch/specs" "$packages/tools-1") || exit 1
# shellcheck disable=SC2016
out=$(printf '%s\n' "'$GX' shell -p '$GX_STORE_ROOT$other'" 'be outer; echo "5=""$GX_ENVIRONMENT"; sed' \
	exit exit | session bash -m manifest.scm)
like "$out" "^bundle exec outer" "bash: the outer hook is kept in a shell inside"
like "$out" "^5=$other" "bash: whose environment is its own"
like "$out" "^fake sed" "bash: with its programs"

# A command line that starts bash by itself.
# shellcheck disable=SC2016
out=$(printf '%s\n' 'be by-name; echo "1=""$(command -v ruby)"' exit |
	session sh -m manifest.scm -- bash)
like "$out" "^bundle exec by-name" "-- bash: the same as the user's shell"
printf '%s\nPS1="hostile> "\n' "$hostile" >"$HOME/.bash_profile"
# shellcheck disable=SC2016
out=$(printf '%s\n' 'be login; echo "1=""$(command -v ruby)"' exit |
	session sh -m manifest.scm -- bash -l)
like "$out" "^bundle exec login" "-- bash -l: the alias"
like "$out" "^1=$profile/bin/ruby" "-- bash -l: PATH survives the profile files"
# shellcheck disable=SC2016
out=$(prompt='[#$] *$'; printf '%s\n' 'echo "1=""$(command -v ruby)" "4=""$DATABASE_URL"' exit |
	session sh -m manifest.scm)
like "$out" "^1=$profile/bin/ruby 4=postgres://localhost:5432/db" "sh: environment and variables"

if command -v zsh >/dev/null; then
	out=$(questions | session zsh -m manifest.scm)
	answers zsh
	mkdir "$scratch/zdot"
	printf '%s\nPS1="hostile> "\necho "zdotdir file read"\n' "$hostile" >"$scratch/zdot/.zshrc"
	ZDOTDIR=$scratch/zdot
	export ZDOTDIR
	# shellcheck disable=SC2016
	out=$(printf '%s\n' 'echo "9=""$ZDOTDIR"; be zdot' exit | session zsh -m manifest.scm)
	like "$out" "zdotdir file read" "zsh: the user's ZDOTDIR is read"
	like "$out" "^9=$scratch/zdot" "zsh: and given back"
	like "$out" "^bundle exec zdot" "zsh: with the aliases"
	unset ZDOTDIR
else
	skip "zsh" "zsh is not installed"
fi
if command -v fish >/dev/null; then
	out=$(questions | sed 's/"1=""$(command -v ruby)"/"1="(command -v ruby)/
		s/"$?"/$status/' | session fish -m manifest.scm)
	answers fish
else
	skip "fish" "fish is not installed"
fi
done_testing
