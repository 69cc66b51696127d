/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Showing a store that is elsewhere at /gnu/store, without the help of root. */
#include "shell/shell.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STORE "/gnu/store"

bool gx_shell_sees_store(const char *store_root)
{
	GX_AUTO(free) char *dir = gx_asprintf("%s" STORE, store_root);
	struct stat here, there;

	if (!*store_root)
		return true;
	return stat(STORE, &here) == 0 && stat(dir, &there) == 0 &&
	       here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

/* What forbids namespaces, when its file begins with a certain character. */
static const struct {
	const char *file;
	char bad;
	const char *says, *cure;
} knobs[] = {
	{ "/proc/sys/kernel/unprivileged_userns_clone", '0',
	  "sysctl kernel.unprivileged_userns_clone is 0",
	  "sudo sysctl kernel.unprivileged_userns_clone=1" },
	{ "/proc/sys/user/max_user_namespaces", '0', "sysctl user.max_user_namespaces is 0",
	  "sudo sysctl user.max_user_namespaces=10000" },
	{ "/proc/sys/user/max_mnt_namespaces", '0', "sysctl user.max_mnt_namespaces is 0",
	  "sudo sysctl user.max_mnt_namespaces=10000" },
	{ "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", '1',
	  "AppArmor restricts user namespaces: sysctl "
	  "kernel.apparmor_restrict_unprivileged_userns is 1",
	  "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0" },
};

static bool is_set(const char *path, char bad)
{
	GX_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char value;

	return fd >= 0 && read(fd, &value, 1) == 1 && value == bad;
}

int gx_shell_forbidden(enum gx_shell_need need, const char *what, struct gx_err *err)
{
	const char *says = "is this a container without the right to make namespaces?";
	const char *cure = NULL;

	for (size_t i = 0; !cure && i < GX_ARRAY_SIZE(knobs); i++)
		if (is_set(knobs[i].file, knobs[i].bad)) {
			says = knobs[i].says;
			cure = knobs[i].cure;
		}
	gx_fail_errno(err, "%s: %s", need == GX_FOR_STORE ? "cannot show the store at " STORE
							  : "cannot make a container", what);
	gx_err_prefix(err, "user namespaces are not available (%s)", says);
	if (need == GX_FOR_CONTAINER)
		return gx_err_hint(err, "%s%s--container needs them",
				   cure ? cure : "", cure ? "; " : "");
	return gx_err_hint(err, "either allow them%s%s, or make a real store once: "
			   "sudo install -d -o \"$USER\" " STORE, cure ? ": " : "",
			   cure ? cure : "");
}

static int write_file(const char *path, const char *text)
{
	GX_AUTO(fd) int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
}

/* Map our own user and group to themselves: files keep their owners and `id' its words. */
static int enter_namespaces(struct gx_err *err)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	char map[64];

	if (uid == 0) {
		if (unshare(CLONE_NEWNS) == 0)
			return 0;
		/* root of a container that may not mount: try as anybody else */
	}
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "unshare", err);
	/* before gid_map, which the kernel asks for */
	if (write_file("/proc/self/setgroups", "deny") < 0 && errno != ENOENT)
		return gx_shell_forbidden(GX_FOR_STORE, "/proc/self/setgroups", err);
	snprintf(map, sizeof map, "%u %u 1\n", uid, uid);
	if (write_file("/proc/self/uid_map", map) < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "/proc/self/uid_map", err);
	snprintf(map, sizeof map, "%u %u 1\n", gid, gid);
	if (write_file("/proc/self/gid_map", map) < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "/proc/self/gid_map", err);
	return 0;
}

/* Bind SOURCE on TARGET and make it read-only; flags that the mount has are locked in a user
 * namespace and must be given again. */
static int bind_read_only(const char *source, const char *target, struct gx_err *err)
{
	unsigned long flags = MS_BIND | MS_REMOUNT | MS_RDONLY;
	struct statvfs fs;

	if (mount(source, target, NULL, MS_BIND | MS_REC, NULL) < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "bind the store", err);
	if (statvfs(target, &fs) == 0) {
		flags |= fs.f_flag & ST_NOSUID ? MS_NOSUID : 0;
		flags |= fs.f_flag & ST_NODEV ? MS_NODEV : 0;
		flags |= fs.f_flag & ST_NOEXEC ? MS_NOEXEC : 0;
		flags |= fs.f_flag & ST_NOATIME ? MS_NOATIME : 0;
		flags |= fs.f_flag & ST_NODIRATIME ? MS_NODIRATIME : 0;
		flags |= fs.f_flag & ST_RELATIME ? MS_RELATIME : 0;
	}
	if (mount(NULL, target, NULL, flags, NULL) < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "make the store read-only", err);
	return 0;
}

