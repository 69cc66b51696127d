/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx-builder: the new root.  Runs with all capabilities over its own namespaces, none
 * elsewhere, as the build user. */
#include "build/builder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

static const char passwd[] =
	"nixbld:x:30001:30000:Build user:/:/noshell\n"
	"nobody:x:65534:65534:Nobody:/:/noshell\n";
static const char group[] =
	"nixbld:!:30000:\n";
static const char hosts[] =
	"127.0.0.1 localhost\n"
	"::1 localhost\n";

void sandbox_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		builder_die_errno("bring up the loopback device");
	close(fd);
}

static void make_dir(int at, const char *name, mode_t mode)
{
	if (mkdirat(at, name, mode) < 0 && errno != EEXIST)
		builder_die_errno("make %s in the sandbox", name);
}

static void make_file(int at, const char *name, const char *text)
{
	int fd = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	size_t len = strlen(text);

	if (fd < 0 || (len && write(fd, text, len) != (ssize_t)len))
		builder_die_errno("make %s in the sandbox", name);
	close(fd);
}

static void make_link(int at, const char *target, const char *name)
{
	if (symlinkat(target, at, name) < 0)
		builder_die_errno("make %s in the sandbox", name);
}

static int open_at(int at, const char *name)
{
	int fd = openat(at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		builder_die_errno("open %s in the sandbox", name);
	return fd;
}

/* Show FROM_NAME below FROM at TO_NAME below TO. */
static void attach(int from, const char *from_name, int to, const char *to_name, bool recursive)
{
	int tree = open_tree(from, from_name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC |
			     AT_SYMLINK_NOFOLLOW | (recursive ? AT_RECURSIVE : 0));

	if (tree < 0)
		builder_die_errno("show %s in the sandbox", from_name);
	if (move_mount(tree, "", to, to_name, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		builder_die_errno("show %s in the sandbox", to_name);
	close(tree);
}

/* Linux before 5.12: the flags that the mount at NAME has already must be repeated, for those
 * that were inherited cannot be taken away. */
static void remount(int at, const char *name, __u64 on, __u64 off)
{
	static const struct { unsigned long has, flag; } keep[] = {
		{ ST_RDONLY, MS_RDONLY }, { ST_NOSUID, MS_NOSUID }, { ST_NODEV, MS_NODEV },
		{ ST_NOEXEC, MS_NOEXEC }, { ST_NOATIME, MS_NOATIME },
		{ ST_NODIRATIME, MS_NODIRATIME }, { ST_RELATIME, MS_RELATIME },
	};
	unsigned long flags = MS_REMOUNT | MS_BIND;
	struct statvfs st;
	char path[64];
	int fd = openat(at, *name ? name : ".", O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || fstatvfs(fd, &st) < 0)
		builder_die_errno("protect %s in the sandbox", name);
	for (size_t i = 0; i < sizeof keep / sizeof *keep; i++)
		if (st.f_flag & keep[i].has)
			flags |= keep[i].flag;
	if (on & MOUNT_ATTR_RDONLY)
		flags |= MS_RDONLY;
	if (off & MOUNT_ATTR_RDONLY)
		flags &= ~(unsigned long)MS_RDONLY;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (mount(NULL, path, NULL, flags | MS_NOSUID | MS_NODEV, NULL) < 0)
		builder_die_errno("protect %s in the sandbox", name);
	close(fd);
}

/* ON on, OFF off, for the mount at NAME ("": AT itself) and with RECURSIVE for those below
 * it.  False: this kernel cannot do that in one go. */
static bool set_attributes(int at, const char *name, __u64 on, __u64 off, bool recursive)
{
	struct mount_attr attr = { .attr_set = on, .attr_clr = off };

	if (mount_setattr(at, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW |
			  (recursive ? AT_RECURSIVE : 0), &attr, sizeof attr) == 0)
		return true;
	if (errno != ENOSYS)
		builder_die_errno("protect %s in the sandbox", *name ? name : "a mount");
	if (!recursive)
		remount(at, name, on, off);
	return false;
}

/* The mount point of one input: a directory, or a file, or the link itself again, since
 * links cannot be mounted. */
static void show_input(int store, int dir, const char *name)
{
	struct stat st;
	char target[4096];
	ssize_t n;
	int fd;

	if (fstatat(store, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		builder_die_errno("input %s", name);
	if (S_ISLNK(st.st_mode)) {
		n = readlinkat(store, name, target, sizeof target - 1);
		if (n < 0)
			builder_die_errno("input %s", name);
		target[n] = 0;
		make_link(dir, target, name);
		return;
	}
	if (S_ISDIR(st.st_mode)) {
		make_dir(dir, name, 0555);
	} else {
		fd = openat(dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
		if (fd < 0)
			builder_die_errno("input %s", name);
		close(fd);
	}
	attach(store, name, dir, name, false);
}

static bool is_link(int at, const char *name)
{
	struct stat st;

	return fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);
}

/* Inputs and the new outputs lie in one directory, which is on the store's file system. */
static void show_store(const struct sandbox *box, int store, int scratch, int root)
{
	const __u64 read_only = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
	int dir;

	make_dir(root, "gnu", 0755);
	make_dir(root, "gnu/store", 0755);
	attach(scratch, "store", root, "gnu/store", false);
	dir = open_at(root, "gnu/store");
	for (size_t i = 0; i < box->inputs.n; i++)
		show_input(store, dir, box->inputs.v[i]);
	/* Read-only all at once; then the directory itself gets its right back. */
	if (box->inputs.n && !set_attributes(dir, "", read_only, 0, true))
		for (size_t i = 0; i < box->inputs.n; i++)
			if (!is_link(dir, box->inputs.v[i]))
				remount(dir, box->inputs.v[i], read_only, 0);
	set_attributes(dir, "", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
		       box->inputs.n ? MOUNT_ATTR_RDONLY : 0, false);
	close(dir);
}

/* A top-level folder of the host; a link stays a link (/lib -> usr/lib). */
static void show_host(int root, const char *path)
{
	char target[4096], part[4096];
	struct stat st;
	ssize_t n;

	if (lstat(path, &st) < 0)
		return;
	for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		snprintf(part, sizeof part, "%.*s", (int)(p - path - 1), path + 1);
		make_dir(root, part, 0755);
	}
	if (S_ISLNK(st.st_mode)) {
		n = readlink(path, target, sizeof target - 1);
		if (n < 0)
			builder_die_errno("%s", path);
		target[n] = 0;
		make_link(root, target, path + 1);
	} else if (S_ISDIR(st.st_mode)) {
		make_dir(root, path + 1, 0755);
		attach(AT_FDCWD, path, root, path + 1, true);
		if (!set_attributes(root, path + 1, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
				    MOUNT_ATTR_NODEV, 0, true))
			remount(root, path + 1, MOUNT_ATTR_RDONLY, 0);
	}
}

static void make_devices(int root)
{
	static const char *const nodes[] = { "null", "zero", "full", "random", "urandom", "tty" };
	char from[32];
	int dev;

	make_dir(root, "dev", 0755);
	dev = open_at(root, "dev");
	for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
		make_file(dev, nodes[i], "");
		snprintf(from, sizeof from, "/dev/%s", nodes[i]);
		attach(AT_FDCWD, from, dev, nodes[i], false);
	}
	make_link(dev, "/proc/self/fd", "fd");
	make_link(dev, "/proc/self/fd/0", "stdin");
	make_link(dev, "/proc/self/fd/1", "stdout");
	make_link(dev, "/proc/self/fd/2", "stderr");
	make_link(dev, "pts/ptmx", "ptmx");
	make_dir(dev, "shm", 0755);
	make_dir(dev, "pts", 0755);
	close(dev);
}

static void mount_new(const char *type, const char *where, unsigned long flags, const char *data)
{
	if (mount(type, where, type, flags, data) < 0)
		builder_die_errno("mount %s on /%s in the sandbox", type, where);
}

/* A builder program and its shell may name files that do not exist in the host. */
static void make_links(const struct sandbox *box, int root)
{
	char part[4096];

	for (size_t i = 0; i + 1 < box->links.n; i += 2) {
		const char *path = box->links.v[i + 1];

		for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
			snprintf(part, sizeof part, "%.*s", (int)(p - path - 1), path + 1);
			make_dir(root, part, 0755);
		}
		make_link(root, box->links.v[i], path + 1);
	}
}

static void make_etc(int root)
{
	make_dir(root, "etc", 0755);
	make_file(root, "etc/passwd", passwd);
	make_file(root, "etc/group", group);
	make_file(root, "etc/hosts", hosts);
}

static bool shows_etc(const struct sandbox *box)
{
	for (size_t i = 0; i < box->hosts.n; i++)
		if (!strcmp(box->hosts.v[i], "/etc"))
			return true;
	return false;
}

void sandbox_enter(const struct sandbox *box, int store_fd, int scratch_fd)
{
	int root;

	if (sethostname(GX_SANDBOX_HOSTNAME, strlen(GX_SANDBOX_HOSTNAME)) < 0 ||
	    setdomainname("(none)", 6) < 0)
		builder_die_errno("set the host name");
	/* What is mounted outside from now on stays outside, and the reverse. */
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		builder_die_errno("make the mounts private");
	if (fchdir(scratch_fd) < 0)
		builder_die_errno("enter the build's folder");
	umask(0);
	mount_new("tmpfs", "root", MS_NOSUID | MS_NODEV, "mode=0755,size=16m");
	root = open_at(scratch_fd, "root");
	make_devices(root);
	make_dir(root, "proc", 0555);
	make_dir(root, "tmp", 0755);
	attach(scratch_fd, "tmp", root, "tmp", false);
	set_attributes(root, "tmp", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0, false);
	show_store(box, store_fd, scratch_fd, root);
	for (size_t i = 0; i < box->hosts.n; i++)
		show_host(root, box->hosts.v[i]);
	if (!shows_etc(box))
		make_etc(root);
	make_links(box, root);
	if (fchdir(root) < 0)
		builder_die_errno("enter the new root");
	/* While the host's /proc is still in place, or the kernel would not allow another. */
	mount_new("proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	mount_new("devpts", "dev/pts", MS_NOSUID | MS_NOEXEC,
		  "newinstance,ptmxmode=0666,mode=0620");
	mount_new("tmpfs", "dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
	/* Only /tmp, /gnu/store and /dev/shm can be written. */
	set_attributes(root, "", MOUNT_ATTR_RDONLY, 0, false);
	/* The old root goes on top of the new one and is then let go. */
	if (syscall(SYS_pivot_root, ".", ".") < 0)
		builder_die_errno("change the root");
	if (umount2(".", MNT_DETACH) < 0)
		builder_die_errno("let go of the host's root");
	if (chdir("/") < 0)
		builder_die_errno("enter /");
	close(root);
	close(store_fd);
	close(scratch_fd);
}
