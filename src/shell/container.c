/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers: namespaces for users, mounts, processes, System V objects, the host's name and
 * (unless asked otherwise) the network; a root in memory with what was asked for. */
#include "shell/container.h"

#include "shell/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <net/if.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* While the root is made the host's is at /old and ours at /new. */
#define OLD "/old"
#define NEW "/new"

struct making {
	const struct gx_container *c;
	const char *store_root;
	const char *profile;
	char *home;		/* inside */
	char *user;
	char *cwd;		/* or NULL: not shared */
	struct gx_err *err;
};

void gx_container_clear(struct gx_container *c)
{
	gx_strv_clear(&c->items);
	gx_strv_clear(&c->shares);
	gx_strv_clear(&c->exposes);
	gx_strv_clear(&c->symlinks);
	free(c->user);
}

static int failed(struct making *m, const char *what)
{
	return gx_fail_errno(m->err, "container: %s", what);
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

static int make_namespaces(struct making *m)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
	GX_AUTO(fd) int setgroups = -1;

	if (unshare(flags | (m->c->network ? 0 : CLONE_NEWNET)) < 0)
		return gx_shell_forbidden("unshare", m->err);
	setgroups = open("/proc/self/setgroups", O_WRONLY | O_CLOEXEC);
	if ((setgroups >= 0 && write(setgroups, "deny", 4) != 4) ||
	    write_map("/proc/self/uid_map", uid) < 0 || write_map("/proc/self/gid_map", gid) < 0)
		return gx_shell_forbidden("map the user", m->err);
	if (!m->c->network)
		raise_loopback();
	return 0;
}

/* --- the root -------------------------------------------------------------------------------------- */

static int make_read_only(const char *path, bool below)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY };

	return (int)syscall(SYS_mount_setattr, AT_FDCWD, path, below ? AT_RECURSIVE : 0, &attr,
			    sizeof attr);
}

/* Bind SOURCE (a path of the host) to TARGET (a path inside). */
static int show(struct making *m, const char *source, const char *target, bool read_only)
{
	GX_AUTO(free) char *from = gx_asprintf(OLD "%s", source);
	GX_AUTO(free) char *to = gx_asprintf(NEW "%s", target);
	GX_AUTO(free) char *parent = gx_path_dir(to);
	struct stat st;

	if (stat(from, &st) < 0)
		return gx_fail_errno(m->err, "%s", source);
	if (gx_mkdirs(S_ISDIR(st.st_mode) ? to : parent, 0755, m->err) < 0)
		return -1;
	if (!S_ISDIR(st.st_mode)) {
		GX_AUTO(fd) int fd = open(to, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);

		if (fd < 0)
			return gx_fail_errno(m->err, "%s", target);
	}
	if (mount(from, to, NULL, MS_BIND | MS_REC, NULL) < 0 ||
	    (read_only && make_read_only(to, true) < 0))
		return gx_fail_errno(m->err, "show %s in the container", source);
	return 0;
}

/* "HOST" or "HOST=INSIDE". */
static int show_spec(struct making *m, const char *spec, bool read_only)
{
	const char *equal = strchr(spec, '=');
	GX_AUTO(free) char *host = equal ? gx_strndup(spec, (size_t)(equal - spec))
					 : gx_strdup(spec);

	return show(m, host, equal ? equal + 1 : host, read_only);
}

static int tmpfs(struct making *m, const char *path, const char *options)
{
	GX_AUTO(free) char *at = gx_asprintf(NEW "%s", path);

	if (gx_mkdirs(at, 0755, m->err) < 0)
		return -1;
	return mount("tmpfs", at, "tmpfs", MS_NOSUID | MS_NODEV, options) < 0 ? failed(m, path) : 0;
}

static int link_inside(struct making *m, const char *target, const char *path)
{
	GX_AUTO(free) char *at = gx_asprintf(NEW "%s", path);
	GX_AUTO(free) char *parent = gx_path_dir(at);

	if (gx_mkdirs(parent, 0755, m->err) < 0)
		return -1;
	return symlink(target, at) < 0 && errno != EEXIST ? failed(m, path) : 0;
}