/* One entry of the old root, again at the new root. */
static int mirror(const char *name, struct gx_err *err)
{
	GX_AUTO(free) char *from = gx_asprintf("/old/%s", name);
	GX_AUTO(free) char *to = gx_asprintf("/new/%s", name);
	char target[PATH_MAX];
	struct stat st;
	ssize_t n;
	int fd;

	if (lstat(from, &st) < 0)
		return 0;
	if (S_ISLNK(st.st_mode)) {
		n = readlink(from, target, sizeof target - 1);
		if (n < 0)
			return 0;
		target[n] = '\0';
		return symlink(target, to) < 0 ? gx_shell_forbidden(GX_FOR_STORE, name, err) : 0;
	}
	if (S_ISDIR(st.st_mode)) {
		/* recursively: mounts below are locked together with their parent */
		if (mkdir(to, 0755) < 0 || mount(from, to, NULL, MS_BIND | MS_REC, NULL) < 0)
			return gx_shell_forbidden(GX_FOR_STORE, name, err);
		return 0;
	}
	if (!S_ISREG(st.st_mode))
		return 0;
	fd = open(to, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	if (fd < 0 || close(fd) < 0 || mount(from, to, NULL, MS_BIND, NULL) < 0)
		return gx_shell_forbidden(GX_FOR_STORE, name, err);
	return 0;
}

static int mirror_all(struct gx_err *err)
{
	GX_AUTO(dir) DIR *dir = opendir("/old");
	struct dirent *entry;

	if (!dir)
		return gx_shell_forbidden(GX_FOR_STORE, "open the root", err);
	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    !strcmp(entry->d_name, "gnu"))
			continue;
		if (mirror(entry->d_name, err) < 0)
			return -1;
	}
	return 0;
}

/* /gnu/store cannot be made in a root that is not ours: build another root of the same
 * entries, with it, and turn to that. */
static int pivot_to_mirror(const char *store_dir, struct gx_err *err)
{
	GX_AUTO(free) char *source = gx_asprintf("/old%s", store_dir);

	/* /tmp is only a place to stand on while turning; it is shown again below */
	if (mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m") < 0 ||
	    mkdir("/tmp/old", 0755) < 0 || mkdir("/tmp/new", 0755) < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "mount a tmpfs", err);
	if (chdir("/tmp") < 0 || syscall(SYS_pivot_root, ".", "old") < 0 || chdir("/") < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "pivot_root", err);
	/* the new root must be a mount point of its own for the second turn */
	if (mount("tmpfs", "/new", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m") < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "mount a tmpfs", err);
	if (mirror_all(err) < 0)
		return -1;
	if (mkdir("/new/gnu", 0755) < 0 || mkdir("/new" STORE, 0755) < 0 ||
	    bind_read_only(source, "/new" STORE, err) < 0)
		return err && err->msg ? -1 : gx_shell_forbidden(GX_FOR_STORE, "make " STORE, err);
	if (mount(NULL, "/new", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV,
		  NULL) < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "make the root read-only", err);
	if (umount2("/old", MNT_DETACH) < 0 || chdir("/new") < 0 ||
	    syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "pivot_root", err);
	return 0;
}

int gx_shell_show_store(const char *store_root, struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_asprintf("%s" STORE, store_root);
	char real[PATH_MAX], cwd[PATH_MAX];
	struct stat st;

	if (!realpath(dir, real))
		return gx_fail_errno(err, "%s", dir);
	if (!getcwd(cwd, sizeof cwd))
		return gx_fail_errno(err, "the working directory");
	if (enter_namespaces(err) < 0)
		return -1;
	/* what the host mounts later still arrives, what we mount does not leave */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0)
		return gx_shell_forbidden(GX_FOR_STORE, "make mounts private", err);
	if (stat(STORE, &st) == 0 && S_ISDIR(st.st_mode)) {
		if (bind_read_only(real, STORE, err) < 0)
			return -1;
	} else if (pivot_to_mirror(real, err) < 0) {
		return -1;
	}
	if (chdir(cwd) < 0)
		return gx_fail_errno(err, "%s", cwd);
	return 0;
}
