#!/bin/sh
# mirror://npm/ follows the host's npm configuration, and its secrets go to its registry alone.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
need python3
fresh_store
cd "$scratch" || exit 1
unset http_proxy https_proxy all_proxy ALL_PROXY HTTPS_PROXY GX_NPM_REGISTRY
unset npm_config_registry NPM_CONFIG_REGISTRY npm_config_userconfig NPM_CONFIG_USERCONFIG
HOME=$scratch/home; export HOME
npm_config_globalconfig=/dev/null; export npm_config_globalconfig
mkdir -p "$HOME" project/src
head -c 100000 /dev/urandom >data

servers=
trap 'kill $servers 2>/dev/null; cleanup' EXIT
# serve NAME [SECRET]: its port is in $port, its requests in NAME.log.
serve() {
	mkfifo "$1.port"
	python3 "$GX_TOP_SRCDIR/tests/shell/net-server.py" data "$1.log" "$2" >"$1.port" &
	servers="$servers $!"
	read -r port <"$1.port"
}
serve registry 'Bearer s3cret-token'; registry=127.0.0.1:$port
serve elsewhere; elsewhere=127.0.0.1:$port

# fetch PATH NAME: $status, $err; each NAME is a file of its own.
fetch() {
	run gx build -e "(begin (use-modules (guix packages) (guix download) (guix base32))
		(origin (method url-fetch) (uri \"mirror://npm/$1\") (file-name \"$2\")
			(sha256 (base32 \"$(gx hash data)\"))))"
}
npmrc() { printf '%s\n' "$@" >"$HOME/.npmrc"; chmod 600 "$HOME/.npmrc"; }

npmrc "registry=http://$registry/good"
fetch left/-/left-1.tgz one
is "$status" 0 "the user's .npmrc names the registry"
like "$(cat registry.log)" '^/good/left/-/left-1.tgz 0 [0-9]+ -$' "which is asked, without secrets"

npmrc "registry=http://$registry/secret/" "//$registry/:_authToken=\${TOKEN}"
TOKEN=s3cret-token fetch left/-/left-1.tgz two
is "$status" 0 "a registry that wants a token gets it" || printf '%s\n' "$err" | sed 's/^/# /'
TOKEN=wrong-token fetch left/-/left-1.tgz three
is "$status" 1 "a wrong one is refused"
like "$err" "http://$registry/secret/left/-/left-1.tgz: .*401" "and the place is told"
unlike "$err$out" 'wrong-token' "but not the token"

npmrc "registry=http://$registry/away" "//$registry/:_authToken=s3cret-token"
fetch "$elsewhere/good/x" four
is "$status" 0 "a registry may send one elsewhere"
like "$(cat elsewhere.log)" '^/good/x 0 [0-9]+ -$' "where the token does not go"
fetch "$elsewhere/secret/x" five
is "$status" 1 "even if it is asked for there"
unlike "$err$out$(cat elsewhere.log)" 's3cret' "and nobody tells it"

npmrc "registry=http://u:pass-word@$registry/none"
fetch x six
like "$err" "http://$registry/none/x: the server answers 404" "a password in the URL is not told either"
like "$(tail -n 1 registry.log)" ' Basic ' "though the registry gets it"

npmrc "registry=http://$registry/none"
echo '{}' >project/package.json
echo "registry=http://$registry/good/project" >project/.npmrc
cd project/src || exit 1
cp ../../data .
fetch y seven
is "$status" 0 "a project's .npmrc comes before the user's"
GX_NPM_REGISTRY=http://$registry/good/own fetch z eight
like "$(tail -n 1 ../../registry.log)" '^/good/own/z ' "GX_NPM_REGISTRY comes before both"

# Nothing is configured: npm itself is asked, and where there is none nobody guesses.
cd ../..
rm "$HOME/.npmrc"
mkdir bin
printf '#!/bin/sh\n[ "$*" = "config get registry" ] && echo "http://%s/good/asked/"\n' "$registry" >bin/npm
chmod 755 bin/npm
PATH=$scratch/bin:$PATH fetch v nine
like "$(tail -n 1 registry.log)" '^/good/asked/v ' "npm's own default is taken"
printf '#!/bin/sh\nexit 1\n' >bin/npm
PATH=$scratch/bin:$PATH fetch u ten
is "$status" 1 "without any, a download fails"
like "$err" 'neither npm nor a configuration' "and says why"
like "$err" 'GX_NPM_REGISTRY' "and how to name one"
done_testing
