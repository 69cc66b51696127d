/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers: namespaces for users, mounts, processes, System V objects, the host's name and
 * (unless asked otherwise) the network; processes without privileges in them. */
#include "shell/container.h"

#include "shell/container_root.h"
#include "shell/loader.h"
#include "shell/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void gx_container_clear(struct gx_container *c)
{
	gx_strv_clear(&c->items);
	gx_strv_clear(&c->shares);
	gx_strv_clear(&c->exposes);
	gx_strv_clear(&c->symlinks);
	gx_strv_clear(&c->gx);
	free(c->library_path);
	free(c->shell);
	free(c->user);
}

char *gx_container_inside(const struct gx_container *c, const char *home, const char *path)
{
	size_t n = home ? strlen(home) : 0;

	if (c->user && n > 1 && !strncmp(path, home, n) && (path[n] == '/' || !path[n]))
		return gx_asprintf("/home/%s%s", c->user, path + n);
	return gx_strdup(path);
}

/* --- namespaces -------------------------------------------------------------------------------- */

static int write_map(const char *file, unsigned id)
{
	GX_AUTO(free) char *text = gx_asprintf("%u %u 1\n", id, id);
	GX_AUTO(fd) int fd = open(file, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
}

/* A network namespace begins with its loopback device down. */
static void raise_loopback(void)
{
	GX_AUTO(fd) int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq req = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };

	if (fd >= 0)
		ioctl(fd, SIOCSIFFLAGS, &req);
}

static int map_user(uid_t uid, gid_t gid)
{
	GX_AUTO(fd) int setgroups = open("/proc/self/setgroups", O_WRONLY | O_CLOEXEC);

	/* before gid_map, which the kernel asks for */
	if (setgroups >= 0 && write(setgroups, "deny", 4) != 4)
		return -1;
	return write_map("/proc/self/uid_map", uid) < 0 ? -1 : write_map("/proc/self/gid_map", gid);
}

static int make_namespaces(struct gx_root *root)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS |
		    (root->c->network ? 0 : CLONE_NEWNET);

	if (unshare(CLONE_NEWUSER | flags) == 0) {
		if (map_user(uid, gid) < 0)
			return gx_shell_forbidden(GX_FOR_CONTAINER, "map the user", root->err);
	} else if (uid != 0 || unshare(flags) < 0) {
		/* (root needs no namespace for users, where these are forbidden) */
		return gx_shell_forbidden(GX_FOR_CONTAINER, "unshare", root->err);
	}
	if (!root->c->network)
		raise_loopback();
	return 0;
}

/* --- processes --------------------------------------------------------------------------------------- */

static int exit_status(int raw)
{
	return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
}

/* Wait for CHILD and exit as it did; whatever else ends meanwhile is reaped. */
__attribute__((noreturn))
static void wait_and_exit(pid_t child)
{
	int raw;

	/* the terminal sends these to all of us; the command decides */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	for (;;) {
		pid_t pid = wait(&raw);

		if (pid == child)
			_exit(exit_status(raw));
		if (pid < 0 && errno != EINTR)
			_exit(125);
	}
}

/* The capabilities that stay, as bits: none, not even for root.  But where gx is used inside, its
 * builds map root's number into namespaces of their own, for which the kernel asks CAP_SETFCAP. */
static uint64_t kept_capabilities(const struct gx_root *root)
{
	return root->c->nest && geteuid() == 0 ? UINT64_C(1) << CAP_SETFCAP : 0;
}

/* Now and after an exec. */
static int drop_privileges(struct gx_root *root)
{
	uint64_t kept = kept_capabilities(root);
	uint32_t low = (uint32_t)kept, high = (uint32_t)(kept >> 32);
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { low, low, 0 }, { high, high, 0 } };

	for (int cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (!(kept >> cap & 1) && prctl(PR_CAPBSET_DROP, cap) < 0)
			return gx_root_failed(root, "drop capabilities");
	if (syscall(SYS_capset, &header, data) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return gx_root_failed(root, "drop capabilities");
	return 0;
}

/* In the first process of the container: make it, and start the process that returns. */
static int run_inside(struct gx_root *root)
{
	pid_t child;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (gx_root_make(root) < 0)
		return -1;
	/* the first process only reaps; a shell in its place would not get some signals */
	child = fork();
	if (child < 0)
		return gx_root_failed(root, "fork");
	if (child > 0)
		wait_and_exit(child);
	return drop_privileges(root);
}

static void name_user(struct gx_root *root)
{
	struct passwd *pw = getpwuid(geteuid());
	const char *home = getenv("HOME");

	root->host_home = gx_strdup(home ? home : "");
	root->user = gx_strdup(root->c->user ? root->c->user : pw ? pw->pw_name : "user");
	root->home = root->c->user ? gx_asprintf("/home/%s", root->c->user)
				   : gx_strdup(home && *home == '/' && home[1] ? home : "/home/user");
}

static int choose_directory(struct gx_root *root)
{
	root->cwd = root->c->no_cwd ? NULL : getcwd(NULL, 0);
	if (root->cwd && !strcmp(root->cwd, "/")) {
		gx_fail(root->err, GX_EUSAGE,
			"the root directory cannot be shared with the container");
		return gx_err_hint(root->err, "enter from another directory, or with --no-cwd");
	}
	return 0;
}

static void tell_who_and_where(const struct gx_root *root)
{
	setenv("HOME", root->home, 1);
	setenv("USER", root->user, 1);
	setenv("LOGNAME", root->user, 1);
	if (root->c->nest) {
		setenv("GX_LIBEXEC", GX_INSIDE_LIBEXEC, 1);
		setenv("GX_DATADIR", GX_INSIDE_DATA, 1);
	}
}

int gx_container_enter(const struct gx_container *container, const char *store_root,
		       const char *profile, struct gx_err *err)
{
	struct gx_root root = {
		.c = container, .store_root = store_root, .profile = profile, .err = err };
	pid_t child;

	name_user(&root);
	if (choose_directory(&root) < 0 || make_namespaces(&root) < 0)
		return -1;
	child = fork();
	if (child < 0)
		return gx_root_failed(&root, "fork");
	if (child > 0)
		wait_and_exit(child);
	if (run_inside(&root) < 0)
		return -1;	/* the message and the status come from this process */
	tell_who_and_where(&root);
	return 0;
}
