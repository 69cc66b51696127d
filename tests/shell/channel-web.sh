#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Channels by HTTP as git users expect it: proxies, certificates, logins, headers, redirections,
# and servers that are none of git's.
: "${n=}" "${tmp=}" "${gx=}"
. "$(dirname "$0")/channel-lib.sh"
command -v python3 >/dev/null || { echo "1..0 # SKIP python3 serves the repositories"; exit 0; }
export GIT_TERMINAL_PROMPT=0 GIT_ASKPASS='' SSH_ASKPASS=''

repo core
git clone -q --bare core http.git
mkfifo port
# serve LOG [ARGUMENT…]: one more server; sets p, its port.
serve() {
	log=$1; shift
	python3 "$GX_TOP_SRCDIR/tests/shell/git-server.py" "$tmp" "$@" >port 2>"$log" &
	servers="$servers $!"
	read -r p <port
}
serve other; other=$p
GIT_SERVER_OTHER=http://127.0.0.1:$other serve requests; web=http://127.0.0.1:$p
GIT_SERVER_PROXY=bob:hidden serve strict; strict=127.0.0.1:$p
serve proxy; proxy=127.0.0.1:$p
# fetched URL: from an empty cache.
fetched() {
	rm -rf "$GX_STORE_ROOT/cache"
	: >requests; : >other; : >proxy; : >strict
	echo "(list (channel (name 'core) (url \"$1\")))" >c.scm
	tm -C c.scm && grep -q "core-$(tip core | cut -c1-12)/" out
}
# refused URL WORDS: with this in the error, and nothing secret.
refused() {
	fetched "$1"
	test $? -eq 1 && grep -q "$2" err && ! grep -qE 'secret|hidden' err
}
# with SETTING VALUE COMMAND…: once with a setting of git's configuration.
with() (
	git config --global "$1" "$2"; setting=$1; shift 2
	"$@"; status=$?
	git config --global --unset-all "$setting"
	exit $status
)

# --- proxies ---
http_proxy=http://$proxy fetched $web/http.git && grep -q "^GET $web/http.git/info/refs" proxy &&
	grep -q "^POST $web/http.git/git-upload-pack" proxy && test ! -s requests
ok $? "http:// through the proxy that http_proxy names"
HTTP_PROXY=http://$proxy fetched $web/http.git && test ! -s proxy
ok $? "HTTP_PROXY is not looked at, as by curl"
ALL_PROXY=http://$proxy fetched $web/http.git && test -s proxy
ok $? "but ALL_PROXY is"
http_proxy=http://$proxy NO_PROXY=example.org,127.0.0.1 fetched $web/http.git && test ! -s proxy
ok $? "unless NO_PROXY names the host"
http_proxy=http://127.0.0.1:9 with http.proxy "$proxy" fetched $web/http.git && test -s proxy
ok $? "http.proxy comes before the variables"
http_proxy=http://127.0.0.1:9 with http.proxy '' fetched $web/http.git && test -s requests
ok $? "an empty one turns them off"
git config --global http.proxy http://127.0.0.1:9
with "http.http://127.0.0.1:9/.proxy" http://127.0.0.1:9 with "http.$web.proxy" "$proxy" fetched $web/http.git && test -s proxy
ok $? "http.<url>.proxy of the URL comes before both"
git config --global --unset http.proxy
http_proxy=http://$strict refused $web/http.git 'proxy asks for a user' && grep -q 'hint: .*USER:PASSWORD' err
ok $? "a proxy that wants a login is told"
http_proxy=http://bob:hidden@$strict fetched $web/http.git && grep -q '^POST .* Basic' strict
ok $? "and gets the one in its address"
http_proxy=http://bob:hidden@127.0.0.1:9 refused $web/http.git 'connect to 127.0.0.1'
ok $? "which no error shows"
printf '#!/bin/sh\necho "$1" >>asked\ncat >>asked\ntest "$1" != get || printf "password=hidden\\n"\n' >helper
chmod +x helper
with credential.helper "$tmp/helper" with http.proxy "http://bob@$strict" fetched $web/http.git && grep -q 'host=127.0.0.1' asked
ok $? "a credential helper knows what the proxy's address lacks"
python3 "$GX_TOP_SRCDIR/tests/shell/socks-server.py" >port 2>socks & servers="$servers $!"
read -r p <port
all_proxy=socks5h://127.0.0.1:$p fetched "http://far.example.org:${web##*:}/http.git" && grep -q '^far.example.org' socks
ok $? "a SOCKS proxy, which looks names up"

