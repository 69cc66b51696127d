/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The root of a container: what is in it. */
#include "shell/container_root.h"

#include "shell/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int gx_root_failed(struct gx_root *root, const char *what)
{
	return gx_fail_errno(root->err, "container: %s", what);
}

static int make_read_only(const char *path, bool below)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY };

	return (int)syscall(SYS_mount_setattr, AT_FDCWD, path, below ? AT_RECURSIVE : 0, &attr,
			    sizeof attr);
}

/* PATH of the host, whose absolute links lead to places of the host, too.  FLAGS: O_NOFOLLOW,
 * or 0. */
static int open_host(const char *path, int flags)
{
	GX_AUTO(fd) int old = open(GX_OLD, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct open_how how = {
		.flags = (uint64_t)(O_PATH | O_CLOEXEC | flags), .resolve = RESOLVE_IN_ROOT };

	return (int)syscall(SYS_openat2, old, path, &how, sizeof how);
}

/* Bind what FD is, with the mounts below it, to TARGET. */
static int attach(int fd, const char *target)
{
	GX_AUTO(fd) int tree = open_tree(fd, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC |
					 AT_EMPTY_PATH | AT_RECURSIVE);

	return tree < 0 ? -1 : move_mount(tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
}

int gx_root_show(struct gx_root *root, const char *source, const char *target, bool read_only)
{
	GX_AUTO(free) char *parent = gx_path_dir(target);
	GX_AUTO(fd) int from = open_host(source, 0);
	struct stat st;

	if (from < 0 || fstat(from, &st) < 0)
		return gx_fail_errno(root->err, "%s", source);
	if (gx_mkdirs(S_ISDIR(st.st_mode) ? target : parent, 0755, root->err) < 0)
		return -1;
	if (!S_ISDIR(st.st_mode)) {
		GX_AUTO(fd) int fd = open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);

		if (fd < 0)
			return gx_fail_errno(root->err, "%s", target);
	}
	if (attach(from, target) < 0 || (read_only && make_read_only(target, true) < 0))
		return gx_fail_errno(root->err, "show %s in the container", source);
	return 0;
}

bool gx_root_is_ours(const char *dir)
{
	struct stat top, st;

	return stat("/", &top) == 0 && stat(dir, &st) == 0 && st.st_dev == top.st_dev;
}

int gx_root_show_spec(struct gx_root *root, const char *spec, bool read_only)
{
	const char *equal = strchr(spec, '=');
	GX_AUTO(free) char *host = gx_strndup(spec, (size_t)(equal - spec));
	GX_AUTO(free) char *inside = gx_container_inside(root->c, root->host_home, equal + 1);

	return gx_root_show(root, host, inside, read_only);
}

static int tmpfs(struct gx_root *root, const char *path, const char *options)
{
	if (gx_mkdirs(path, 0755, root->err) < 0)
		return -1;
	return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, options) < 0
		       ? gx_root_failed(root, path) : 0;
}

int gx_root_link(struct gx_root *root, const char *target, const char *path)
{
	GX_AUTO(free) char *parent = gx_path_dir(path);

	if (gx_mkdirs(parent, 0755, root->err) < 0)
		return -1;
	return symlink(target, path) < 0 && errno != EEXIST ? gx_root_failed(root, path) : 0;
}

int gx_root_write(struct gx_root *root, const char *path, const char *text)
{
	GX_AUTO(fd) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	return fd < 0 || gx_fd_write(fd, text, strlen(text), NULL) < 0 ? gx_root_failed(root, path)
								      : 0;
}

static int show_item(struct gx_root *root, const char *item)
{
	GX_AUTO(free) char *physical = gx_asprintf("%s%s", root->store_root, item);
	GX_AUTO(fd) int fd = open_host(physical, O_NOFOLLOW);
	char target[PATH_MAX];
	ssize_t n;

	if (fd < 0)
		return gx_fail_errno(root->err, "%s", physical);
	n = readlinkat(fd, "", target, sizeof target - 1);
	if (n < 0)
		return gx_root_show(root, physical, item, false);
	target[n] = '\0';
	return gx_root_link(root, target, item);
}

