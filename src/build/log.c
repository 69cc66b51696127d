/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Build logs: R/var/log/guix/drvs/XX/REST.drv.gz, XX being the first two characters of the
 * derivation's hash (doc/formats.md 6). */
#include "build/log.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TAIL = 16384 };		/* bytes remembered for messages */

struct gx_build_log {
	struct archive *archive;	/* NULL after a write error */
	int fd;
	char tail[TAIL];
	size_t len;			/* bytes ever added */
};

char *gx_build_log_name(struct gx_store *store, const char *drv)
{
	const char *base = gx_path_base(drv);

	return gx_asprintf("%s/%.2s/%s.gz", gx_store_logs(store), base, base + 2);
}

int gx_build_log_path(struct gx_store *store, const char *path, char **out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv derivers = GX_STRV_INIT;
	size_t len = strlen(path);

	if (!gx_store_path_ok(path))
		return gx_fail(err, GX_EINVALID, "`%s' is not a store item", path);
	if (len > 4 && !strcmp(path + len - 4, ".drv"))
		gx_strv_push(&derivers, path);
	else if (gx_store_derivers(store, path, &derivers, err) < 0)
		return -1;
	for (size_t i = 0; i < derivers.n; i++) {
		GX_AUTO(free) char *name = gx_build_log_name(store, derivers.v[i]);

		if (gx_exists(name)) {
			*out = gx_steal(&name);
			return 0;
		}
	}
	return 1;
}

static struct archive *gzip_writer(int fd)
{
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();

	if (!archive || !entry)
		abort();
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_pathname(entry, "log");
	archive_write_set_format_raw(archive);
	archive_write_add_filter_gzip(archive);
	archive_write_set_filter_option(archive, "gzip", "timestamp", NULL);
	archive_write_set_bytes_in_last_block(archive, 1);
	if (archive_write_open_fd(archive, fd) != ARCHIVE_OK ||
	    archive_write_header(archive, entry) != ARCHIVE_OK) {
		archive_write_free(archive);
		archive = NULL;
	}
	archive_entry_free(entry);
	return archive;
}

int gx_build_log_open(const char *path, struct gx_build_log **out, struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_path_dir(path);
	GX_AUTO(fd) int fd = -1;
	struct gx_build_log *log;

	if (gx_mkdirs(dir, 0755, err) < 0)
		return -1;
	/* A new file rather than the old one cut: somebody may be reading that. */
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return gx_fail_errno(err, "open the log %s", path);
	log = gx_calloc(1, sizeof *log);
	log->fd = gx_steal_fd(&fd);
	log->archive = gzip_writer(log->fd);
	*out = log;
	return 0;
}

void gx_build_log_add(struct gx_build_log *log, const char *text, size_t len)
{
	if (log->archive && archive_write_data(log->archive, text, len) < 0) {
		archive_write_free(log->archive);
		log->archive = NULL;
	}
	for (size_t i = len > TAIL ? len - TAIL : 0; i < len; i++)
		log->tail[(log->len + i) % TAIL] = text[i];
	log->len += len;
}

void gx_build_log_close(struct gx_build_log *log)
{
	if (!log)
		return;
	if (log->archive)
		archive_write_free(log->archive);
	gx_close(&log->fd);
	free(log);
}

static char tail_at(const struct gx_build_log *log, size_t i)
{
	return log->tail[i % TAIL];
}

void gx_build_log_tail(const struct gx_build_log *log, unsigned lines, const char *prefix,
		       struct gx_buf *out)
{
	size_t oldest = log->len > TAIL ? log->len - TAIL : 0, end = log->len, start;
	bool fresh = true;

	while (end > oldest && tail_at(log, end - 1) == '\n')
		end--;
	for (start = end; start > oldest; start--)
		if (tail_at(log, start - 1) == '\n' && --lines == 0)
			break;
	for (size_t i = start; i < end; i++) {
		char c = tail_at(log, i);

		if (fresh)
			gx_buf_adds(out, prefix);
		fresh = c == '\n';
		/* Colours may stay, other control characters would spoil the message. */
		if (c != '\r')
			gx_buf_addc(out, (unsigned char)c < 32 && c != '\n' && c != '\t' &&
				    c != 27 ? '?' : c);
	}
}

int gx_build_log_show(const char *log_file, int fd, struct gx_err *err)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	char block[65536];
	ssize_t n = 0;
	int result = 0;

	if (!archive)
		abort();
	archive_read_support_filter_all(archive);
	archive_read_support_format_raw(archive);
	archive_read_support_format_empty(archive);
	if (archive_read_open_filename(archive, log_file, sizeof block) != ARCHIVE_OK) {
		result = gx_fail(err, GX_EFAIL, "%s: %s", log_file, archive_error_string(archive));
	} else if (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		while (result == 0 && (n = archive_read_data(archive, block, sizeof block)) > 0)
			result = gx_fd_write(fd, block, n, err);
		/* The log of a build that goes on, or was killed, is cut off: show what is there. */
	}
	archive_read_free(archive);
	return result;
}
