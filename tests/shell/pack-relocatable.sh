#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Relocatable packs, unpacked elsewhere and run by an ordinary user: with user namespaces,
# and without them, where nothing but the pack's own tracer can help.
# shellcheck source=tests/shell/pack-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/pack-lib.sh"
need busybox unshare cc tar

LIBC=/gnu/store/${H%?}5-glibc-2.36
PROBE=/gnu/store/${H%?}6-probe-1.0
LAUNCHER=${GX_TOP_BUILDDIR:-.}/gx-launcher

make_store "$T/s"
mkdir -p "$T/s$LIBC/lib" "$T/s$PROBE/bin" "$T/s$PROBE/share"
cat >"$T/probe.c" <<'END'
/* Name ourselves, read a file of the store, run a thread and children. */
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static void show(const char *path)
{
	char line[100] = "";
	FILE *f = fopen(path, "r");

	if (!f || !fgets(line, sizeof line, f))
		strcpy(line, "cannot be read\n");
	printf("%s", line);
}
static void *in_thread(void *path)
{
	struct stat st;

	printf("thread %d\n", stat(path, &st));
	return NULL;
}
int main(int argc, char **argv)
{
	char exe[4096] = "", *script[] = { (char *)"script", (char *)"a b", NULL };
	pthread_t thread;
	int status;
	pid_t pid;

	if (argc > 1 && !strcmp(argv[1], "again"))
		return puts("again") < 0;
	if (argc > 1 && !strcmp(argv[1], "kill"))
		abort();
	printf("argv0 %s\n", strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0]);
	readlink("/proc/self/exe", exe, sizeof exe - 1);
	printf("exe %s\n", strstr(exe, "/gnu/store/") ? strstr(exe, "/gnu/store/") : exe);
	show(TEXT);
	pthread_create(&thread, NULL, in_thread, (void *)TEXT);
	pthread_join(thread, NULL);
	fflush(stdout);
	posix_spawn(&pid, SCRIPT, NULL, NULL, script, environ);
	waitpid(pid, &status, 0);
	printf("status %d\n", WEXITSTATUS(status));
	fflush(stdout);
	if (!(pid = vfork())) {
		execl("/proc/self/exe", "x", "again", NULL);
		_exit(9);
	}
	waitpid(pid, &status, 0);
	return 7;
}
END
loader=$(readelf -l "$(command -v sh)" 2>/dev/null | sed -n 's/.*interpreter: \(.*\)]/\1/p')
[ -n "$loader" ] || loader=/lib64/ld-linux-x86-64.so.2
cp -L "$loader" "$T/s$LIBC/lib/ld.so"
cp -L "$(ldd "$(command -v sh)" | sed -n 's/.*libc.so.6 => \(\S*\).*/\1/p')" "$T/s$LIBC/lib/libc.so.6"
check "a program of the store is made" cc -o "$T/s$PROBE/bin/probe" "$T/probe.c" -pthread \
	-Wl,--dynamic-linker="$LIBC/lib/ld.so" -Wl,-rpath="$LIBC/lib" \
	-DTEXT="\"$LEAF/share/text\"" -DSCRIPT="\"$PROBE/bin/script\""
printf '#!%s/bin/sh -e\necho "script $0 $1" | %s/bin/cat\n[ -r %s/share/text ] && exit 5\n' \
	"$BUSYBOX" "$BUSYBOX" "$LEAF" | sed "s|\$0|\${0##*/}|" >"$T/s$PROBE/bin/script"
printf '#!%s/bin/script\n' "$PROBE" >"$T/s$PROBE/bin/nested"
chmod +x "$T/s$PROBE/bin/"*
for program in probe script nested; do
	ln -s "$PROBE/bin/$program" "$T/s$PROFILE/bin/$program"
done
sed -i "s|^$PROFILE .*|& $PROBE $LIBC|" "$T/s/refs"
printf '%s %s %s %s\n%s\n' "$PROBE" "$LIBC" "$BUSYBOX" "$LEAF" "$LIBC" >>"$T/s/refs"

