/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places where programs that were built elsewhere expect things: /lib64/ld-linux-x86-64.so.2,
 * /usr/bin/env, /etc/ld.so.cache.  All lead into the profile, whose first package is a C library
 * that looks there (glibc-for-fhs). */
#include "shell/container_root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Debian's libraries are in a directory of this name. */
#define TRIPLET "x86_64-linux-gnu"

/* In DIR a link to each entry of PROFILE/SUB; what DIR has already stays, and so does all of it
 * if it was shared. */
static int fill(struct gx_root *root, const char *sub, const char *dir)
{
	GX_AUTO(free) char *from = gx_path_join(root->profile, sub);
	GX_AUTO(dir) DIR *d = opendir(from);
	struct dirent *entry;

	if (gx_mkdirs(dir, 0755, root->err) < 0)
		return -1;
	if (!gx_root_is_ours(dir))
		return 0;
	while (d && (entry = readdir(d))) {
		GX_AUTO(free) char *target = gx_path_join(from, entry->d_name);
		GX_AUTO(free) char *path = gx_path_join(dir, entry->d_name);

		if (entry->d_name[0] != '.' && gx_root_link(root, target, path) < 0)
			return -1;
	}
	return 0;
}

/* A link where nothing is yet; else (something was shared below it) as much as goes into it. */
static int lead(struct gx_root *root, const char *target, const char *path, const char *sub)
{
	GX_AUTO(free) char *parent = gx_path_dir(path);
	struct stat st;

	if (!gx_root_is_ours(parent))
		return 0;
	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) ? fill(root, sub, path)
							    : gx_root_link(root, target, path);
}

static int make_directories(struct gx_root *root)
{
	static const char *const subs[] = {
		"bin", "sbin", "lib", "libexec", "include", "share"
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(subs); i++) {
		GX_AUTO(free) char *dir = gx_path_join("/usr", subs[i]);

		if (fill(root, subs[i], dir) < 0)
			return -1;
	}
	if (lead(root, "usr/bin", "/bin", "bin") < 0 ||
	    lead(root, "usr/sbin", "/sbin", "sbin") < 0 ||
	    lead(root, "usr/lib", "/lib", "lib") < 0 ||
	    lead(root, "usr/lib", "/lib64", "lib") < 0 ||
	    lead(root, "lib", "/usr/lib64", "lib") < 0 ||
	    lead(root, ".", "/usr/lib/" TRIPLET, "lib") < 0)
		return -1;
	return fill(root, "etc", "/etc");
}

static int no_libc(struct gx_root *root)
{
	gx_fail(root->err, GX_EFAIL, "container: the environment has no C library for "
		"--emulate-fhs");
	return gx_err_hint(root->err, "its package glibc-for-fhs must bring sbin/ldconfig");
}

/* Let the environment's own ldconfig write /etc/ld.so.cache. */
static int make_linker_cache(struct gx_root *root)
{
	GX_AUTO(free) char *program = gx_path_join(root->profile, "sbin/ldconfig");
	char *argv[] = { program, "-X", NULL }, *env[] = { NULL };
	int status;
	pid_t child;

	if (!gx_exists(program))
		return no_libc(root);
	if (!gx_root_is_ours("/etc"))
		return gx_fail(root->err, GX_EUSAGE, "--emulate-fhs writes /etc/ld.so.cache, so that "
			       "another /etc cannot be shared");
	if (gx_root_write(root, "/etc/ld.so.conf", "/lib\n") < 0)
		return -1;
	child = fork();
	if (child == 0) {
		execve(program, argv, env);
		_exit(127);
	}
	if (child < 0)
		return gx_root_failed(root, "run ldconfig");
	if (gx_wait(child, &status, root->err) < 0)
		return -1;
	if (status)
		return gx_fail(root->err, GX_EFAIL, "container: %s failed", program);
	return 0;
}

int gx_root_add_fhs(struct gx_root *root)
{
	return make_directories(root) < 0 ? -1 : make_linker_cache(root);
}
