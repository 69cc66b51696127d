#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The options of gx pack: those of Guix, values that are refused, what they make.  The package is
# a folder, so nothing has to be built.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
cd "$scratch" || exit 1
mkdir -p app/bin app/share
printf '#!/bin/sh\necho app\n' >app/bin/app
cp app/bin/app app/bin/sh
chmod +x app/bin/app app/bin/sh
echo text >app/share/text
cat >app.scm <<END
(use-modules (guix gexp))
(manifest (list (manifest-entry (name "app") (version "1")
                                (item (local-file "$scratch/app" "app-1" #:recursive? #t)))))
END
pack() { gx pack -q -m app.scm "$@"; }
config() {	# ARCHIVE
	tar -xOf "$1" "$(tar -tf "$1" | grep '^[0-9a-f]*\.json$')" | sed 's|/gnu/store/[^"/]*|ITEM|g'
}
# refused WORDS SENTENCE OPTION…: a usage error that says WORDS
refused() {
	words=$1 sentence=$2; shift 2
	run pack -o none.tar "$@"
	is "$status" 2 "$sentence is refused"
	like "$err" "$words" "and told so"
}
refused 'gx does not compile for other machines' "another machine" --target=aarch64-linux-gnu
refused "did you mean 'guix-profile'" "a misspelt profile name" --profile-name=guix-profil
refused "did you mean 'gzip'" "a misspelt compression" -C gzp
refused 'a port is a number' "a port beyond 65535" --image-tag=host:65536/x
refused 'root is user 0' "a root that is not" --user=root:1:1
refused 'is not a user' "a user without a name before the colon" --user=:1:1
refused "did you mean 'SIGQUIT'" "a misspelt signal" --stop-signal=SIGQUI
refused 'no such signal' "a signal beyond the last" --stop-signal=RTMIN+40
refused 'this is no time' "a time of unknown unit" --health-interval=30x
refused 'this is no time' "a time whose last unit is missing" --health-interval=1m30
refused "no shell reads '\|'" "shell syntax that no shell would read" --health-cmd='a || b'
refused 'one layer at least' "an image without layers" --max-layers=0
refused 'below the root' "the root as a volume" --volume=/..
printf 'a\0b' >binary
run pack -f deb --postinst-file=binary -o none.tar
like "$err" 'binary: this is no text' "a script that is no text is refused"
run gx pack --help-docker-format
is "$status" 0 "Guix's words for help give help"
run pack -f docker --bootstrap --no-grafts --max-layers=200 -o most.tar
like "$status:$err" '^0:gx: warning: .*: 125 are made' "more layers than engines take are not made"
[ ! -e none.tar ]
is $? 0 "nothing was written"

run pack -f docker --stop-signal=usr1 --health-shell='test -e /tmp && exit 0' \
	--health-interval=1m30s --health-timeout=500ms -S /bin=bin -o image.tar
like "$(config image.tar)" '"StopSignal":"SIGUSR1"' "signals have their full names"
like "$(config image.tar)" '"Test":\["CMD-SHELL","test -e /tmp && exit 0"\]' \
	"a health check may be a shell's line"
like "$(config image.tar)" '"Interval":90000000000.*"Timeout":500000000' "times have units"
run pack -f docker --health-shell=true -o none.tar
like "$err" '/bin/sh.*' "without /bin/sh it is refused"
run pack -f docker --health-cmd=bin/ap -o none.tar
like "$err" "did you mean 'bin/app'" "and a program that is not there"
run pack -f docker --health-shell=true --bin-sh --user=nobody:65534:65534 -o image.tar
is "$(tar -xOf image.tar files/layer.tar | tar -xO etc/passwd | grep -c nobody)" 1 \
	"nobody is in /etc/passwd once"

# Entry points and places.
ln -s nowhere app/bin/dangling
ln -s app app/bin/linked
run pack -f docker --entry-point=bin/linked -o image.tar
is "$status" 0 "a link to a program is an entry point"
run pack -f docker --entry-point=bin/dangling -o none.tar
like "$status:$err" '^1:.*a link that leads to nothing' "a link to nothing is none"
rm app/bin/dangling app/bin/linked
mkdir folder
run pack -f docker -o folder
like "$status:$err" '^1:.*folder is a directory' "a pack does not replace a folder"
run pack -f docker -o nowhere/image.tar
like "$status:$err" '^1:.*nowhere/image.tar: No such file' "a folder that is not there is named"

mkdir modules
run pack -f docker -L modules --save-provenance -o image.tar
like "$status:$err" '^0:.*modules of .*/modules are not in the pack.s provenance' \
	"modules that do not travel are told of"

# One layer.
run pack -f docker --max-layers=1 -o one.tar
is "$(tar -tf one.tar | grep -c 'layer.tar$')" 1 "one layer is one layer"
tar -xOf one.tar "$(tar -tf one.tar | grep 'layer.tar$')" | tar -t >names
ok "with the store" grep -q 'app-1/bin/app$' names
ok "and the rest" grep -qx etc/passwd names
run pack -f oci -C gzip --max-layers=1 --env=A=1 -o one.oci
run pack -f oci -C gzip --max-layers=1 --volume=/data -o other.oci
is "$status" 0 "of another rest another layer is made" || printf '%s\n' "$err" | sed 's/^/# /'

# Packages of other systems.
long=$(printf 'n%.0s' $(seq 60))
mkdir -p "app/$long/$long/$long"
echo deep >"app/$long/$long/$long/$long$long"
ln -s "$long/$long/$long/$long$long" app/link
echo 'echo installed' >postinst
run pack -f deb --postinst-file=postinst --localstatedir --profile-name=current-guix -o app.deb
is "$status" 0 "a deb is made"
if [ "$(id -u)" -eq 0 ] && command -v dpkg >/dev/null; then
	mkdir -p root/var/lib/dpkg/updates root/var/lib/dpkg/info
	touch root/var/lib/dpkg/status
	run dpkg --root="$scratch/root" --force-not-root --force-bad-path --log=/dev/null \
		--unpack app.deb
	is "$status" 0 "dpkg unpacks it" || printf '%s\n' "$err" | sed 's/^/# /'
	is "$(cat root/gnu/store/*-app-1/"$long/$long/$long/$long$long")" deep \
		"with names that are longer than a header's"
	is "$(readlink root/gnu/store/*-app-1/link)" "$long/$long/$long/$long$long" "and links"
	is "$(cat root/var/lib/dpkg/info/app.postinst)" "echo installed" "and its script"
	like "$(readlink root/var/guix/profiles/per-user/root/current-guix-1-link)" \
		'^/gnu/store/.*-profile$' "and a link to the profile where Guix has it"
else
	skip "dpkg unpacks it" "dpkg is not installed, or we are not root"
fi
for script in prein postin preun postun; do
	echo "echo $script" >$script
done
run pack -f rpm --prein-file=prein --postin-file=postin --preun-file=preun \
	--postun-file=postun -o app.rpm
is "$status" 0 "an rpm is made"
if command -v rpm >/dev/null; then
	run rpm -qp --scripts app.rpm
	is "$out" "preinstall scriptlet (using /bin/sh):
echo prein

postinstall scriptlet (using /bin/sh):
echo postin

preuninstall scriptlet (using /bin/sh):
echo preun

postuninstall scriptlet (using /bin/sh):
echo postun" "rpm knows its scripts"
	run rpm -K app.rpm
	is "$status" 0 "and finds it sound"
else
	skip "rpm knows its scripts" "rpm is not installed"
fi

touch app/.wh.removed
run pack -f docker -o none.tar
is "$status" 1 "a name that means a removal in a layer is refused"
like "$err" 'app-1/\.wh\.removed cannot be in an image' "and shown"
run pack -f tarball -o with.tar
is "$status" 0 "a tarball may hold it"
rm app/.wh.removed
invalid=$(printf 'a\377b')
touch "app/$invalid"
run pack -f docker -o none.tar
is "$status" 1 "a name that is not UTF-8 is refused"
unlike "$err" 'Broken pipe' "by its reason"
done_testing