for level in 1 2; do
	"$MAKE" "$T/s" "$PROFILE" format=tarball compression=none relocatable=$level \
		launcher="$LAUNCHER" link=/bin=bin link=/etc/profile=etc >"$T/r$level.tar"
	mkdir -p "$T/there/$level"
	check "a pack made with -$(printf '%*s' $level '' | tr ' ' R) is unpacked elsewhere" \
		tar -C "$T/there/$level" -xf "$T/r$level.tar"
done
chmod 755 "$T" "$T/there"
same "links of the store are relative" \
	"$(find "$T/there" -type l -lname '/*' | wc -l)" 0

# The expected words of the probe.
cat >"$T/expected" <<END
argv0 probe
exe $PROBE/bin/probe
text
thread 0
script script a b
status 5
again
END
run() {	# WRAPPER… -- COMMAND: as an ordinary user
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH=/usr/bin:/bin HOME=/ "$@"
	else
		env -i PATH=/usr/bin:/bin HOME=/ "$@"
	fi
}
# Without user namespaces: in one that allows no further.
alone() {
	unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces || exit 99
		exec "$@"' sh "$@"
}
cd "$T/there" || exit 1
if unshare -Ur true 2>/dev/null; then
	for level in 1 2; do
		run "./$level/bin/probe" >"$T/got" 2>&1
		same "level $level: the status of the program in a namespace" $? 7
		same "level $level: its words" "$(cat "$T/got")" "$(cat "$T/expected")"
	done
	same "the working directory stays" "$(run ./1/bin/sh -c pwd)" "$T/there"
	run alone ./1/bin/probe >/dev/null 2>&1
	run sh -c 'unshare -Ur sh -c "echo 0 >/proc/sys/user/max_user_namespaces; exec ./1/bin/probe"' \
		>"$T/got" 2>&1
	same "without namespaces a pack of -R says so" "$(grep -c 'made with -RR' "$T/got")" 1
	run sh -c 'unshare -Ur sh -c "echo 0 >/proc/sys/user/max_user_namespaces; ./2/bin/probe"' \
		>"$T/got" 2>&1
	same "without namespaces a pack of -RR runs, traced" $? 7
	same "its words" "$(cat "$T/got")" "$(cat "$T/expected")"
else
	skip "relocatable packs in namespaces" "this system allows none"
fi
for engine in ptrace proot; do
	run GX_EXECUTION_ENGINE=$engine ./2/bin/probe >"$T/got" 2>&1
	same "engine $engine: the program's status" $? 7
	same "engine $engine: its words" "$(cat "$T/got")" "$(cat "$T/expected")"
done
same "a script whose interpreter is a script" \
	"$(run GX_EXECUTION_ENGINE=ptrace ./2/bin/nested 2>&1)" "script script $PROFILE/bin/nested"
same "a static program, and a pipe that ends" \
	"$(run GX_EXECUTION_ENGINE=ptrace ./2/bin/leaf | cat)" text
run GX_EXECUTION_ENGINE=ptrace ./2/bin/probe kill >/dev/null 2>&1
same "a signal that ends the program ends it as itself" $? 134
same "a launcher within a traced program" \
	"$(run GX_EXECUTION_ENGINE=ptrace ./2/bin/sh -c "$T/there/2/bin/leaf")" text
same "what goes on in the background is served" \
	"$(run GX_EXECUTION_ENGINE=ptrace ./2/bin/sh -c "(sleep 0.3; cat $LEAF/share/text) & :" | cat)" text
# As in docker: a filter that forbids calls for the memory of others, but not tracing.
cat >"$T/filter.c" <<'END'
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_writev, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 436 /* close_range */, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	};
	struct sock_fprog filter = { sizeof code / sizeof *code, code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
		return 125;
	execv(argv[1], argv + 1);
	return 126;
}
END
cc -o "$T/there/filter" "$T/filter.c" && chmod 755 "$T/there/filter"
same "where a filter forbids whole pieces of memory, words do" \
	"$(run GX_EXECUTION_ENGINE=ptrace "$T/there/filter" "$T/there/2/bin/probe" 2>&1)" \
	"$(run GX_EXECUTION_ENGINE=ptrace ./2/bin/probe 2>&1)"
same "an unknown engine is refused" \
	"$(run GX_EXECUTION_ENGINE=magic ./2/bin/leaf 2>&1 | grep -c 'unknown execution engine')" 1
wait_until not running "$T/there/2"
ok $? "no tracer is left"
finish
