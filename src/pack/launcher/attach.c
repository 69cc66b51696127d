/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Start the tracer, as a process of its own behind ours.
 *
 * We stay who we are: the same process id, parent, session and exit status, so that shells
 * and supervisors see the program itself.  The tracer belongs to nobody, holds none of our
 * files and ends with the last of its tracees. */
#include "pack/launcher/trace.h"
#include "pack/launcher/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_FILES 65536	/* where the kernel, or a filter, has no call for all */

#define OPTIONS (PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | \
		 PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD | \
		 PTRACE_O_EXITKILL)

/* Say RESULT (0 or an errno) to the one who waits, then hold no file of his. */
static void report(int fd, int result)
{
	(void)!write(fd, &result, sizeof result);
}

static void leave_files(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int i = 0; i < 3; i++)
		dup2(null, i);
	if (syscall(SYS_close_range, 3u, ~0u, 0u)) {
		for (int i = 3; i < MAX_FILES; i++)
			close(i);
	}
}

__attribute__((noreturn))
static void be_tracer(const char *store, pid_t tracee, int go, int ready)
{
	char byte;
	int result = 0;

	setsid();
	/* the other side has to allow us first (Yama) */
	if (read(go, &byte, 1) != 1)
		_exit(1);
	if (ptrace(PTRACE_SEIZE, tracee, NULL, (void *)(intptr_t)OPTIONS))
		result = errno;
	report(ready, result);
	leave_files();
	if (chdir("/"))
		_exit(1);
	if (!result)
		trace_loop(store, tracee);
	_exit(0);
}

/* A grandchild, so that we have no child that the program does not know; -1: errno. */
static pid_t start_tracer(const char *store, const int go[2], const int ready[2])
{
	pid_t self = getpid(), child = fork(), tracer = -1;

	if (child < 0)
		return -1;
	if (child == 0) {
		pid_t grandchild = fork();

		close(go[1]);
		close(ready[0]);
		if (grandchild == 0)
			be_tracer(store, self, go[0], ready[1]);
		report(ready[1], grandchild);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	if (read(ready[0], &tracer, sizeof tracer) != sizeof tracer)
		return -1;
	return tracer;
}

/* Calls with file names stop; x32 and 32-bit programs are not for us. */
static int install_filter(void)
{
	struct sock_filter code[LAUNCHER_NSYSCALLS + 6];
	struct sock_fprog program = { 0, code };
	size_t n = 0;

	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						 offsetof(struct seccomp_data, arch));
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64,
						 0, LAUNCHER_NSYSCALLS + 1);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						 offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < LAUNCHER_NSYSCALLS; i++)
		code[n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, (unsigned)launcher_syscalls[i].nr,
			(unsigned char)(LAUNCHER_NSYSCALLS - i), 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
	program.len = (unsigned short)n;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static int wait_for_tracer(int go, int ready, pid_t tracer)
{
	int result = EPERM;

	/* without Yama this is refused, and not needed */
	prctl(PR_SET_PTRACER, (unsigned long)tracer, 0, 0, 0);
	if (write(go, "", 1) != 1 || read(ready, &result, sizeof result) != sizeof result ||
	    result) {
		errno = result;
		return -1;
	}
	return 0;
}

int launcher_trace(const char *store)
{
	int go[2], ready[2], result;
	pid_t tracer;

	if (pipe2(go, O_CLOEXEC) || pipe2(ready, O_CLOEXEC))
		return -1;
	tracer = start_tracer(store, go, ready);
	close(ready[1]);
	result = tracer < 0 ? -1 : wait_for_tracer(go[1], ready[0], tracer);
	close(go[0]);
	close(go[1]);
	close(ready[0]);
	return result ? -1 : install_filter();
}
