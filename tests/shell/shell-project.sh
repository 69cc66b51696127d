# shellcheck shell=sh
# A project with a hook as the article's, and a profile of fake packages, remembered by the
# evaluation cache: `gx shell -m manifest.scm' then needs neither evaluation nor builds.
# Sourced after lib.sh; sets $project and $profile.

fake_project() {
	packages=$scratch/packages
	mkdir -p "$packages/ruby-3.4/bin" "$packages/ruby-3.4/lib/pkgconfig" \
		"$packages/tools-1/bin" "$packages/tools-1/sbin" "$packages/tools-1/etc/ssl"
	cat >"$packages/ruby-3.4/bin/ruby" <<'END'
#!/bin/sh
echo "fake ruby $*"
END
	cat >"$packages/ruby-3.4/bin/bundle" <<'END'
#!/bin/sh
echo "bundle $*"
[ "$1" != fail ] || exit 7
END
	# programs of the host that the environment shadows
	printf '#!/bin/sh\necho "fake sed"\n' >"$packages/tools-1/bin/sed"
	echo certificates >"$packages/tools-1/etc/ssl/ca.crt"
	chmod +x "$packages"/*/bin/*
	{
		printf 'PKG_CONFIG_PATH\t:\tdirectory\t\tlib/pkgconfig\tshare/pkgconfig\n'
		printf 'SSL_CERT_FILE\t\tregular\t\tetc/ssl/ca.crt\n'
	} >"$scratch/specs"

	project=$scratch/my\ project
	mkdir -p "$project/sub"
	echo ';; never evaluated here' >"$project/manifest.scm"
	cat >"$project/setup-env.sh" <<'END'
export PSQL_HOST="${PSQL_HOST:-localhost}"
export PSQL_PORT="${PSQL_PORT:-5432}"
export DATABASE_URL="${DATABASE_URL:-postgres://${PSQL_HOST}:${PSQL_PORT}/db}"
export BUNDLE_PATH="$GX_PROJECT/vendor/bundle"
export PATH="$GX_PROJECT/bin:$PATH"
export QUOTED="it's \"quoted\" \$HOME"
alias be="bundle exec"
alias rs="bundle exec rails server"
bundle() {
	command bundle "$@"
	local status=$?
	echo "wrapped $status"
	return $status
}
banner() {
	if command -v gum >/dev/null 2>&1; then gum style "$@"; else echo "$@"; fi
}
banner "BANNER ${PSQL_HOST}"
unset -f banner
END
	remember_project || exit 1
}
# Make the profile and its entry, by COMMAND… if given (setpriv …).
remember_project() {
	profile=$("$@" "$GX_TOP_BUILDDIR/tests/unit/fake-profile" "$scratch/specs" \
		"$packages/ruby-3.4" "$packages/tools-1" -- -m "$project/manifest.scm")
}
