#!/bin/sh
# gx shell --check: which line of the start-up files of bash, zsh and fish undoes what.
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
mkdir -p "$HOME/.config/fish/conf.d" "$HOME/.local/share/fish/generated_completions"
unset PKG_CONFIG_PATH SSL_CERT_FILE ZDOTDIR XDG_CONFIG_HOME XDG_DATA_DIRS
fake_project
cd "$project" || exit 1

# check SHELL: what is said of files in $HOME, by names relative to it.
check() {
	SHELL=$(command -v "$1") || return 1
	export SHELL
	run gx shell --check -m manifest.scm
	found=$(printf '%s\n' "$out" | awk -v home="$HOME/" '
		/^[^ ]/ { ours = index($0, home) == 1; if (ours) print substr($0, length(home) + 1) }
		/^ / && ours')
}
replaced="is replaced: nothing of the environment is left in it"
before="gets something before what is the environment's"

cat >"$HOME/.bashrc" <<'END'
# noise, aliases and functions with names that matter
echo noise; echo noise >&2
alias export=false unset=false
source() { echo "not this"; }
set -u
PATH="$HOME/bin:$PATH"
tool() {
	local PATH=/nowhere
	SSL_CERT_FILE=/etc/other.crt
}
tool
x=$(PATH=/bin; echo "$PATH")
PATH="$HOME/cargo:$PATH"
[ -z "$NO_SUCH_VARIABLE" ] && . ~/.more
trap 'PATH=/gone' EXIT
PROMPT_COMMAND='PATH=/prompt'
END
printf 'true\n\\unset   PKG_CONFIG_PATH  # why not\n' >"$HOME/.more"
printf 'if true; then\n\tPATH=/usr/bin:/bin\nfi\n. ~/.bashrc\n' >"$HOME/.bash_profile"
sed -i 's/\$NO_SUCH_VARIABLE/${NO_SUCH_VARIABLE-}/' "$HOME/.bashrc"
check bash
is "$status" 1 "bash: something is found"
is "$found" '.bashrc:6: PATH '"$before"'
    PATH="$HOME/bin:$PATH"
.bashrc:9: SSL_CERT_FILE '"$replaced"'
    SSL_CERT_FILE=/etc/other.crt
.bashrc:13: PATH '"$before"'
    PATH="$HOME/cargo:$PATH"
.more:2: PKG_CONFIG_PATH is unset
    \unset   PKG_CONFIG_PATH  # why not
.bash_profile:2: PATH '"$replaced"'
    PATH=/usr/bin:/bin' "bash: each line, also of a login shell, in spite of noise, traps and local values"
like "$err" "applies the environment again" "bash: and what it means"
unlike "$out$err" noise "bash: what the files say is not repeated"
echo 'exit 3' >"$HOME/.bashrc"
rm "$HOME/.bash_profile"
check bash
is "$found" ".bashrc:1: the shell ends here, or waits for something
    exit 3" "bash: a file that ends the shell"
echo 'PATH=/bin; PATH=$GX_ENVIRONMENT/bin:$GX_ENVIRONMENT/sbin:/bin' >"$HOME/.bashrc"
check bash
is "$found" "" "bash: what a file sets right again is not told"

if command -v zsh >/dev/null; then
	cat >"$HOME/.zshrc" <<'END'
setopt no_unset
path=(~/bin $path)
prepare() {
	emulate -L zsh
	export SSL_CERT_FILE=/etc/other.crt
}
prepare
source ~/.more
END
	printf 'path=(/usr/bin /bin)\n' >"$HOME/.zprofile"
	check zsh
	is "$found" ".zshrc:2: PATH $before
    path=(~/bin \$path)
.zshrc:5: SSL_CERT_FILE $replaced
    export SSL_CERT_FILE=/etc/other.crt
.more:2: PKG_CONFIG_PATH is unset
    \\unset   PKG_CONFIG_PATH  # why not
.zprofile:1: PATH $replaced
    path=(/usr/bin /bin)" "zsh: each line, also of a login shell"
else
	skip "zsh" "zsh is not installed"
fi
if command -v fish >/dev/null; then
	mkdir -p "$HOME/tools"
	printf 'fish_add_path %s/tools\n' "$HOME" >"$HOME/.config/fish/conf.d/tools.fish"
	cat >"$HOME/.config/fish/config.fish" <<'END'
echo noise
function prepare
    set -gx SSL_CERT_FILE /etc/other.crt
end
prepare
source ~/.more.fish
END
	printf 'set -e PKG_CONFIG_PATH\n' >"$HOME/.more.fish"
	check fish
	is "$found" ".config/fish/conf.d/tools.fish:1: PATH $before
    fish_add_path $HOME/tools
.config/fish/config.fish:3: SSL_CERT_FILE $replaced
    set -gx SSL_CERT_FILE /etc/other.crt
.more.fish:1: PKG_CONFIG_PATH is unset
    set -e PKG_CONFIG_PATH" "fish: each line"
	printf 'set -gx PATH /usr/bin /bin\n' >"$HOME/.config/fish/config.fish"
	check fish
	like "$found" "config.fish:1: PATH $replaced" "fish: a PATH that is replaced"
else
	skip "fish" "fish is not installed"
fi

SHELL=/bin/sh
export SHELL
run gx shell --check -m manifest.scm
is "$status" 2 "another shell cannot be checked"
like "$err" "SHELL can name bash, zsh or fish" "which is told"
run gx shell --check -m manifest.scm -- true
is "$status" 2 "--check runs no command"
done_testing
