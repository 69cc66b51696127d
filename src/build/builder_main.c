/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx-builder: the process around one build.  Three processes: this one stays outside and
 * waits; its child is process 1 of fresh namespaces, builds the new root and reaps what the
 * builder leaves; its grandchild drops all rights and executes the builder. */
#include "build/builder.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void builder_die(const char *fmt, ...)
{
	char text[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n > 0 && write(GX_SANDBOX_REPORT_FD, text, strlen(text)) < 0)
		_exit(GX_SANDBOX_FAILED);
	_exit(GX_SANDBOX_FAILED);
}

void builder_die_errno(const char *fmt, ...)
{
	int code = errno;
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	builder_die("%s: %s", text, strerror(code));
}

/* --- the process outside ------------------------------------------------------------------- */

static volatile pid_t inner;

static void stop(int sig)
{
	(void)sig;
	if (inner > 0)
		kill(inner, SIGKILL);
	else
		_exit(128 + SIGTERM);
}

static void write_map(pid_t pid, const char *file, unsigned inside, unsigned outside)
{
	char path[64], text[64];
	int fd, n;

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
	n = snprintf(text, sizeof text, "%u %u 1\n", inside, outside);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, n) != n)
		builder_die_errno("the user ids of the build cannot be mapped (%s)", file);
	close(fd);
}

static void deny_setgroups(pid_t pid)
{
	char path[64];
	int fd;

	snprintf(path, sizeof path, "/proc/%d/setgroups", (int)pid);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "deny", 4) != 4)
		builder_die_errno("setgroups cannot be denied");
	close(fd);
}

/* Is this the host's own root, not the root of somebody's user namespace? */
static bool is_host_root(void)
{
	char text[64] = "";
	int fd = open("/proc/self/uid_map", O_RDONLY | O_CLOEXEC);
	unsigned inside = 0, outside = 0, count = 0;

	if (geteuid() != 0)
		return false;
	if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
		return true;
	close(fd);
	return sscanf(text, "%u %u %u", &inside, &outside, &count) == 3 &&
	       inside == 0 && outside == 0 && count == 4294967295u;
}

static int outer_wait(void)
{
	int status;

	while (waitpid(inner, &status, 0) < 0)
		if (errno != EINTR)
			builder_die_errno("wait");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* --- the process inside -------------------------------------------------------------------- */

/* Nothing is left to gain: no capability now, none through exec. */
static void drop_rights(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2] = { { 0 }, { 0 } };

	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
			builder_die_errno("drop capability %d", cap);
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		builder_die_errno("drop ambient capabilities");
	if (syscall(SYS_capset, &header, none) < 0)
		builder_die_errno("drop capabilities");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		builder_die_errno("no_new_privs");
}

static void limit(int what, rlim_t soft)
{
	struct rlimit lim;

	if (getrlimit(what, &lim) < 0)
		return;
	lim.rlim_cur = lim.rlim_max < soft ? lim.rlim_max : soft;
	setrlimit(what, &lim);
}

/* What a shell or a daemon set for itself must not decide a build. */
static void same_everywhere(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	umask(022);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, 1024);
	limit(RLIMIT_STACK, 8 << 20);
	personality(ADDR_NO_RANDOMIZE);
}

__attribute__((noreturn))
static void run_builder(const struct sandbox *box, int program)
{
	setsid();
	same_everywhere();
	if (chdir(box->chdir) < 0)
		builder_die_errno("enter %s", box->chdir);
	/* The filter comes last: it forbids what the lines above need. */
	sandbox_filter();
	if (program >= 0)
		fexecve(program, box->args.v, box->env.v);
	else
		execve(box->exec, box->args.v, box->env.v);
	builder_die_errno("execute the builder %s", box->exec);
}

/* Reap everything until the builder ends; process 1 going away kills what is left. */
static int reap(pid_t builder)
{
	int status;
	pid_t pid;

	for (;;) {
		pid = wait(&status);
		if (pid == builder)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		if (pid < 0 && errno != EINTR)
			builder_die_errno("wait for the builder");
	}
}

static int open_dir(const char *path)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		builder_die_errno("open %s", path);
	return fd;
}

