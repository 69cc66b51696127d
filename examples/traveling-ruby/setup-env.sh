# shellcheck shell=bash
# Sourced by `gx shell' at entry (or by hand: `source setup-env.sh').
# Each variable keeps the value it has already: PSQL_HOST=db.test gx shell …

export PSQL_HOST="${PSQL_HOST:-localhost}"
export PSQL_PORT="${PSQL_PORT:-5432}"
export PSQL_USER="${PSQL_USER:-postgres}"
export PSQL_PASSWORD="${PSQL_PASSWORD:-postgres}"
export PSQL_DATABASE="${PSQL_DATABASE:-traveling_development}"
export DATABASE_URL="${DATABASE_URL:-postgres://${PSQL_USER}:${PSQL_PASSWORD}@${PSQL_HOST}:${PSQL_PORT}/${PSQL_DATABASE}}"
export APP_PORT="${APP_PORT:-3000}"

# GX_PROJECT is the folder of the manifest, from wherever the shell is entered.
project="${GX_PROJECT:-$PWD}"
export GEM_HOME="${GEM_HOME:-$project/vendor/gems}"
export BUNDLE_PATH="${BUNDLE_PATH:-$project/vendor/bundle}"
export BUNDLE_BIN="${BUNDLE_BIN:-$project/bin}"
export RUBYLIB="$project/vendor/ext${RUBYLIB:+:$RUBYLIB}"
export PATH="$project/bin:$PATH"

alias be="bundle exec"
alias rs="ruby \"$project/app/server.rb\""
alias rc="irb -r \"$project/app/items.rb\""
alias dbup="\"$project/scripts/db-up\""
alias dbdown="\"$project/scripts/db-down\""
alias dbreset="\"$project/scripts/db-reset\""

# `bundle install' also makes the programs of the gems available in bin/.
bundle() {
	command bundle "$@"
	local status=$?
	if [ $status -eq 0 ] && [ "${1:-install}" = install ]; then
		command bundle binstubs --all >/dev/null 2>&1 || true
	fi
	return $status
}

banner() {
	if command -v gum >/dev/null 2>&1; then
		gum style --border rounded --padding "0 1" "$@"
	else
		printf '%s\n' "$@"
	fi
}
banner "traveling-ruby: $(ruby --disable=gems -e 'print RUBY_VERSION')" \
	"database: ${PSQL_HOST}:${PSQL_PORT}/${PSQL_DATABASE}" \
	"commands: be rs rc dbup dbdown dbreset"
unset -f banner
unset project
