#!/bin/sh
# shellcheck disable=SC2016,SC2119
# What a builder sees and may do, when root builds and when an ordinary user does.
. "${GX_TOP_SRCDIR:-.}/tests/shell/build-lib.sh"

see() {	# SCRIPT: what it prints in a build; the rest of the words go to the derivation
	see_n=$((${see_n:-0} + 1))
	see_drv=$(sh_drv "see-$see_n" "exec > \$out 2>&1; $1
:" "env=N=$see_n") || return 1
	run build "$see_drv"
	[ "$status" -eq 0 ] && item "$out"
}

common() {
	who=$1
	is "$(see 'id -u; id -g; hostname; pwd' | tr '\n' ' ')" \
		"30001 30000 localhost /tmp/guix-build-see-1.drv-0 " \
		"$who: user 30001:30000 on localhost, in the build directory"
	is "$(see 'ls -A / | tr "\n" " "')" "dev etc gnu proc tmp " "$who: the root holds nothing else"
	is "$(see 'ls -A /gnu/store | grep -v -e -see-')" "$(basename "$bb")" \
		"$who: only the inputs and the output are in the store"
	is "$(see 'ls -A /tmp; ls -A .')" "guix-build-see-1.drv-0" "$who: /tmp holds only the build directory"
	is "$(see 'ls /dev | tr "\n" " "')" \
		"fd full null ptmx pts random shm stderr stdin stdout tty urandom zero " \
		"$who: few devices"
	is "$(see 'ls /proc > l; grep -c "^[0-9]" l')" 3 "$who: /proc shows only its own processes"
	is "$(see "echo x > $bb/x || echo refused; echo y > /x || echo refused; chmod 777 $bb || echo refused" |
		grep -c '^refused')" 3 "$who: inputs and the root are read-only"
	is "$(see 'touch f; chmod 4755 f || echo refused; chmod 2755 f || echo refused; chmod 755 f && echo fine' |
		grep -v chmod | tr '\n' ' ')" "refused refused fine " "$who: setuid and setgid modes are refused"
	like "$(see 'unshare -U true && echo entered; mount -t tmpfs x /tmp && echo mounted; chroot . /x; mknod d c 1 3 && echo made')" \
		'not permitted' "$who: no namespaces, no mounts"
	unlike "$(see 'unshare -U true && echo entered; mount -t tmpfs x /tmp && echo mounted; mknod d c 1 3 && echo made')" \
		'^(entered|mounted|made)' "$who: … indeed none"
	is "$(see 'grep -E "^(CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):" /proc/self/status | tr -d "\t" | tr "\n" " "')" \
		"CapInh:0000000000000000 CapPrm:0000000000000000 CapEff:0000000000000000 CapBnd:0000000000000000 CapAmb:0000000000000000 NoNewPrivs:1 Seccomp:2 " \
		"$who: no capabilities, no new privileges, a filter"
	like "$(see 'ifconfig -a')" 'lo .*' "$who: there is a loopback device"
	is "$(see 'ifconfig -a | grep -c "^[a-z]"')" 1 "$who: and no other"
	is "$(see "nc -l -p 4711 -e cat & until echo hi | nc 127.0.0.1 4711 2>/dev/null; do sleep 0.05; done")" hi "$who: loopback works"
	is "$(see 'test -e /bin/sh || echo none')" none "$who: no /bin/sh"
	drv=$(sh_drv binsh "/bin/sh -c 'echo yes' > \$out" "env=GX_BINSH=$bb/bin/sh")
	run build "$drv"
	is "$(item "$out")" yes "$who: /bin/sh is there when the derivation names it"
	drv=$(sh_drv binsh-no "echo > \$out" "env=GX_BINSH=/bin/busybox")
	run build "$drv"
	like "$err" 'GX_BINSH is .* in no input' "$who: … and only if it is in an input"
	is "$(see 'env' | grep -v -e '^SHLVL' -e '^PATH' -e '^out' -e '^N=' -e '^OLDPWD' | sort | tr '\n' ' ')" \
		"HOME=/homeless-shelter NIX_BUILD_CORES=0 NIX_BUILD_TOP=/tmp/guix-build-see-$((see_n + 1)).drv-0 NIX_STORE=/gnu/store PWD=/tmp/guix-build-see-$((see_n + 1)).drv-0 TEMP=/tmp/guix-build-see-$((see_n + 1)).drv-0 TEMPDIR=/tmp/guix-build-see-$((see_n + 1)).drv-0 TMP=/tmp/guix-build-see-$((see_n + 1)).drv-0 TMPDIR=/tmp/guix-build-see-$((see_n + 1)).drv-0 " \
		"$who: the environment is Guix's"
	is "$(see 'echo $0')" sh "$who: argv[0] is the builder's base name"
	if [ -x "$GX_TOP_BUILDDIR/tests/unit/build-probe" ]; then
		probe=$(as_user "$tool" add probe "$scratch/probe")
		run build "$(as_user "$tool" drv probe "builder=$probe/probe" "src=$probe" \
			"env=input=$probe/probe")"
		is "$(item "$out")" "$(probe_wanted)" "$who: what a builder tries in vain"
	fi
	is "$(see "sleep ${forever}1 > /dev/null & setsid sleep ${forever}2 > /dev/null & echo done")" "done" \
		"$who: a build may leave processes"
	ok "$who: … which do not live on" not running "$forever"
}
probe_wanted() {
	cat <<-EOF
		argv0: probe
		fd: 0
		fd: 1
		fd: 2
		chmod-setuid: EPERM
		fchmodat-setgid: EPERM
		chmod-sticky: done
		open-setuid: EPERM
		open-plain: done
		openat2: ENOSYS
		fchmodat2: ENOSYS
		mknod-setuid: EPERM
		mknod-device: EPERM
		setxattr: EPERM
		keyctl: EPERM
		add_key: EPERM
		personality-set: EPERM
		personality-ask: done
		unshare-user: EPERM
		unshare-files: done
		mount: EPERM
		umount: EPERM
		chroot: EPERM
		io_uring: ENOSYS
		bpf: EPERM
		setuid-0: EINVAL
		write-input: EACCES
		write-root: EROFS
		write-dev: EROFS
		write-shm: done
		kill-outside: ESRCH
		signal-init: done
		ptrace-init: EPERM
		sysctl: EACCES
		connect: ENETUNREACH
		abstract-socket: done
		stdin: done
		x86-32: Bad system call
		x32: Bad system call
	EOF
}
mkdir "$scratch/probe"
cp "$GX_TOP_BUILDDIR/tests/unit/build-probe" "$scratch/probe/probe" 2>/dev/null
if [ "$(id -u)" -eq 0 ]; then
	build_store 1
	chmod 755 "$GX_STORE_ROOT"
	common root
	# The process is another user outside, and not root.
	drv=$(sh_drv outside "sleep ${forever}3; echo > \$out")
	"$tool" build "$drv" >/dev/null 2>&1 &
	pid=$!
	builder_uid() {
		uid=$(grep -lsaz -xF -e "${forever}3" /proc/[0-9]*/cmdline | head -n 1)
		uid=$(stat -c %u "${uid%/cmdline}" 2>/dev/null)
	}
	wait_until builder_uid
	kill "$pid"
	wait "$pid"
	ok "root: outside the builder has an id of the pool ($uid)" test "${uid:-0}" -ge 1735917568
	if setpriv --reuid=65534 --regid=65534 --clear-groups \
		unshare -Ur true 2>/dev/null; then
		see_n=0
		as_user() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
		mkdir "$scratch/store2"
		chown 65534:65534 "$scratch/store2"
		build_store 2
		common user
	else
		skip "an ordinary user's builds" "no unprivileged user namespaces here"
	fi
else
	build_store 1
	common user
fi
done_testing