__attribute__((noreturn))
static void run_inner(const struct sandbox *box, int go)
{
	int store, scratch, program = -1, status;
	struct pollfd parent = { .fd = go, .events = POLLIN };
	pid_t builder;
	char byte;

	signal(SIGTERM, SIG_DFL);
	/* Opened in the new mount namespace, while the ids still are those that own the
	 * folders above the store. */
	store = open_dir(box->store);
	scratch = open_dir(box->scratch);
	if (box->exec_is_host && (program = open(box->exec, O_PATH | O_CLOEXEC)) < 0)
		builder_die_errno("open %s", box->exec);
	if (read(go, &byte, 1) != 1)
		_exit(GX_SANDBOX_FAILED);	/* the outer process has reported or is gone */
	if (setresgid(GX_SANDBOX_GID, GX_SANDBOX_GID, GX_SANDBOX_GID) < 0 ||
	    setresuid(GX_SANDBOX_UID, GX_SANDBOX_UID, GX_SANDBOX_UID) < 0)
		builder_die_errno("become the build user");
	/* After the change of ids, which clears it; then see that nobody died before. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (poll(&parent, 1, 0) != 0)
		_exit(GX_SANDBOX_FAILED);
	close(go);
	if (!box->host_network)
		sandbox_loopback();
	sandbox_enter(box, store, scratch);
	drop_rights();
	/* Process 1 has the builder's user id: without this a builder could stop it by
	 * tracing it. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		builder_die_errno("protect process 1");
	builder = fork();
	if (builder < 0)
		builder_die_errno("fork");
	if (builder == 0)
		run_builder(box, program);
	close(GX_SANDBOX_REPORT_FD);
	close(0);
	close(1);
	close(2);
	status = reap(builder);
	_exit(status);
}

static pid_t clone_inner(const struct sandbox *box)
{
	unsigned long flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC |
			      CLONE_NEWUTS | SIGCHLD;

	if (!box->host_network)
		flags |= CLONE_NEWNET;
	return syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
}

__attribute__((noreturn))
static void forbidden(void)
{
	/* The kernel's rule: who is in a chroot may not make user namespaces. */
	if (errno == EPERM && geteuid() == 0)
		builder_die_errno("root may not make user namespaces here: is this a chroot?");
	if (errno == EPERM || errno == EACCES || errno == ENOSYS || errno == EINVAL)
		builder_die_errno("this kernel does not let us make a sandbox (user namespaces)");
	if (errno == ENOSPC)
		builder_die("no more user namespaces are allowed: raise the sysctls "
			    "user.max_user_namespaces and its neighbours");
	builder_die_errno("make a sandbox");
}

/* What the engine's own caller left open must not reach a builder.  Descriptor 5 is how a
 * builtin builder tells its progress. */
static void close_others(const struct sandbox *box)
{
	unsigned first = box->exec_is_host ? GX_SANDBOX_PROGRESS_FD + 1 : GX_SANDBOX_REPORT_FD + 1;

	if (close_range(first, ~0u, 0) == 0)
		return;
	for (unsigned fd = first; fd < 65536; fd++)	/* Linux before 5.9 */
		close(fd);
}

int main(void)
{
	struct sandbox box = { 0 };
	struct sigaction action = { .sa_handler = stop };
	int go[2];
	bool other;	/* the build runs under other ids than ours */
	pid_t parent = getppid();

	fcntl(GX_SANDBOX_REPORT_FD, F_SETFD, FD_CLOEXEC);
	sandbox_read(GX_SANDBOX_SCRIPT_FD, &box);
	close(GX_SANDBOX_SCRIPT_FD);
	close_others(&box);
	other = box.uid != geteuid() || box.gid != getegid();
	if ((is_host_root() && (box.uid == 0 || box.gid == 0)) || (other && geteuid() != 0))
		builder_die("a builder must not run under these user ids");
	if (chdir(box.base) < 0)
		builder_die_errno("enter %s", box.base);
	if (other && setgroups(0, NULL) < 0)
		builder_die_errno("drop the supplementary groups");
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	if (pipe2(go, O_CLOEXEC) < 0)
		builder_die_errno("pipe");
	inner = clone_inner(&box);
	if (inner < 0)
		forbidden();
	if (inner == 0) {
		close(go[1]);
		run_inner(&box, go[0]);
	}
	close(go[0]);
	deny_setgroups(inner);
	write_map(inner, "gid_map", GX_SANDBOX_GID, box.gid);
	write_map(inner, "uid_map", GX_SANDBOX_UID, box.uid);
	if (other && (setresgid(box.gid, box.gid, box.gid) < 0 ||
		      setresuid(box.uid, box.uid, box.uid) < 0))
		builder_die_errno("drop the rights of root");
	/* The change of ids cleared it.  When gx dies so do we, and with us the build. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		return GX_SANDBOX_FAILED;
	if (write(go[1], "", 1) != 1)
		kill(inner, SIGKILL);
	/* Not by return: what is allocated goes with the process. */
	_exit(outer_wait());
}
