/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Launchers for the host.
 *
 *	CACHE/shims/HASH-PLACE/bin/ruby:
 *		#!/bin/sh
 *		exec '/usr/bin/gx' --in-store ROOT STATE PROFILE PROFILE/bin/ruby "$@"
 *
 * HASH is the profile's hash part, PLACE stands for where gx and the store are: a gx that was moved
 * gets launchers of its own.  The directory appears by rename, complete. */
#include "shell/shims.h"

#include "profile/profile.h"
#include "util/quote.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void add_word(struct gx_buf *buf, const char *word)
{
	gx_buf_addc(buf, ' ');
	gx_quote_word(buf, word);
}

/* A new file: not synced, since what a power cut leaves of it is found damaged. */
static int create_launcher(const char *file, const struct gx_buf *text, struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);

	return fd < 0 ? gx_fail_errno(err, "create %s", file)
		: gx_fd_write(fd, text->data, text->len, err);
}

/* Let FILE be TEXT, which it is but for the first time and after damage. */
static int put_launcher(const char *file, const struct gx_buf *text, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf old = GX_BUF_INIT;
	struct stat st;

	if (lstat(file, &st) < 0)
		return create_launcher(file, text, err);
	if (S_ISREG(st.st_mode) && !gx_file_read(file, 2 * text->len, &old, NULL) &&
	    old.len == text->len && !memcmp(old.data, text->data, old.len))
		return 0;
	gx_make_way(file);
	return gx_file_write(file, text->data, text->len, 0755, err);
}

static int write_launcher(const char *dir, const char *name, const char *program,
			  const struct gx_cache_entry *entry, const char *gx,
			  struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(dir, name);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_buf_adds(&text, "#!/bin/sh\nexec");
	add_word(&text, gx);
	gx_buf_adds(&text, " --in-store");
	add_word(&text, entry->store_root);
	add_word(&text, entry->store_state);
	add_word(&text, entry->profile);
	add_word(&text, program);
	gx_buf_adds(&text, " \"$@\"\n");
	return put_launcher(file, &text, err);
}

/* Launchers for PROFILE/SUB in DIR/SUB; a profile without that directory has none. */
static int fill(const char *dir, const char *sub, const struct gx_cache_entry *entry,
		const char *gx, struct gx_err *err)
{
	GX_AUTO(free) char *store = gx_path_join(entry->store_root, GX_STORE_DIR);
	GX_AUTO(free) char *programs = gx_path_join(entry->profile, sub);
	GX_AUTO(free) char *into = gx_path_join(dir, sub);
	GX_AUTO(free) char *physical = NULL;
	GX_AUTO(dir) DIR *d = NULL;
	struct dirent *file;
	int r = gx_profile_resolve(store, programs, &physical, err);

	if (r)
		return r < 0 ? -1 : 0;
	if (gx_mkdirs(into, 0755, err) < 0 || !(d = opendir(physical)))
		return gx_fail_errno(err, "%s", physical);
	while ((file = readdir(d))) {
		GX_AUTO(free) char *program = gx_path_join(programs, file->d_name);

		if (file->d_name[0] != '.' &&
		    write_launcher(into, file->d_name, program, entry, gx, err) < 0)
			return -1;
	}
	return 0;
}

static int fill_both(const char *dir, const struct gx_cache_entry *entry, const char *gx,
		     struct gx_err *err)
{
	return fill(dir, "bin", entry, gx, err) < 0 || fill(dir, "sbin", entry, gx, err) < 0
		? -1 : 0;
}

/* The directory's name; yours. */
static char *name(const char *all, const struct gx_cache_entry *entry, const char *gx)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *place = NULL;
	struct gx_hash hash;

	gx_cache_key_add(&text, gx);
	gx_cache_key_add(&text, entry->store_root);
	gx_cache_key_add(&text, entry->store_state);
	gx_hash_data(GX_HASH_SHA256, text.data, text.len, &hash);
	place = gx_base32_str(hash.bytes, 5);
	return gx_asprintf("%s/%.32s-%s", all, gx_path_base(entry->profile), place);
}

int gx_shims_make(const char *cache, const struct gx_cache_entry *entry, const char *gx,
		  char **out, struct gx_err *err)
{
	GX_AUTO(free) char *all = gx_path_join(cache, "shims");
	GX_AUTO(free) char *dir = name(all, entry, gx);
	GX_AUTO(free) char *tmp = NULL;
	int r = 0;

	if (gx_exists(dir)) {
		r = fill_both(dir, entry, gx, err);
	} else {
		if (gx_mkdirs(all, 0755, err) < 0 || gx_mkdtemp(dir, &tmp, err) < 0)
			return -1;
		if (chmod(tmp, 0755) < 0 || fill_both(tmp, entry, gx, err) < 0)
			r = -1;
		/* somebody else may have been faster */
		if (r == 0 && rename(tmp, dir) < 0 && !gx_exists(dir))
			r = gx_fail_errno(err, "create %s", dir);
		gx_remove_tree(tmp, NULL);
	}
	if (r == 0)
		*out = gx_steal(&dir);
	return r;
}
