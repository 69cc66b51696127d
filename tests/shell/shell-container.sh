#!/bin/sh
# gx shell --container: the environment by itself.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
# shellcheck source=tests/shell/shell-project.sh
. "$GX_TOP_SRCDIR/tests/shell/shell-project.sh"

fresh_store
unshare -Um true 2>/dev/null || skip_all "this machine allows no user namespaces"
HOME=$scratch/home
export HOME
mkdir "$HOME" "$scratch/shared" "$scratch/exposed"
echo secret >"$HOME/secret"
echo shared >"$scratch/shared/file"
echo exposed >"$scratch/exposed/file"
fake_project
cd "$project" || exit 1
# The fake packages have no shell, so the host's is lent to the container.
contain() {
	run gx shell -C --no-setup --expose=/usr --expose=/bin --expose=/lib --expose=/lib64 \
		-m manifest.scm "$@"
}
[ -d /lib64 ] || skip_all "this test needs a host with /lib64"

contain -- ruby inside
[ "$status" -eq 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
is "$out" "fake ruby inside" "a program of the environment runs"
contain -- /bin/sh -c 'exit 7'
is "$status" 7 "its status is kept"
# shellcheck disable=SC2016
contain -- /bin/sh -c 'kill -TERM $$'
is "$status" 143 "and its signal"
# (a leak checker cannot look at a process without capabilities)
ASAN_OPTIONS=detect_leaks=0 contain -- no-such-program
unset ASAN_OPTIONS
is "$status" 127 "an unknown program has status 127"

# shellcheck disable=SC2016
contain -- /bin/sh -c '/bin/cat "$HOME/secret"; /bin/ls "$1"; pwd; echo new >made-inside' sh \
	"$scratch"
is "$out" "home
my project
$project" "of the host's files only those shared are there, beside an empty home"
is "$(cat made-inside)" new "the working directory is shared, writable"
# shellcheck disable=SC2016
contain -- /bin/sh -c '/bin/ls /gnu/store | /bin/grep -c .; /bin/ls /proc | /bin/grep -c "^[0-9]"
	/bin/grep -c : /proc/net/dev; /bin/grep CapBnd /proc/self/status; /bin/id -u
	touch() { (: >"$1"); }; touch /x; touch /gnu/store/x; touch /etc/x; touch /tmp/x && echo tmp'
is "$(printf '%s\n' "$out" | head -1)" 3 "the store has the profile's closure alone"
ok "few processes are seen" test "$(printf '%s\n' "$out" | sed -n 2p)" -le 6
is "$(printf '%s\n' "$out" | sed -n '3,$p')" "1
CapBnd:	0000000000000000
$(id -u)
tmp" "only loopback, no capabilities, the same user; /tmp alone is writable"
SECRET=x contain -E '^KEEP' -- /usr/bin/env
unlike "$out" "^SECRET" "variables do not leak in"

contain --share="$scratch/shared" --expose="$scratch/exposed=/other" -- /bin/sh -c \
	"/bin/cat $scratch/shared/file /other/file; echo changed >$scratch/shared/file
	echo changed >/other/file"
is "$out" "shared
exposed" "--share and --expose show files"
is "$(cat "$scratch/shared/file") $(cat "$scratch/exposed/file")" "changed exposed" \
	"writable and not"
contain --no-cwd -- /bin/sh -c 'pwd'
is "$out" "$HOME" "--no-cwd starts at home"
# shellcheck disable=SC2016
contain -u jane -P -S /opt/tool=bin/ruby -- /bin/sh -c \
	'echo $HOME $USER; /usr/bin/id -un; /opt/tool x; /bin/readlink ~/.guix-profile'
is "$out" "/home/jane jane
jane
fake ruby x
$profile" "-u, -S and -P"
mkdir -p "$HOME/proj" "$HOME/lent"
cp manifest.scm "$HOME/proj"
echo lent >"$HOME/lent/file"
# shellcheck disable=SC2016
(cd "$HOME/proj" && gx shell -C -u jane --no-setup --share="$HOME/lent" --expose=/usr --expose=/bin \
	--expose=/lib --expose=/lib64 -m "$project/manifest.scm" -- /bin/sh -c \
	'pwd; /bin/cat ~/lent/file; test -e "$1" || echo unseen' sh "$HOME") >"$scratch/said" 2>&1
is "$(cat "$scratch/said")" "/home/jane/proj
lent
unseen" "with -u what is below the home outside is below that inside"
contain --writable-root -- /bin/sh -c ': >/x && echo written'
is "$out" written "--writable-root"
contain -N -- /bin/sh -c '/usr/bin/readlink /proc/self/ns/net'
is "$out" "$(readlink /proc/self/ns/net)" "-N keeps the network"

run gx shell -C -m manifest.scm -- ruby hook
like "$err" "is not sourced: there is no bash" "a hook needs a bash inside"
run gx shell -C -m manifest.scm
like "$err" "add the package bash" "so does a shell"
run gx shell -N -m manifest.scm -- true
is "$status" 2 "-N without -C is a usage error"
contain --share=/nonexistent/dir -- ruby x
is "$status" 1 "sharing what is not there fails"
like "$err" "/nonexistent/dir" "and is named"

# Root's own files among the kernel's: whoever is root there may write to them.
if [ "$(id -u)" -eq 0 ]; then
	contain -- /bin/sh -c 'test -w /proc/sys/kernel/core_pattern || echo no; /bin/cat /proc/sys/kernel/ostype'
	is "$out" "no
Linux" "root cannot turn the kernel's knobs from inside"
else
	skip "root cannot turn the kernel's knobs from inside" "this needs root"
fi
mkdir "$scratch/target"
echo linked >"$scratch/target/file"
ln -s "$scratch/target" "$scratch/link"
contain --expose="$scratch/link=/linked" -- /bin/cat /linked/file
is "$out" linked "an absolute link can be exposed"
# Links of the host that lead elsewhere: to the store, to what the network's names are.
ln -s "$scratch" "$scratch/again"
GX_STORE_ROOT=$scratch/again/store
remember_project
contain -- ruby linked
is "$out" "fake ruby linked" "the store may be below an absolute link"
GX_STORE_ROOT=$scratch/store
remember_project
mkdir "$scratch/etc"
cp /etc/passwd "$scratch/etc"
echo 'nameserver 192.0.2.1' >"$scratch/resolved"
ln -s "$scratch/resolved" "$scratch/etc/resolv.conf"
# shellcheck disable=SC2016
run unshare -Um --map-current-user --keep-caps sh -c 'mount --bind "$1" /etc && shift && exec "$@"' \
	sh "$scratch/etc" "$GX" shell -C -N --no-setup --expose=/usr --expose=/bin --expose=/lib \
	--expose=/lib64 -m manifest.scm -- /bin/cat /etc/resolv.conf
is "$out" "nameserver 192.0.2.1" "and so may /etc/resolv.conf be one" ||
	printf '%s\n' "$err" | sed 's/^/# /'
run gx shell -C -S opt=bin/ruby -m manifest.scm -- ruby x
is "$status" 2 "-S wants an absolute name"

# A kernel that says no.  (The limit is of the namespace made for this test.)
limited() { unshare -U --map-current-user --keep-caps sh -c "$@"; }
if limited 'echo 0 >/proc/sys/user/max_user_namespaces' 2>/dev/null; then
	# shellcheck disable=SC2016
	forbid='echo 0 >/proc/sys/user/max_user_namespaces; exec "$@"'
	run limited "$forbid" sh setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all \
		"$GX" shell -C --no-setup -m manifest.scm -- ruby x
	is "$status" 1 "where namespaces are forbidden there is no container"
	like "$err" "user.max_user_namespaces is 0" "the knob is named"
	like "$err" "sudo sysctl user.max_user_namespaces=[0-9]+; --container needs them" "and what turns it"
else
	skip "where namespaces are forbidden" "the limit cannot be set here"
fi
if [ "$(id -u)" -eq 0 ]; then
	run limited "$forbid" sh "$GX" shell -C --no-setup --expose=/usr --expose=/bin \
		--expose=/lib --expose=/lib64 -m manifest.scm -- /bin/grep CapBnd /proc/self/status
	is "$out" "CapBnd:	0000000000000000" "root makes one without a namespace for users" ||
		printf '%s\n' "$err" | sed 's/^/# /'
else
	skip "root makes one without a namespace for users" "this needs root"
fi

# The container ends with the gx that made it.
forever=7${$}0	# a number that no other process has
contain_in_background() {
	exec "$GX" shell -C --no-setup --expose=/usr --expose=/bin --expose=/lib --expose=/lib64 \
		-m manifest.scm -- /bin/sh -c "echo begun; exec /bin/sleep $forever"
}
contain_in_background >"$scratch/contained" 2>&1 &
pid=$!
ok "a container is entered" wait_for_line "$scratch/contained" begun
kill -KILL "$pid"
ok "nothing is left when gx is killed" wait_until not running "$forever"
done_testing
