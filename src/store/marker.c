/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing the marker of a store. */
#include "store/marker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "gx-store 1"
#define ID_LEN 32
#define FILE_MAX 4096

void gx_marker_clear(struct gx_marker *marker)
{
	free(marker->id);
	free(marker->prefix);
	free(marker->gx);
	*marker = (struct gx_marker)GX_MARKER_INIT;
}

void gx_marker_format(const struct gx_marker *marker, struct gx_buf *out)
{
	gx_buf_addf(out, HEADER "\nid: %s\nprefix: %s\nway: %s\nowner: %u\ngx: %s\n", marker->id,
		    marker->prefix, gx_store_way_name(marker->way), (unsigned)marker->owner,
		    marker->gx);
}

static bool id_ok(const char *id)
{
	return strlen(id) == ID_LEN && strspn(id, "0123456789abcdefghijklmnopqrstuvwxyz") == ID_LEN;
}

static int parse_way(const char *value, enum gx_store_way *out)
{
	for (int way = GX_STORE_ROOT; way <= GX_STORE_PRIVATE; way++) {
		if (!strcmp(value, gx_store_way_name((enum gx_store_way)way))) {
			*out = (enum gx_store_way)way;
			return 0;
		}
	}
	return -1;
}

static int parse_uid(const char *value, uid_t *out)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(value, &end, 10);
	if (errno || end == value || *end || *value < '0' || *value > '9' || n >= UINT32_MAX)
		return -1;
	*out = (uid_t)n;
	return 0;
}

static void set(char **place, const char *value)
{
	free(*place);
	*place = gx_strdup(value);
}

/* One "key: value" line; -1 when its value makes no sense. */
static int parse_line(const char *line, struct gx_marker *m)
{
	const char *value = strstr(line, ": ");
	size_t n;

	if (!value)
		return -1;
	n = (size_t)(value - line);
	value += 2;
	if (n == 2 && !strncmp(line, "id", n))
		return id_ok(value) ? set(&m->id, value), 0 : -1;
	if (n == 6 && !strncmp(line, "prefix", n))
		return *value == '/' ? set(&m->prefix, value), 0 : -1;
	if (n == 3 && !strncmp(line, "way", n))
		return parse_way(value, &m->way);
	if (n == 5 && !strncmp(line, "owner", n))
		return parse_uid(value, &m->owner);
	if (n == 2 && !strncmp(line, "gx", n))
		set(&m->gx, value);
	return 0;
}

int gx_marker_parse(const char *text, size_t len, struct gx_marker *out, struct gx_err *err)
{
	GX_AUTO(marker) struct gx_marker m = GX_MARKER_INIT;
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;
	GX_AUTO(free) char *copy = gx_strndup(text, len);

	gx_strv_split(&lines, copy, "\n");
	if (memchr(text, '\0', len) || !lines.n || strcmp(lines.v[0], HEADER))
		return gx_fail(err, GX_EINVALID, "not a store marker that this gx knows");
	for (size_t i = 1; i < lines.n; i++)
		if (parse_line(lines.v[i], &m) < 0)
			return gx_fail(err, GX_EINVALID, "malformed store marker, line %zu", i + 1);
	if (!m.id || !m.prefix || m.owner == (uid_t)-1)
		return gx_fail(err, GX_EINVALID, "incomplete store marker");
	gx_marker_clear(out);
	*out = m;
	m = (struct gx_marker)GX_MARKER_INIT;
	return 0;
}

int gx_marker_read(const char *file, struct gx_marker *out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int r = gx_file_read(file, FILE_MAX, &text, err);

	if (r)
		return r;
	if (gx_marker_parse(gx_buf_str(&text), text.len, out, err) < 0)
		return gx_err_prefix(err, "%s", file);
	return 0;
}
