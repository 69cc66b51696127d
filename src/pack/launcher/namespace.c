/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pack's store at /gnu/store, in a user and a mount namespace.
 *
 * / is not ours to add /gnu to, so a new root is made on a tmpfs whose entries are the old
 * root's, bound. */
#include "pack/launcher/launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OLD "/old"
#define NEW "/new"

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), result;

	if (fd < 0)
		return -1;
	result = write(fd, text, strlen(text)) < 0 ? -1 : 0;
	close(fd);
	return result;
}

/* Identity maps: files keep their owners, and all capabilities are gone after exec. */
static int map_ids(uid_t uid, gid_t gid)
{
	char text[64];

	if (write_file("/proc/self/setgroups", "deny") && errno != ENOENT)
		return -1;
	snprintf(text, sizeof text, "%u %u 1\n", uid, uid);
	if (write_file("/proc/self/uid_map", text))
		return -1;
	snprintf(text, sizeof text, "%u %u 1\n", gid, gid);
	return write_file("/proc/self/gid_map", text);
}

/* Bind FROM at TO.  REC is needed: mounts inherited together are locked together. */
static int bind(const char *from, const char *to)
{
	return mount(from, to, NULL, MS_BIND | MS_REC, NULL);
}

static int bind_file(const char *from, const char *to)
{
	int fd = open(to, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0)
		return -1;
	close(fd);
	return bind(from, to);
}

/* One entry of the old root; what cannot be shown (a socket, no permission) is left out. */
static int show_entry(const char *name)
{
	char from[PATH_MAX], to[PATH_MAX], target[PATH_MAX];
	struct stat st;
	ssize_t n;

	launcher_path(from, OLD "/%s", name);
	launcher_path(to, NEW "/%s", name);
	if (lstat(from, &st))
		return -1;
	if (S_ISDIR(st.st_mode))
		return mkdir(to, 0755) ? -1 : bind(from, to);
	if (S_ISREG(st.st_mode))
		return bind_file(from, to);
	if (!S_ISLNK(st.st_mode))
		return 0;
	n = readlink(from, target, sizeof target - 1);
	if (n < 0)
		return -1;
	target[n] = '\0';
	return symlink(target, to);
}

static int show_old_root(void)
{
	DIR *dir = opendir(OLD);
	struct dirent *d;

	if (!dir)
		return -1;
	while ((d = readdir(dir))) {
		if (strcmp(d->d_name, ".") && strcmp(d->d_name, "..") &&
		    strcmp(d->d_name, "gnu"))
			(void)!show_entry(d->d_name);
	}
	closedir(dir);
	return 0;
}

/* A tmpfs with the old root at OLD and room for the new one at NEW. */
static int make_workspace(void)
{
	static const char *const places[] = { "/tmp", "/run", "/var/tmp", "/mnt", "/dev" };

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		if (mount("tmpfs", places[i], "tmpfs", MS_NOSUID | MS_NODEV, "mode=755"))
			continue;
		if (chdir(places[i]) || mkdir("old", 0755) || mkdir("new", 0755) ||
		    syscall(SYS_pivot_root, ".", "old") || chdir("/"))
			return -1;
		return mount("tmpfs", NEW, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755");
	}
	return -1;
}

static int switch_root(void)
{
	if (umount2(OLD, MNT_DETACH) || chdir(NEW) || syscall(SYS_pivot_root, ".", "."))
		return -1;
	return umount2(".", MNT_DETACH) ? -1 : chdir("/");
}

static int make_root(const char *store)
{
	char from[PATH_MAX];

	if (!launcher_path(from, OLD "%s", store)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (make_workspace() || show_old_root() || mkdir(NEW "/gnu", 0755) ||
	    mkdir(NEW LAUNCHER_STORE, 0755) || bind(from, NEW LAUNCHER_STORE))
		return -1;
	return switch_root();
}

int launcher_enter_namespace(const char *store)
{
	char cwd[PATH_MAX];
	bool have_cwd = getcwd(cwd, sizeof cwd) != NULL;
	uid_t uid = geteuid();
	gid_t gid = getegid();
	struct stat st;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) || map_ids(uid, gid) ||
	    mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL))
		return -1;
	if (!stat(LAUNCHER_STORE, &st))
		return bind(store, LAUNCHER_STORE) || (have_cwd && chdir(cwd)) ? -1 : 0;
	if (make_root(store))
		return -1;
	if (have_cwd && chdir(cwd))
		return chdir("/");
	return 0;
}
