/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tar writer whose bytes are a function of the entries alone.
 *
 *	offset	size	field		here
 *	0	100	name		path, or its part after the last fitting slash
 *	100	8	mode		7 octal digits, NUL
 *	108	8	uid		7 octal digits, NUL
 *	116	8	gid		the same
 *	124	12	size		11 octal digits, NUL
 *	136	12	mtime		00000000001
 *	148	8	checksum	6 octal digits, NUL, blank
 *	156	1	type		0 file, 1 hard link, 2 link, 5 directory, x pax
 *	157	100	link target
 *	257	8	magic		"ustar" NUL "00"
 *	265	64	owner names	empty
 *	329	16	device		0000000 0000000
 *	345	155	prefix		path up to the slash that name follows */
#include "pack/tar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 512
#define BUFFER (512u << 10)
#define MAX_OCTAL_SIZE 077777777777ull
#define MAX_OCTAL_ID 07777777u
#define PAX_NAME "././@PaxHeader"

void gx_tar_init(struct gx_tar *tar, gx_sink_fn *sink, void *payload)
{
	*tar = (struct gx_tar){ .sink = sink, .payload = payload };
	if (sink)
		tar->block = gx_malloc(BUFFER);
}

void gx_tar_clear(struct gx_tar *tar)
{
	free(tar->block);
	*tar = (struct gx_tar){ 0 };
}

static int flush(struct gx_tar *tar, struct gx_err *err)
{
	size_t n = tar->used;

	tar->used = 0;
	return n ? tar->sink(tar->payload, tar->block, n, err) : 0;
}

int gx_tar_data(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct gx_tar *tar = payload;
	const char *p = data;

	tar->offset += len;
	if (!tar->sink)
		return 0;
	while (len) {
		size_t room = BUFFER - tar->used, n = len < room ? len : room;

		memcpy(tar->block + tar->used, p, n);
		tar->used += n;
		p += n;
		len -= n;
		if (tar->used == BUFFER && flush(tar, err))
			return -1;
	}
	return 0;
}

int gx_tar_pad(struct gx_tar *tar, struct gx_err *err)
{
	static const char zeroes[BLOCK];

	return gx_tar_data(tar, zeroes, -tar->offset % BLOCK, err);
}

/* Split PATH at a slash so that both halves fit their fields; false when none does. */
static bool split_path(const char *path, size_t len, size_t *prefix)
{
	*prefix = 0;
	if (len <= 100)
		return true;
	for (size_t i = len - 101; i < len - 1 && i <= 155; i++) {
		if (path[i] == '/' && i > 0) {
			*prefix = i;
			return true;
		}
	}
	return false;
}

static void octal(char *field, int digits, uint64_t value)
{
	field[digits] = '\0';
	while (digits--) {
		field[digits] = (char)('0' + (value & 7));
		value >>= 3;
	}
}

/* A header block; a PATH or target that does not fit is cut here. */
static void make_header(char *h, const char *path, const struct gx_entry *e, uint64_t size,
			char type)
{
	size_t len = strlen(path), prefix;
	unsigned sum = 0;

	memset(h, 0, BLOCK);
	if (!split_path(path, len, &prefix))
		len = 100;
	if (prefix) {
		memcpy(h + 345, path, prefix);
		path += prefix + 1;
		len -= prefix + 1;
	}
	memcpy(h, path, len);
	octal(h + 100, 7, e->mode);
	octal(h + 108, 7, e->uid);
	octal(h + 116, 7, e->gid);
	octal(h + 124, 11, size > MAX_OCTAL_SIZE ? 0 : size);
	octal(h + 136, 11, 1);
	h[156] = type;
	if (e->target)
		memcpy(h + 157, e->target, strnlen(e->target, 100));
	memcpy(h + 257, "ustar\00000", 8);
	octal(h + 329, 7, 0);
	octal(h + 337, 7, 0);
	memset(h + 148, ' ', 8);
	for (int i = 0; i < BLOCK; i++)
		sum += (unsigned char)h[i];
	octal(h + 148, 6, sum);
}

/* "LEN KEY=VALUE\n", where LEN counts itself. */
static void pax_record(struct gx_buf *out, const char *key, const char *value)
{
	size_t rest = strlen(key) + strlen(value) + 3, len = rest, before = 0;
	char digits[24];

	while (len != before) {
		before = len;
		len = rest + (size_t)snprintf(digits, sizeof digits, "%zu", before);
	}
	gx_buf_addf(out, "%zu %s=", len, key);
	gx_buf_adds(out, value);
	gx_buf_addc(out, '\n');
}

static int write_pax(struct gx_tar *tar, const struct gx_buf *records, struct gx_err *err)
{
	static const struct gx_entry plain = { .mode = 0644 };
	char header[BLOCK];

	make_header(header, PAX_NAME, &plain, records->len, 'x');
	if (gx_tar_data(tar, header, BLOCK, err) ||
	    gx_tar_data(tar, records->data, records->len, err))
		return -1;
	return gx_tar_pad(tar, err);
}

