/* SPDX-License-Identifier: GPL-3.0-or-later */
/* builtin:unpack-1: archives become a tree.  Variables of the derivation:
 *
 *	srcs	store files, in order: .deb (its data.tar.*), tar with any usual compression,
 *		zip; told apart by their first bytes
 *	layout	"plain", or "debian": links usr -> ., lib64 -> lib and sbin -> bin are made
 *		first, so that packages of either kind meet in one flat tree
 *	strip	leave out so many leading parts of each member's name (default 0)
 *	out	the output
 *
 * Later members replace earlier ones of the same name.  Files keep of their modes only
 * whether the owner may execute them.  Members may go through links to directories that lie
 * in the output, never out of it.  Hard links become links to the same file; devices, pipes
 * and sockets are refused.  A link to be made where a directory is: refused, except in the
 * debian layout, where the directory stays. */
#include "build/builtin.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_LINKS = 40, MAX_NAME = 8192 };

struct unpack {
	int root;		/* the output */
	bool debian;
	unsigned strip;
};

/* --- names ---------------------------------------------------------------------------------- */

/* The parts of TEXT in reverse, so that the next one is at the end. */
static void push_parts(struct gx_strv *stack, const char *text)
{
	GX_AUTO(strv) struct gx_strv parts = GX_STRV_INIT;

	gx_strv_split(&parts, text, "/");
	for (size_t i = parts.n; i-- > 0; )
		if (strcmp(parts.v[i], "."))
			gx_strv_push(stack, parts.v[i]);
}

static char *pop(struct gx_strv *list)
{
	char *part = list->v[--list->n];

	list->v[list->n] = NULL;
	return part;
}

static char *join(const struct gx_strv *parts)
{
	return parts->n ? gx_strv_join(parts, "/") : gx_strdup(".");
}

static int escapes(const char *name, struct gx_err *err)
{
	return gx_fail(err, GX_EINVALID, "the member `%s' leads out of the output", name);
}

/* Where does the directory part of NAME lie?  Follows links inside the output and makes what
 * is missing.  The parent and the last part are returned; *BASE is NULL for the top. */
static int resolve(const struct unpack *u, const char *name, bool make, char **parent,
		   char **base, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv todo = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv done = GX_STRV_INIT;
	GX_AUTO(free) char *last = NULL;
	unsigned links = 0;

	push_parts(&todo, name);
	if (todo.n) {
		/* The last part is not followed: take it off the other end. */
		last = todo.v[0];
		memmove(todo.v, todo.v + 1, todo.n * sizeof *todo.v);
		todo.n--;
		if (!strcmp(last, ".."))
			return escapes(name, err);
	}
	while (todo.n) {
		GX_AUTO(free) char *part = pop(&todo), *path = NULL;
		char target[MAX_NAME];
		struct stat st;
		ssize_t n;

		if (!strcmp(part, "..")) {
			if (!done.n)
				return escapes(name, err);
			free(pop(&done));
			continue;
		}
		gx_strv_push(&done, part);
		path = join(&done);
		if (fstatat(u->root, path, &st, AT_SYMLINK_NOFOLLOW) < 0) {
			if (errno != ENOENT || !make || mkdirat(u->root, path, 0755) < 0)
				return gx_fail_errno(err, "make the directory %s", path);
			continue;
		}
		if (S_ISDIR(st.st_mode))
			continue;
		if (!S_ISLNK(st.st_mode))
			return gx_fail(err, GX_EINVALID, "the member `%s' lies below the file "
				       "%s", name, path);
		n = readlinkat(u->root, path, target, sizeof target - 1);
		if (n < 0)
			return gx_fail_errno(err, "%s", path);
		target[n] = 0;
		if (target[0] == '/' || ++links > MAX_LINKS)
			return escapes(name, err);
		free(pop(&done));
		push_parts(&todo, target);
	}
	*parent = join(&done);
	*base = gx_steal(&last);
	return 0;
}