static int show_items(struct making *m)
{
	/* one mount for the folder, so that all below turns read-only with one call */
	if (tmpfs(m, "/gnu/store", "mode=755") < 0)
		return -1;
	for (size_t i = 0; i < m->c->items.n; i++) {
		GX_AUTO(free) char *physical = gx_asprintf("%s%s", m->store_root,
							   m->c->items.v[i]);
		GX_AUTO(free) char *real = gx_asprintf(OLD "%s", physical);
		struct stat st;

		if (lstat(real, &st) == 0 && S_ISLNK(st.st_mode)) {
			char target[PATH_MAX];
			ssize_t n = readlink(real, target, sizeof target - 1);

			target[n < 0 ? 0 : n] = '\0';
			if (link_inside(m, target, m->c->items.v[i]) < 0)
				return -1;
		} else if (show(m, physical, m->c->items.v[i], false) < 0) {
			return -1;
		}
	}
	return make_read_only(NEW "/gnu/store", true) < 0 ? failed(m, "/gnu/store") : 0;
}

static int make_devices(struct making *m)
{
	static const char *const nodes[] = { "null", "zero", "full", "random", "urandom", "tty" };
	static const char *const links[][2] = {
		{ "/proc/self/fd", "/dev/fd" }, { "fd/0", "/dev/stdin" }, { "fd/1", "/dev/stdout" },
		{ "fd/2", "/dev/stderr" }, { "pts/ptmx", "/dev/ptmx" },
	};

	if (tmpfs(m, "/dev", "mode=755") < 0 || tmpfs(m, "/dev/shm", "mode=1777") < 0)
		return -1;
	for (size_t i = 0; i < GX_ARRAY_SIZE(nodes); i++) {
		GX_AUTO(free) char *node = gx_asprintf("/dev/%s", nodes[i]);

		if (show(m, node, node, false) < 0)
			return -1;
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(links); i++)
		if (link_inside(m, links[i][0], links[i][1]) < 0)
			return -1;
	if (mkdir(NEW "/dev/pts", 0755) < 0 ||
	    mount("devpts", NEW "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
		  "newinstance,ptmxmode=0666,mode=620") < 0)
		return failed(m, "/dev/pts");
	return 0;
}

