#!/bin/sh
# The sessions of doc/first-hour.md, typed in a terminal: they print what the manual says.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
need python3 bash
shared_store

manual=$GX_TOP_SRCDIR/doc/first-hour.md
cp -r "$GX_TOP_SRCDIR/examples/first-hour" "$scratch/projects"
chmod -R u+w "$scratch/projects"
# A user who has never used gx, and no network.
HOME=$scratch/home
mkdir -p "$HOME/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$GX" >"$HOME/bin/gx"
chmod +x "$HOME/bin/gx"
printf '%s\n' audit=false fund=false update-notifier=false offline=true >"$HOME/.npmrc"
echo "PS1='\$ '" >"$HOME/.bashrc"
PATH=$HOME/bin:/usr/local/bin:/usr/bin:/bin
export HOME PATH TERM=dumb SHELL=/bin/bash LC_ALL=C.UTF-8
export BUNDLE_SILENCE_ROOT_WARNING=1 PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 GOPROXY=off
export GOCACHE="$HOME/go-cache"
unset GEM_HOME GEM_PATH BUNDLE_PATH BUNDLE_GEMFILE RUBYOPT RUBYLIB VIRTUAL_ENV PYTHONPATH PYTHONHOME
unset MAKEFLAGS MAKELEVEL MFLAGS GOPATH GOFLAGS GOROOT NODE_PATH NODE_OPTIONS NPM_CONFIG_PREFIX npm_config_prefix PROMPT_COMMAND

# Adds the points of one session to those of this script.
replay() {
	cd "$scratch/projects/$2" || exit 1
	python3 "$GX_TOP_SRCDIR/tests/shell/replay.py" "$manual" "$1" >"$scratch/points" 2>&1
	while IFS= read -r line; do
		case $line in
		'ok '*) ok "$1: ${line#*- }" true ;;
		'not ok '*) ok "$1: ${line#*- }" false ;;
		1..0) ok "$1: there is a session in the manual" false ;;
		1..*) ;;
		*) echo "# ${line#\# }" ;;
		esac
	done <"$scratch/points"
	ok "$1: the session came to its end" grep -qE '^1\.\.[1-9]' "$scratch/points"
}
replay C c
replay Go go
replay Node.js node
replay Python python
replay Ruby ruby
done_testing