/* NAME without its first STRIP parts; NULL when nothing is left. */
static const char *stripped(const char *name, unsigned strip)
{
	for (;;) {
		while (*name == '/' || (name[0] == '.' && (name[1] == '/' || !name[1])))
			name++;
		if (!*name)
			return NULL;
		if (!strip--)
			return name;
		name += strcspn(name, "/");
	}
}

/* --- members -------------------------------------------------------------------------------- */

static int archive_fail(struct archive *archive, const char *what, struct gx_err *err)
{
	const char *text = archive_error_string(archive);

	return gx_fail(err, GX_EINVALID, "%s: %s", what, text ? text : "malformed archive");
}

static int make_dir(const struct unpack *u, const char *path, struct gx_err *err)
{
	struct stat st;

	if (mkdirat(u->root, path, 0755) == 0)
		return 0;
	/* A directory, or a link to one, may be there already. */
	if (errno == EEXIST && fstatat(u->root, path, &st, 0) == 0 && S_ISDIR(st.st_mode))
		return 0;
	return gx_fail(err, GX_EINVALID, "the directory `%s' would replace a file", path);
}

/* Whatever is at PATH but a directory goes away; +1: a directory is there. */
static int make_room(const struct unpack *u, const char *path, struct gx_err *err)
{
	struct stat st;

	if (fstatat(u->root, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : gx_fail_errno(err, "%s", path);
	if (S_ISDIR(st.st_mode))
		return 1;
	if (unlinkat(u->root, path, 0) < 0)
		return gx_fail_errno(err, "replace %s", path);
	return 0;
}

static int replaces_dir(const char *path, struct gx_err *err)
{
	return gx_fail(err, GX_EINVALID, "the member `%s' would replace a directory", path);
}

static int write_file(struct archive *archive, int fd, const char *path, struct gx_err *err)
{
	const void *block;
	size_t size;
	la_int64_t offset;
	int result;

	while ((result = archive_read_data_block(archive, &block, &size, &offset)) == ARCHIVE_OK)
		while (size) {
			ssize_t n = pwrite(fd, block, size, offset);

			if (n < 0 && errno == EINTR)
				continue;
			if (n <= 0)
				return gx_fail_errno(err, "write %s", path);
			block = (const char *)block + n;
			size -= n;
			offset += n;
		}
	return result == ARCHIVE_EOF ? 0 : archive_fail(archive, path, err);
}

static int make_file(const struct unpack *u, struct archive *archive,
		     struct archive_entry *entry, const char *path, struct gx_err *err)
{
	mode_t mode = archive_entry_mode(entry) & S_IXUSR ? 0755 : 0644;
	GX_AUTO(fd) int fd = -1;
	int room = make_room(u, path, err);

	if (room)
		return room < 0 ? -1 : replaces_dir(path, err);
	fd = openat(u->root, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0)
		return gx_fail_errno(err, "make %s", path);
	if (write_file(archive, fd, path, err) < 0)
		return -1;
	/* A hole at the end is not among the blocks. */
	if (archive_entry_size_is_set(entry) && ftruncate(fd, archive_entry_size(entry)) < 0)
		return gx_fail_errno(err, "write %s", path);
	return 0;
}

static int make_symlink(const struct unpack *u, struct archive_entry *entry, const char *path,
			struct gx_err *err)
{
	const char *target = archive_entry_symlink(entry);
	int room = make_room(u, path, err);

	if (!target)
		target = archive_entry_symlink_utf8(entry);
	if (room > 0 && u->debian)
		return 0;
	if (room)
		return room < 0 ? -1 : replaces_dir(path, err);
	if (!target || !*target)
		return gx_fail(err, GX_EINVALID, "the link `%s' has no target", path);
	if (symlinkat(target, u->root, path) < 0)
		return gx_fail_errno(err, "make %s", path);
	return 0;
}

static int make_hardlink(const struct unpack *u, const char *member, const char *path,
			 struct gx_err *err)
{
	const char *name = stripped(member, u->strip);
	GX_AUTO(free) char *parent = NULL, *base = NULL, *from = NULL;
	struct stat st;
	int room;

	if (!name || resolve(u, name, false, &parent, &base, err) < 0)
		return name ? -1 : escapes(member, err);
	from = gx_asprintf("%s/%s", parent, base ? base : ".");
	if (fstatat(u->root, from, &st, AT_SYMLINK_NOFOLLOW) < 0 || S_ISDIR(st.st_mode))
		return gx_fail(err, GX_EINVALID, "`%s' is a link to `%s', which is no earlier "
			       "file", path, member);
	room = make_room(u, path, err);
	if (room)
		return room < 0 ? -1 : replaces_dir(path, err);
	if (linkat(u->root, from, u->root, path, 0) < 0)
		return gx_fail_errno(err, "make %s", path);
	return 0;
}

static int unpack_member(const struct unpack *u, struct archive *archive,
			 struct archive_entry *entry, struct gx_err *err)
{
	const char *full = archive_entry_pathname(entry);
	const char *link = archive_entry_hardlink(entry), *name;
	GX_AUTO(free) char *parent = NULL, *base = NULL, *path = NULL;

	if (!full)
		full = archive_entry_pathname_utf8(entry);
	if (!full || strlen(full) >= MAX_NAME)
		return gx_fail(err, GX_EINVALID, "a member has an impossible name");
	name = stripped(full, u->strip);
	if (!name)
		return 0;
	if (resolve(u, name, true, &parent, &base, err) < 0)
		return -1;
	path = gx_asprintf("%s/%s", parent, base ? base : ".");
	if (link)
		return make_hardlink(u, link, path, err);
	switch (archive_entry_filetype(entry)) {
	case AE_IFDIR:
		return make_dir(u, path, err);
	case AE_IFREG:
		return make_file(u, archive, entry, path, err);
	case AE_IFLNK:
		return make_symlink(u, entry, path, err);
	}
	return gx_fail(err, GX_EINVALID, "the member `%s' is a device, a pipe or a socket", full);
}

/* --- archives ------------------------------------------------------------------------------- */

static struct archive *new_reader(void)
{
	struct archive *archive = archive_read_new();

	if (!archive)
		abort();
	/* Named one by one: "all" would run programs of the host for rare ones. */
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_lzma(archive);
	archive_read_support_filter_lzip(archive);
	archive_read_support_filter_zstd(archive);
	return archive;
}

static int unpack_members(const struct unpack *u, struct archive *archive, const char *what,
			  struct gx_err *err)
{
	struct archive_entry *entry;
	int result;

	while ((result = archive_read_next_header(archive, &entry)) == ARCHIVE_OK ||
	       result == ARCHIVE_WARN)
		if (unpack_member(u, archive, entry, err) < 0)
			return gx_err_prefix(err, "%s", what);
	return result == ARCHIVE_EOF ? 0 : archive_fail(archive, what, err);
}

/* Feeds a member of one archive to the reader of another. */
static la_ssize_t read_member(struct archive *inner, void *outer, const void **block)
{
	la_int64_t offset;
	size_t size = 0;
	int result;

	do
		result = archive_read_data_block(outer, block, &size, &offset);
	while (result == ARCHIVE_OK && size == 0);
	if (result == ARCHIVE_EOF)
		return 0;
	if (result != ARCHIVE_OK) {
		archive_set_error(inner, EIO, "%s", archive_error_string(outer));
		return -1;
	}
	return size;
}

static int unpack_data(const struct unpack *u, struct archive *outer, const char *what,
		       struct gx_err *err)
{
	struct archive *inner = new_reader();
	int result;

	archive_read_support_format_tar(inner);
	if (archive_read_open(inner, outer, NULL, read_member, NULL) != ARCHIVE_OK)
		result = archive_fail(inner, what, err);
	else
		result = unpack_members(u, inner, what, err);
	archive_read_free(inner);
	return result;
}

static int unpack_deb(const struct unpack *u, struct archive *archive, const char *what,
		      struct gx_err *err)
{
	struct archive_entry *entry;

	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		const char *name = archive_entry_pathname(entry);

		if (name && !strncmp(name, "data.tar", 8))
			return unpack_data(u, archive, what, err);
	}
	return gx_fail(err, GX_EINVALID, "%s: no data.tar in this package", what);
}

static int is_ar(const char *path, bool *out, struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char magic[8];

	if (fd < 0)
		return gx_fail_errno(err, "open %s", path);
	*out = pread(fd, magic, 8, 0) == 8 && !memcmp(magic, "!<arch>\n", 8);
	return 0;
}

static int unpack_source(const struct unpack *u, const char *path, struct gx_err *err)
{
	struct archive *archive;
	bool ar = false;
	int result;

	if (is_ar(path, &ar, err) < 0)
		return -1;
	archive = new_reader();
	if (ar) {
		archive_read_support_format_ar(archive);
	} else {
		archive_read_support_format_tar(archive);
		archive_read_support_format_zip(archive);
	}
	if (archive_read_open_filename(archive, path, 128 * 1024) != ARCHIVE_OK)
		result = archive_fail(archive, path, err);
	else
		result = ar ? unpack_deb(u, archive, path, err) :
			      unpack_members(u, archive, path, err);
	archive_read_free(archive);
	return result;
}

/* --- the builder ---------------------------------------------------------------------------- */

static int parse_options(const struct gx_drv *drv, struct unpack *u, struct gx_err *err)
{
	const char *layout = gx_drv_getenv(drv, "layout");
	const char *strip = gx_drv_getenv(drv, "strip");

	if (layout && strcmp(layout, "plain") && strcmp(layout, "debian"))
		return gx_fail(err, GX_EINVALID, "unknown layout `%s'", layout);
	u->debian = layout && !strcmp(layout, "debian");
	if (strip && (strspn(strip, "0123456789") != strlen(strip) || strlen(strip) > 3))
		return gx_fail(err, GX_EINVALID, "malformed number `%s'", strip);
	u->strip = strip ? atoi(strip) : 0;
	return 0;
}

static int make_links(const struct unpack *u, struct gx_err *err)
{
	static const char *const links[][2] = {
		{ ".", "usr" }, { "lib", "lib64" }, { "bin", "sbin" },
	};

	/* A link that leads nowhere would clash with a directory of its name. */
	for (size_t i = 1; u->debian && i < GX_ARRAY_SIZE(links); i++)
		if (mkdirat(u->root, links[i][0], 0755) < 0)
			return gx_fail_errno(err, "make %s", links[i][0]);
	for (size_t i = 0; u->debian && i < GX_ARRAY_SIZE(links); i++)
		if (symlinkat(links[i][0], u->root, links[i][1]) < 0)
			return gx_fail_errno(err, "make %s", links[i][1]);
	return 0;
}

int gx_builtin_unpack(const struct gx_drv *drv, const char *output, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv srcs = GX_STRV_INIT;
	const char *text = gx_drv_getenv(drv, "srcs");
	GX_AUTO(fd) int root = -1;
	struct unpack u = { -1, false, 0 };

	gx_strv_split(&srcs, text ? text : "", " \n");
	if (!srcs.n)
		return gx_fail(err, GX_EINVALID, "`srcs' names nothing to unpack");
	if (parse_options(drv, &u, err) < 0)
		return -1;
	if (mkdir(output, 0755) < 0)
		return gx_fail_errno(err, "make %s", output);
	root = u.root = open(output, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (root < 0)
		return gx_fail_errno(err, "open %s", output);
	if (make_links(&u, err) < 0)
		return -1;
	for (size_t i = 0; i < srcs.n; i++)
		if (unpack_source(&u, srcs.v[i], err) < 0)
			return -1;
	return 0;
}