# --- certificates ---
if command -v openssl >/dev/null; then
	for name in server client; do
		openssl req -x509 -newkey rsa:2048 -nodes -keyout $name.key -out $name.pem -days 30000 -subj /CN=$name.example \
			-addext subjectAltName=DNS:localhost 2>/dev/null
	done
	GIT_SERVER_OTHER=http://127.0.0.1:$other serve secure server.pem server.key
	tls=https://localhost:$p
	serve fussy server.pem server.key client.pem
	fussy=https://localhost:$p
	refused $tls/http.git 'server.example' && grep -q "git config --global http.$tls/.sslCAInfo" err
	ok $? "a certificate that nobody vouches for is named, and the setting that helps"
	with "http.$tls/.sslCAInfo" "$tmp/server.pem" fetched $tls/http.git
	ok $? "http.<url>.sslCAInfo vouches for it"
	with "http.https://*.example.org/.sslCAInfo" "$tmp/server.pem" refused $tls/http.git certificate
	ok $? "not for other hosts"
	mkdir authorities && cp server.pem authorities/ && openssl rehash authorities
	with http.sslCAPath "$tmp/authorities" fetched $tls/http.git
	ok $? "http.sslCAPath"
	with http.sslVerify false fetched $tls/http.git
	ok $? "http.sslVerify may be turned off"
	GIT_SSL_NO_VERIFY=1 fetched $tls/http.git
	ok $? "so by GIT_SSL_NO_VERIFY"
	GIT_SSL_CAINFO=$tmp/none.pem refused $tls/http.git none.pem && grep -q 'hint: .*GIT_SSL_CAINFO' err
	ok $? "a file of authorities that is not there is told with its setting"
	export GIT_SSL_CAINFO="$tmp/server.pem"
	refused $fussy/http.git 'fetch from'
	ok $? "a server that wants a certificate of ours"
	git config --global http.sslCert "$tmp/client.pem"
	with http.sslKey "$tmp/client.key" fetched $fussy/http.git
	ok $? "gets that of http.sslCert"
	git config --global --unset http.sslCert
	https_proxy=http://bob:hidden@$strict fetched $tls/http.git && grep -q '^CONNECT localhost' strict
	ok $? "https:// through a proxy that wants a login"
	https_proxy=http://$strict refused $tls/http.git 407 && grep -q 'hint: .*USER:PASSWORD' err
	ok $? "which is told without one"
	http_proxy=$tls GIT_PROXY_SSL_CAINFO=$tmp/server.pem fetched $web/http.git && grep -q '^POST http' secure
	ok $? "a proxy that is reached by TLS itself"
	refused $tls/away/http.git 'from https to http'
	ok $? "no redirection leads from https to http"
	with http.followRedirects true fetched $tls/away/http.git && test -s other
	ok $? "unless http.followRedirects allows it"
	unset GIT_SSL_CAINFO
else
	n=$((n + 1)); echo "ok $n - https:// # SKIP openssl makes the certificates"
fi