/* The closure; for a container that gx is used in, the whole store. */
static int show_store(struct gx_root *root)
{
	GX_AUTO(free) char *all = gx_asprintf("%s/gnu/store", root->store_root);

	if (root->c->nest)
		return gx_root_show(root, all, "/gnu/store", *root->store_root != '\0');
	/* one mount for the folder, so that all below turns read-only with one call */
	if (tmpfs(root, "/gnu/store", "mode=755") < 0)
		return -1;
	for (size_t i = 0; i < root->c->items.n; i++)
		if (show_item(root, root->c->items.v[i]) < 0)
			return -1;
	return make_read_only("/gnu/store", true) < 0 ? gx_root_failed(root, "/gnu/store") : 0;
}

static int make_devices(struct gx_root *root)
{
	static const char *const nodes[] = { "null", "zero", "full", "random", "urandom", "tty" };
	static const char *const links[][2] = {
		{ "/proc/self/fd", "/dev/fd" }, { "fd/0", "/dev/stdin" }, { "fd/1", "/dev/stdout" },
		{ "fd/2", "/dev/stderr" }, { "pts/ptmx", "/dev/ptmx" },
	};

	if (tmpfs(root, "/dev", "mode=755") < 0 || tmpfs(root, "/dev/shm", "mode=1777") < 0)
		return -1;
	for (size_t i = 0; i < GX_ARRAY_SIZE(nodes); i++) {
		GX_AUTO(free) char *node = gx_asprintf("/dev/%s", nodes[i]);

		if (gx_root_show(root, node, node, false) < 0)
			return -1;
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(links); i++)
		if (gx_root_link(root, links[i][0], links[i][1]) < 0)
			return -1;
	if (mkdir("/dev/pts", 0755) < 0 ||
	    mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
		  "newinstance,ptmxmode=0666,mode=620") < 0)
		return gx_root_failed(root, "/dev/pts");
	return 0;
}

/* The kernel lets the owner of these files write to them, whatever he may otherwise: root would
 * set the whole machine's knobs.  (A container that gx is used in needs a whole /proc, or the
 * kernel would refuse another one for the builds inside.) */
static int protect_proc(struct gx_root *root)
{
	static const char *const knobs[] = {
		"/proc/sys", "/proc/irq", "/proc/bus", "/proc/fs", "/proc/sysrq-trigger",
	};

	for (size_t i = 0; geteuid() == 0 && !root->c->nest && i < GX_ARRAY_SIZE(knobs); i++)
		if (gx_exists(knobs[i]) &&
		    (mount(knobs[i], knobs[i], NULL, MS_BIND | MS_REC, NULL) < 0 ||
		     make_read_only(knobs[i], true) < 0))
			return gx_root_failed(root, knobs[i]);
	return 0;
}

static int mount_proc(struct gx_root *root)
{
	if (mkdir("/proc", 0555) < 0)
		return gx_root_failed(root, "/proc");
	if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
		return gx_shell_forbidden(GX_FOR_CONTAINER, "mount /proc", root->err);
	return protect_proc(root);
}

/* With the host's network come its names. */
static int show_network_files(struct gx_root *root)
{
	static const char *const files[] = {
		"/etc/resolv.conf", "/etc/hosts", "/etc/services", "/etc/protocols"
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(files); i++) {
		GX_AUTO(fd) int fd = open_host(files[i], 0);

		if (fd >= 0 && gx_root_show(root, files[i], files[i], true) < 0)
			return -1;
	}
	return 0;
}

static int make_etc(struct gx_root *root)
{
	GX_AUTO(free) char *passwd = gx_asprintf("%s:x:%u:%u::%s:/bin/sh\n", root->user, geteuid(),
						 getegid(), root->home);
	GX_AUTO(free) char *group = gx_asprintf("users:x:%u:\n", getegid());

	if (mkdir("/etc", 0755) < 0)
		return gx_root_failed(root, "/etc");
	if (gx_root_write(root, "/etc/passwd", passwd) < 0 ||
	    gx_root_write(root, "/etc/group", group) < 0)
		return -1;
	return root->c->network ? show_network_files(root)
				: gx_root_write(root, "/etc/hosts",
						"127.0.0.1 localhost\n::1 localhost\n");
}