static void pax_number(struct gx_buf *out, const char *key, uint64_t value)
{
	char number[24];

	snprintf(number, sizeof number, "%llu", (unsigned long long)value);
	pax_record(out, key, number);
}

/* TEXT, a name (TYPE L) or link target (K) of the next entry, with its NUL. */
static int write_long(struct gx_tar *tar, char type, const char *text, struct gx_err *err)
{
	static const struct gx_entry plain = { .mode = 0644 };
	char header[BLOCK];
	size_t len = strlen(text) + 1;

	make_header(header, "././@LongLink", &plain, len, type);
	if (gx_tar_data(tar, header, BLOCK, err) || gx_tar_data(tar, text, len, err))
		return -1;
	return gx_tar_pad(tar, err);
}

static int write_gnu_names(struct gx_tar *tar, const char *path, const struct gx_entry *e,
			   struct gx_err *err)
{
	size_t prefix;

	if (e->target && strlen(e->target) > 100 && write_long(tar, 'K', e->target, err))
		return -1;
	return split_path(path, strlen(path), &prefix) ? 0 : write_long(tar, 'L', path, err);
}

static int write_header(struct gx_tar *tar, const char *path, const struct gx_entry *e,
			char type, struct gx_err *err)
{
	uint64_t size = type == '0' ? e->size : 0;
	GX_AUTO(buf) struct gx_buf records = GX_BUF_INIT;
	char header[BLOCK];
	size_t prefix;

	if (tar->gnu && write_gnu_names(tar, path, e, err))
		return -1;
	if (e->gid > MAX_OCTAL_ID)
		pax_number(&records, "gid", e->gid);
	if (!tar->gnu && e->target && strlen(e->target) > 100)
		pax_record(&records, "linkpath", e->target);
	if (!tar->gnu && !split_path(path, strlen(path), &prefix))
		pax_record(&records, "path", path);
	if (size > MAX_OCTAL_SIZE)
		pax_number(&records, "size", size);
	if (e->uid > MAX_OCTAL_ID)
		pax_number(&records, "uid", e->uid);
	if (records.len && write_pax(tar, &records, err))
		return -1;
	make_header(header, path, e, size, type);
	return gx_tar_data(tar, header, BLOCK, err);
}

int gx_tar_head(struct gx_tar *tar, const char *path, uint64_t size, struct gx_err *err)
{
	struct gx_entry e = { .path = path, .mode = 0444, .size = size };

	return write_header(tar, path, &e, '0', err);
}

/* Read the file straight into the buffer. */
static int copy_file(struct gx_tar *tar, const struct gx_entry *entry, struct gx_err *err)
{
	GX_AUTO(fd) int fd = -1;
	uint64_t left = entry->size;

	if (left == 0)
		return 0;
	if (gx_entry_open(entry, &fd, err))
		return -1;
	while (left) {
		size_t room = BUFFER - tar->used, n = left < room ? (size_t)left : room;

		if (gx_fd_read(fd, tar->block + tar->used, n, err))
			return gx_err_prefix(err, "%s", entry->path);
		tar->used += n;
		tar->offset += n;
		left -= n;
		if (tar->used == BUFFER && flush(tar, err))
			return -1;
	}
	return 0;
}

static int write_file(struct gx_tar *tar, const struct gx_entry *entry, struct gx_err *err)
{
	if (write_header(tar, entry->path, entry, '0', err))
		return -1;
	if (!tar->sink)
		tar->offset += entry->size;
	else if (entry->data ? gx_tar_data(tar, entry->data, entry->size, err)
			     : copy_file(tar, entry, err))
		return -1;
	return gx_tar_pad(tar, err);
}

int gx_tar_add(void *payload, const struct gx_entry *entry, struct gx_err *err)
{
	struct gx_tar *tar = payload;
	GX_AUTO(free) char *dir = NULL;

	switch (entry->kind) {
	case GX_ENTRY_DIR:
		dir = gx_asprintf("%s/", entry->path);
		return write_header(tar, dir, entry, '5', err);
	case GX_ENTRY_LINK:
		return write_header(tar, entry->path, entry, '2', err);
	case GX_ENTRY_HARD:
		return write_header(tar, entry->path, entry, '1', err);
	case GX_ENTRY_FILE:
		break;
	}
	return write_file(tar, entry, err);
}

int gx_tar_end(struct gx_tar *tar, struct gx_err *err)
{
	static const char zeroes[2 * BLOCK];

	if (gx_tar_data(tar, zeroes, sizeof zeroes, err))
		return -1;
	return tar->sink ? flush(tar, err) : 0;
}