# --- logins ---
printf '#!/bin/sh\nPATH=/nowhere exec "%s" "$@"\n' "$gx" >nogit
chmod +x nogit
host=${web#http://}
fetched "http://alice:secret@$host/login/http.git" && grep -q '^POST .* Basic' requests
ok $? "the user and the password of the URL"
refused "http://alice:secret2@$host/login/http.git" 'refuses the user and the password'
ok $? "are not shown when they are wrong"
refused $web/login/http.git 'asks for a user and a password' && grep -q 'hint: .*credential helper' err
ok $? "without any the error says where they may be"
gx=$tmp/nogit fetched "http://alice:secret@$host/login/http.git"
ok $? "the URL's do without the git program"
gx=$tmp/nogit refused $web/login/http.git 'asks for a user and a password'
ok $? "and nothing else needs it"
(umask 77; echo "machine 127.0.0.1 login alice password secret" >"$HOME/.netrc")
fetched $web/login/http.git
ok $? "the netrc file"
fetched "http://alice@$host/login/http.git"
ok $? "and for a user that the URL names"
rm "$HOME/.netrc"
printf '#!/bin/sh\ncase $1 in User*) echo alice ;; *) echo secret ;; esac\n' >ask
chmod +x ask
GIT_ASKPASS=$tmp/ask fetched $web/login/http.git
ok $? "GIT_ASKPASS"
cat >helper <<'END'
#!/bin/sh
echo "$1" >>asked
cat >>asked
[ "$1" = get ] && printf 'username=alice\npassword=%s\n' "$(cat password)"
END
git config --global credential.helper "$tmp/helper"
echo secret >password; : >asked
fetched $web/http.git && test ! -s asked
ok $? "a credential helper is not asked without need"
fetched $web/login/http.git && grep -qx "host=$host" asked && grep -qx store asked && ! grep -qx erase asked
ok $? "with need it is, and told that the login was right"
: >asked
echo "(list (channel (name 'core) (url \"$web/login/http.git\") (branch \"none\")))" >c.scm
tm -C c.scm; test $? -eq 1 && test "$(grep -cx get asked)" -eq 1
ok $? "once for all that a command fetches"
echo secret2 >password; : >asked
refused $web/login/http.git 'refuses the user and the password' && grep -qx erase asked && ! grep -qx store asked
ok $? "or told that it was wrong"
echo secret >password; : >asked

# --- redirections ---
fetched $web/away/http.git && test -s other && grep -c . requests | grep -qx 1
ok $? "a redirection is followed, once"
fetched "http://alice:secret@$host/loginaway/http.git" && test -s other && ! grep -q Basic other && grep -q Basic requests
ok $? "with a login for the first host, which the second does not get"
: >asked
fetched "http://alice:secret@$host/loginaway/login/http.git" && grep -qx "host=127.0.0.1:$other" asked && grep -q Basic other
ok $? "but its own, if it asks for one"
with http.extraHeader 'X-Token: 42' fetched $web/away/http.git && grep -q ' 42$' requests && ! grep -q ' 42$' other
ok $? "nor the headers of settings that name no URL"
refused $web/lateaway/http.git 'followRedirects'
ok $? "a redirection of later requests is not followed"
with http.followRedirects true fetched $web/lateaway/http.git
ok $? "unless http.followRedirects says so"
with http.followRedirects false refused $web/away/http.git 'followRedirects'
ok $? "or it forbids any"
refused $web/loop/http.git 'too many redirections'
ok $? "a circle ends"
refused $web/elsewhere/http.git 'no address of a git repository'
ok $? "one to a page is told"
git config --global --unset credential.helper

# --- headers and other settings ---
refused $web/token/http.git 403
ok $? "a server that forbids it"
with http.extraHeader 'X-Token: 42' fetched $web/token/http.git
ok $? "http.extraHeader"
with "http.$web/.extraHeader" 'X-Token: 42' fetched $web/token/http.git
ok $? "http.<url>.extraHeader"
with "http.$web/x/.extraHeader" 'X-Token: 42' refused $web/token/http.git 403
ok $? "for that URL only"
GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=HTTP.extraheader GIT_CONFIG_VALUE_0='X-Token: 42' fetched $web/token/http.git
ok $? "settings that GIT_CONFIG_COUNT brings"
GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=http.extraheader GIT_CONFIG_VALUE_0='X-Token: 42' GIT_CONFIG_KEY_1=http.extraHeader \
	GIT_CONFIG_VALUE_1='' refused $web/token/http.git 403
ok $? "an empty header forgets those before"
GIT_CONFIG_COUNT=1 refused $web/http.git 'GIT_CONFIG_VALUE_0 is not set'
ok $? "which must be complete"
printf '127.0.0.1\tFALSE\t/\tFALSE\t0\ttaste\tsweet\n' >cookies
with http.cookieFile "$tmp/cookies" fetched $web/cookie/http.git
ok $? "http.cookieFile"
: >jar
git config --global http.cookieFile "$tmp/jar"
fetched $web/baker/http.git && test ! -s jar &&
	with http.saveCookies true fetched $web/baker/http.git && grep -q taste jar && fetched $web/cookie/http.git
ok $? "which http.saveCookies writes"
git config --global --unset http.cookieFile
GIT_HTTP_USER_AGENT=git/9 fetched $web/agent/http.git
ok $? "GIT_HTTP_USER_AGENT"
with "url.$web/.insteadOf" mine: fetched mine:http.git
ok $? "url.<base>.insteadOf"
export GIT_CONFIG_GLOBAL="$tmp/broken"; echo '[http' >broken
refused $web/http.git "configuration $tmp/broken"
ok $? "a configuration that cannot be read is told"
export GIT_CONFIG_GLOBAL="$tmp/gitconfig"
with http.lowSpeedTime soon refused $web/http.git "lowspeedtime is .soon"
ok $? "so is a value without sense"

# --- servers that are none of git's, or stall ---
refused $web/typed/http.git 'no git repository: the server answers with text/html' && grep -q 'hint: .*browser' err
ok $? "a page in the place of a repository"
refused $web/none.git 'no repository there'
ok $? "nothing there"
refused $web/broken/http.git 'answers 500'
ok $? "a server with a fault of its own"
with http.lowSpeedTime 1 refused $web/stall/http.git 'too slow' && grep -q 'hint: .*lowSpeedTime' err
ok $? "a server that sends no more"
cat >interrupt.py <<'END'
"""Send SIGINT to a command once the server has its request."""
import signal, subprocess, sys, time
with open(sys.argv[1]) as log:
    # (whoever runs the tests in the background ignores the signal)
    p = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                         preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    while not log.readline():
        time.sleep(0.01)
        if p.poll() is not None:
            sys.exit(2)
    p.send_signal(signal.SIGINT)
    sys.exit(0 if p.wait() in (-signal.SIGINT, 130) else 1)
END
rm -rf "$GX_STORE_ROOT/cache"; : >requests
echo "(list (channel (name 'core) (url \"$web/stall/http.git\")))" >c.scm
python3 interrupt.py requests "$gx" time-machine -C c.scm
ok $? "is left at once when the user interrupts"

# --- what it costs not to fetch ---
if ldd "$GX_TOP_BUILDDIR/gx-engine" | grep -q libmbedx509; then
	LD_DEBUG=bindings "$gx" describe 2>&1 | grep crt_parse_file | grep 'libgit2.* to .*/gx' >out
	ok $? "libgit2 reads no certificates when it is set up"
else
	n=$((n + 1)); echo "ok $n - certificates of libgit2 # SKIP it is not built on mbedTLS"
fi
echo "1..$n"