static int show_shared(struct gx_root *root)
{
	GX_AUTO(free) char *rc = gx_shell_rc_file("");
	GX_AUTO(free) char *cwd = root->cwd ? gx_container_inside(root->c, root->host_home, root->cwd)
					    : NULL;

	/* what interactive shells and hooks read */
	if (gx_root_show(root, rc, rc, true) < 0)
		return -1;
	for (size_t i = 0; i < root->c->exposes.n; i++)
		if (gx_root_show_spec(root, root->c->exposes.v[i], true) < 0)
			return -1;
	for (size_t i = 0; i < root->c->shares.n; i++)
		if (gx_root_show_spec(root, root->c->shares.v[i], false) < 0)
			return -1;
	return cwd ? gx_root_show(root, root->cwd, cwd, false) : 0;
}

/* /bin/sh: the environment's, or the one that was lent. */
static int link_shell(struct gx_root *root)
{
	static const char *const shells[] = { "bin/sh", "bin/bash" };

	if (gx_exists("/bin") && !gx_root_is_ours("/bin"))
		return 0;
	for (size_t i = 0; i < GX_ARRAY_SIZE(shells); i++) {
		GX_AUTO(free) char *file = gx_path_join(root->profile, shells[i]);

		if (gx_exists(file))
			return gx_root_link(root, file, "/bin/sh");
	}
	return root->c->shell ? gx_root_link(root, root->c->shell, "/bin/sh") : 0;
}

static int make_links(struct gx_root *root)
{
	GX_AUTO(free) char *profile_link = gx_path_join(root->home, ".guix-profile");

	if (link_shell(root) < 0 ||
	    (root->c->link_profile && gx_root_link(root, root->profile, profile_link) < 0))
		return -1;
	for (size_t i = 0; i < root->c->symlinks.n; i++) {
		const char *spec = root->c->symlinks.v[i], *equal = strchr(spec, '=');
		GX_AUTO(free) char *path = gx_strndup(spec, (size_t)(equal - spec));
		GX_AUTO(free) char *target = gx_path_join(root->profile, equal + 1);

		if (gx_root_link(root, target, path) < 0)
			return -1;
	}
	return 0;
}

/* A tmpfs becomes the root, and the host's root is at GX_OLD. */
static int turn(struct gx_root *root)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0 ||
	    mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") < 0 ||
	    mkdir("/tmp" GX_OLD, 0755) < 0 || chdir("/tmp") < 0 ||
	    syscall(SYS_pivot_root, ".", "." GX_OLD) < 0 || chdir("/") < 0)
		return gx_shell_forbidden(GX_FOR_CONTAINER, "make a root", root->err);
	return 0;
}

/* Let go of the host's root. */
static int finish(struct gx_root *root)
{
	GX_AUTO(free) char *start = root->cwd ? gx_container_inside(root->c, root->host_home, root->cwd)
					      : gx_strdup(root->home);

	if (umount2(GX_OLD, MNT_DETACH) < 0 || rmdir(GX_OLD) < 0)
		return gx_root_failed(root, "let go of the host's root");
	if (!root->c->writable_root && make_read_only("/", false) < 0)
		return gx_root_failed(root, "make the root read-only");
	if (chdir(start) < 0)
		return gx_root_failed(root, "enter the directory");
	return 0;
}

int gx_root_make(struct gx_root *root)
{
	if (turn(root) < 0 || show_store(root) < 0 || make_devices(root) < 0 ||
	    mount_proc(root) < 0 || make_etc(root) < 0 || tmpfs(root, "/tmp", "mode=1777") < 0 ||
	    tmpfs(root, root->home, "mode=755") < 0 ||
	    (root->c->nest && gx_root_add_gx(root) < 0) ||
	    show_shared(root) < 0 || (root->c->fhs && gx_root_add_fhs(root) < 0) ||
	    make_links(root) < 0)
		return -1;
	return finish(root);
}
