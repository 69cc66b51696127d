/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private folders of builds: made, kept, removed, swept. */
#include "build/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_dir(const char *path, mode_t mode, const struct gx_build_user *user,
		    struct gx_err *err)
{
	/* chmod: the umask must not decide. */
	if (mkdir(path, 0700) < 0 || chmod(path, mode) < 0 ||
	    (!user->own && chown(path, user->uid, user->gid) < 0))
		return gx_fail_errno(err, "make %s", path);
	return 0;
}

static int fill(struct gx_build_scratch *s, const char *name, const struct gx_build_user *user,
		struct gx_err *err)
{
	GX_AUTO(free) char *root = gx_path_join(s->path, "root");
	GX_AUTO(free) char *tmp = gx_path_join(s->path, "tmp");

	s->outputs = gx_path_join(s->path, "store");
	s->inside = gx_asprintf("/tmp/guix-build-%s.drv-0", name);
	s->top = gx_path_join(s->path, s->inside + 1);
	if (make_dir(root, 0755, user, err) < 0 || make_dir(s->outputs, 0755, user, err) < 0 ||
	    make_dir(tmp, 01777, user, err) < 0 || make_dir(s->top, 0700, user, err) < 0)
		return -1;
	/* Last: from now on only the build user may enter, and root. */
	if (!user->own && chown(s->path, user->uid, user->gid) < 0)
		return gx_fail_errno(err, "chown %s", s->path);
	return 0;
}

int gx_build_scratch_make(struct gx_store *store, const char *name,
			  const struct gx_build_user *user, struct gx_build_scratch *out,
			  struct gx_err *err)
{
	const char *tmp = gx_store_tmp(store);
	GX_AUTO(free) char *prefix = gx_path_join(tmp, "build");
	struct gx_build_scratch s = GX_BUILD_SCRATCH_INIT;

	if (gx_mkdtemp(prefix, &s.path, err) < 0)
		return -1;
	if (fill(&s, name, user, err) < 0) {
		gx_build_scratch_remove(&s);
		return -1;
	}
	*out = s;
	return 0;
}

int gx_build_scratch_write(const struct gx_build_scratch *scratch, const char *name,
			   const struct gx_buf *text, const struct gx_build_user *user,
			   struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_path_join(scratch->top, name);
	GX_AUTO(fd) int fd = -1;

	if (!*name || strchr(name, '/'))
		return gx_fail(err, GX_EINVALID, "illegal file name `%s'", name);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0 || (!user->own && fchown(fd, user->uid, user->gid) < 0))
		return gx_fail_errno(err, "make %s", path);
	return gx_fd_write(fd, text->data, text->len, err);
}

int gx_build_scratch_share(const struct gx_build_scratch *scratch, const char *shared,
			   const char *name, struct gx_err *err)
{
	GX_AUTO(free) char *to = gx_asprintf("%s/tmp/%s", scratch->path, name);

	/* A hard link: the same file, although the build user could not enter its folder. */
	if (link(shared, to) < 0)
		return gx_fail_errno(err, "share %s", shared);
	return 0;
}

char *gx_build_scratch_keep(struct gx_store *store, struct gx_build_scratch *scratch,
			    const char *name)
{
	GX_AUTO(free) char *state = gx_path_join(gx_store_state(store), "kept");
	const char *const dirs[] = { "/tmp", state };

	/* Renamed, not copied: build trees are large.  So /tmp only if it is the same disk. */
	if (gx_mkdirs(state, 0755, NULL) < 0)
		return NULL;
	for (size_t i = 0; i < GX_ARRAY_SIZE(dirs); i++)
		for (unsigned n = 0; n < 10000; n++) {
			GX_AUTO(free) char *to = gx_asprintf("%s/guix-build-%s.drv-%u", dirs[i],
							     name, n);
			struct stat st;

			if (lstat(to, &st) == 0)
				continue;
			if (rename(scratch->top, to) < 0)
				break;
			/* Whoever asked may look at it: root owns it rather than a number. */
			if (geteuid() == 0 && chown(to, 0, 0) < 0)
				return NULL;
			return gx_steal(&to);
		}
	return NULL;
}

void gx_build_scratch_remove(struct gx_build_scratch *scratch)
{
	if (scratch->path)
		gx_remove_tree(scratch->path, NULL);
	free(scratch->path);
	free(scratch->outputs);
	free(scratch->top);
	free(scratch->inside);
	*scratch = (struct gx_build_scratch)GX_BUILD_SCRATCH_INIT;
}

pid_t gx_build_scratch_remove_aside(struct gx_build_scratch *scratch)
{
	pid_t pid = scratch->path ? fork() : -1;

	if (pid == 0) {
		/* It holds copies of the engine's locks: it must not outlive it. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(gx_remove_tree(scratch->path, NULL) < 0);
	}
	if (pid > 0)
		gx_cleanup_free(&scratch->path);
	gx_build_scratch_remove(scratch);
	return pid;
}