static int mount_proc(struct making *m)
{
	if (mkdir(NEW "/proc", 0555) < 0)
		return failed(m, "/proc");
	if (mount("proc", NEW "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
		return gx_shell_forbidden("mount /proc", m->err);
	return 0;
}

static int write_inside(struct making *m, const char *path, const char *text)
{
	GX_AUTO(free) char *at = gx_asprintf(NEW "%s", path);
	GX_AUTO(fd) int fd = open(at, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	return fd < 0 || gx_fd_write(fd, text, strlen(text), NULL) < 0 ? failed(m, path) : 0;
}

/* With the host's network come its names. */
static int show_network_files(struct making *m)
{
	static const char *const files[] = {
		"/etc/resolv.conf", "/etc/hosts", "/etc/services", "/etc/protocols"
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(files); i++) {
		GX_AUTO(free) char *from = gx_asprintf(OLD "%s", files[i]);

		if (gx_exists(from) && show(m, files[i], files[i], true) < 0)
			return -1;
	}
	return 0;
}

static int make_etc(struct making *m)
{
	GX_AUTO(free) char *passwd = gx_asprintf("%s:x:%u:%u::%s:/bin/sh\n", m->user, geteuid(),
						 getegid(), m->home);
	GX_AUTO(free) char *group = gx_asprintf("users:x:%u:\n", getegid());

	if (mkdir(NEW "/etc", 0755) < 0)
		return failed(m, "/etc");
	if (write_inside(m, "/etc/passwd", passwd) < 0 || write_inside(m, "/etc/group", group) < 0)
		return -1;
	return m->c->network ? show_network_files(m)
			     : write_inside(m, "/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n");
}

/* /bin/sh, if the environment has one. */
static int link_shell(struct making *m)
{
	static const char *const shells[] = { "bin/sh", "bin/bash" };

	for (size_t i = 0; i < GX_ARRAY_SIZE(shells); i++) {
		GX_AUTO(free) char *file = gx_path_join(m->profile, shells[i]);
		GX_AUTO(free) char *inside = gx_asprintf(NEW "%s", file);
		struct stat st;

		/* a link to /gnu/store leads nowhere yet */
		if (lstat(inside, &st) == 0)
			return link_inside(m, file, "/bin/sh");
	}
	return 0;
}

static int make_links(struct making *m)
{
	GX_AUTO(free) char *profile_link = gx_path_join(m->home, ".guix-profile");

	if (link_shell(m) < 0 ||
	    (m->c->link_profile && link_inside(m, m->profile, profile_link) < 0))
		return -1;
	for (size_t i = 0; i < m->c->symlinks.n; i++) {
		const char *spec = m->c->symlinks.v[i], *equal = strchr(spec, '=');
		GX_AUTO(free) char *path = NULL, *target = NULL;

		if (!equal || *spec != '/')
			return gx_fail(m->err, GX_EUSAGE, "'%s' is not LINK=FILE with an absolute LINK",
				       spec);
		path = gx_strndup(spec, (size_t)(equal - spec));
		target = gx_path_join(m->profile, equal + 1);
		if (link_inside(m, target, path) < 0)
			return -1;
	}
	return 0;
}

static int show_shared(struct making *m)
{
	GX_AUTO(free) char *rc = gx_shell_rc_file("");

	/* what interactive shells and hooks read */
	if (show(m, rc, rc, true) < 0)
		return -1;
	for (size_t i = 0; i < m->c->exposes.n; i++)
		if (show_spec(m, m->c->exposes.v[i], true) < 0)
			return -1;
	for (size_t i = 0; i < m->c->shares.n; i++)
		if (show_spec(m, m->c->shares.v[i], false) < 0)
			return -1;
	return m->cwd ? show(m, m->cwd, m->cwd, false) : 0;
}

static int turn_root(struct making *m)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0 ||
	    mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m") < 0 ||
	    mkdir("/tmp/old", 0755) < 0 || mkdir("/tmp/new", 0755) < 0 || chdir("/tmp") < 0 ||
	    syscall(SYS_pivot_root, ".", "old") < 0 || chdir("/") < 0 ||
	    mount("tmpfs", NEW, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") < 0)
		return gx_shell_forbidden("make a root", m->err);
	return 0;
}

static int leave_old_root(struct making *m)
{
	if (!m->c->writable_root && make_read_only(NEW, false) < 0)
		return failed(m, "make the root read-only");
	if (umount2(OLD, MNT_DETACH) < 0 || chdir(NEW) < 0 ||
	    syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 ||
	    chdir(m->cwd ? m->cwd : m->home) < 0)
		return failed(m, "pivot_root");
	return 0;
}

static int make_root(struct making *m)
{
	if (turn_root(m) < 0 || show_items(m) < 0 || make_devices(m) < 0 || mount_proc(m) < 0 ||
	    make_etc(m) < 0 || tmpfs(m, "/tmp", "mode=1777") < 0 ||
	    tmpfs(m, m->home, "mode=755") < 0 || show_shared(m) < 0 || make_links(m) < 0)
		return -1;
	return leave_old_root(m);
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

/* No capability, now or after an exec, not even for root. */
static int drop_privileges(struct making *m)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { 0 } };

	for (int cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (prctl(PR_CAPBSET_DROP, cap) < 0)
			return failed(m, "drop capabilities");
	if (syscall(SYS_capset, &header, data) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return failed(m, "drop capabilities");
	return 0;
}

/* In the first process of the container: make it, and start the process that returns. */
static int run_inside(struct making *m)
{
	pid_t child;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (make_root(m) < 0)
		return -1;
	/* the first process only reaps; a shell in its place would not get some signals */
	child = fork();
	if (child < 0)
		return failed(m, "fork");
	if (child > 0)
		wait_and_exit(child);
	return drop_privileges(m);
}

static void name_user(struct making *m)
{
	struct passwd *pw = getpwuid(geteuid());
	const char *home = getenv("HOME");

	m->user = gx_strdup(m->c->user ? m->c->user : pw ? pw->pw_name : "user");
	m->home = m->c->user ? gx_asprintf("/home/%s", m->c->user)
			     : gx_strdup(home && *home == '/' && home[1] ? home : "/home/user");
}

static int check(struct making *m)
{
	m->cwd = m->c->no_cwd ? NULL : getcwd(NULL, 0);
	if (m->cwd && !strcmp(m->cwd, "/")) {
		gx_fail(m->err, GX_EUSAGE, "the root directory cannot be shared with the container");
		return gx_err_hint(m->err, "enter from another directory, or with --no-cwd");
	}
	return 0;
}

int gx_container_enter(const struct gx_container *container, const char *store_root,
		       const char *profile, struct gx_err *err)
{
	struct making m = { container, store_root, profile, NULL, NULL, NULL, err };
	pid_t child;

	name_user(&m);
	if (check(&m) < 0 || make_namespaces(&m) < 0)
		return -1;
	child = fork();
	if (child < 0)
		return failed(&m, "fork");
	if (child > 0)
		wait_and_exit(child);
	if (run_inside(&m) < 0)
		return -1;	/* the message and the status come from this process */
	setenv("HOME", m.home, 1);
	setenv("USER", m.user, 1);
	setenv("LOGNAME", m.user, 1);
	return 0;
}
