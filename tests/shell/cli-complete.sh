#!/bin/sh
# Completion: what gx --complete says, and bash, zsh and fish that ask it, in a terminal.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
# shellcheck source=tests/shell/terminal-lib.sh
. "$GX_TOP_SRCDIR/tests/shell/terminal-lib.sh"
mkdir "$scratch/work"
cd "$scratch/work" || exit 1
offered() { run gx --complete "$@"; out=$(printf '%s\n' "$out" | cut -f1 | tr '\n' ' '); out=${out% }; }

# --- every command, every option ----------------------------------------------------------------
commands=$(gx --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | tr '\n' ' ')
offered ""
is "$out " "$commands" "every command is offered"
"$GX_TOP_BUILDDIR/gx-engine" --manual man | sed 's/\\-/-/g; s/\\f[BIR]//g' >gx.1
missing=
for word in $commands; do
	offered "$word" -
	for option in $("$GX" "$word" --help |
		grep -oE '^ +(-[A-Za-z],? *)?(--[a-z-]+)?' | tr -s ' ,' '\n\n' | grep -- -); do
		case " $out " in *" $option "* | *" $option= "*) ;; *) missing="$missing $word:$option" ;; esac
		grep -qE -e "(^|, )$option(=|\[| |,|$)" gx.1 || missing="$missing man:$option"
	done
done
is "$missing" "" "every option of every command is offered, and in the manual"

# --- what else there is ---------------------------------------------------------------------------
offered shell --progress=j
is "$out" "--progress=json" "values that are words"
offered describe -f ch
is "$out" "channels channels-sans-intro" "also as words of their own"
offered time-machine -C channels.scm -- bui
is "$out" build "the command that time-machine runs"
offered shell -m ""
is "$out" ":files" "names of files are the shell's own business"
offered shell hello -- ma
is "$out" ":files" "so is what runs in an environment"
run gx search hello
offered build hel
is "$out" hello "packages by name"
offered build hello@
like "$out" '^hello@[0-9.]+$' "with their versions"
offered install nosuch
is "$out" "" "nothing is offered for nothing"
cat >channels.scm <<'END'
(list (channel (name 'o11y) (url "https://example.org/o11y")
               (commit "0123456789012345678901234567890123456789")))
END
offered lock o
is "$out" o11y "channels of the project"
run gx --complete nonsense x y z
is "$status$out$err" 0 "a command that does not exist gives nothing, and no error"

# --- shells -----------------------------------------------------------------------------------------
version=$(gx show hello | sed -n 's/^version: //p')
for shell in bash zsh fish; do
	"$GX_TOP_BUILDDIR/gx-engine" --manual "$shell" >"$scratch/$shell"
done
mkdir "$scratch/functions"
cp "$scratch/zsh" "$scratch/functions/_gx"
cat >"$HOME/.bashrc" <<END
PS1='ready> '
. "$scratch/bash"
END
cat >"$HOME/.zshrc" <<END
PS1='ready> '
fpath=("$scratch/functions" \$fpath)
autoload -Uz compinit && compinit -u -d "$scratch/zcompdump"
END
cat >"$HOME/.config/fish/config.fish" <<END
set -g fish_greeting
function fish_prompt; echo -n 'ready> '; end
function fish_right_prompt; end
source "$scratch/fish"
END
: >only-this.scm
PATH=$GX_TOP_BUILDDIR:$PATH
TERM=xterm
export PATH TERM
# talk SHELL COMMAND…
talk() {
	if ! command -v "$1" >/dev/null; then
		skip "completion in $1" "$1 is not installed"
		return
	fi
	converse "$1" "$@" <<END
? ready>
| gx buil<Tab>
ok commands are completed :: gx build
| --keep-g<Tab>
ok options are completed :: --keep-going
^U
| gx build hel<Tab>
ok packages are completed :: gx build hello
^U
| gx build hello@<Tab>
ok versions are completed :: hello@$version
^U
| gx shell -m only<Tab>
ok names of files are completed :: only-this\.scm
^U
| gx shell --manifest=only<Tab>
ok also behind an equal sign :: --manifest=only-this\.scm
^U
| gx describe --format=rec<Tab>
ok values are completed :: --format=recutils
^U
> exit
END
}
talk bash --rcfile "$HOME/.bashrc" -i
talk zsh -i
talk fish -i
done_testing
