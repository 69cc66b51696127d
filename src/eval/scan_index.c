/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index of what modules' sources say, a text file of lines:
 *
 *	gx-index 4 VERSION WRITTEN-NS
 *	f DEV INO SIZE MTIME-NS CTIME-NS MACROS TEXT-HASH FORM-HASH REL
 *	i IMPORT			(of the file above; after ' what is only quoted)
 *	b LENGTH			(then LENGTH bytes: its forms, see forms.h)
 *	end HASH			(SHA-256 of all before, in hexadecimal) */
#include "eval/scan_private.h"
#include "eval/recent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INDEX_MAX ((size_t)256 << 20)
#define PREFIX "index-"
/* A file changed less than this before it was read may change again unnoticed. */
#define RACY_NS ((int64_t)2000000000)
/* From so many unknown files on it pays to look for them in the indexes of other trees. */
#define OTHERS_FROM 16
#define OTHERS_MAX 3

struct entry {
	const char *rel;
	struct signature signature;
	bool macros;
	struct gx_hash text, form;
	const char *imports, *imports_end;	/* lines */
	const char *forms;			/* or NULL */
	size_t forms_len;
};

struct index {
	struct gx_buf text;
	int64_t written;
	struct entry *v;
	size_t n;
};

static void clear_index(struct index *index)
{
	gx_buf_clear(&index->text);
	free(index->v);
	*index = (struct index){ 0 };
}

static bool parse_hash(const char *text, struct gx_hash *out)
{
	out->algo = GX_HASH_SHA256;
	out->len = GX_SHA256_SIZE;
	return gx_base16_decode(text, strlen(text), out->bytes, out->len) == 0;
}

/* LINE is a string; what it says of itself points into it. */
static bool parse_file(const char *line, struct entry *out)
{
	char text[65], form[65];
	unsigned long long dev, ino, size;
	long long mtime, ctime;
	int macros, len;

	*out = (struct entry){ 0 };
	if (sscanf(line, "f %llu %llu %llu %lld %lld %d %64s %64s%n", &dev, &ino, &size, &mtime,
		   &ctime, &macros, text, form, &len) != 8 || line[len] != ' ')
		return false;
	out->rel = line + len + 1;
	out->signature = (struct signature){ dev, ino, size, mtime, ctime };
	out->macros = macros;
	return parse_hash(text, &out->text) && parse_hash(form, &out->form);
}

/* The lines of one entry behind its "f" line; NULL when they are damaged. */
static char *parse_rest(char *at, const char *end, struct entry *out)
{
	size_t length;
	char *digits;

	out->imports = at;
	while (end - at > 2 && at[0] == 'i' && at[1] == ' ') {
		char *newline = memchr(at, '\n', end - at);

		if (!newline)
			return NULL;
		at = newline + 1;
	}
	out->imports_end = at;
	if (end - at <= 2 || at[0] != 'b')
		return at;
	length = strtoul(at + 2, &digits, 10);
	at = digits;
	if (at == end || *at++ != '\n' || length > (size_t)(end - at))
		return NULL;
	out->forms = at;
	out->forms_len = length;
	return at + length;
}

static void add_entry(struct index *index, const struct entry *entry)
{
	if (!(index->n & (index->n - 1)))
		index->v = gx_reallocarray(index->v, index->n ? index->n * 2 : 1,
					   sizeof *index->v);
	index->v[index->n++] = *entry;
}

/* End the line at AT with a NUL; the start of the next, or NULL when it is cut off. */
static char *cut_line(char *at, char *end)
{
	char *newline = memchr(at, '\n', end - at);

	if (!newline)
		return NULL;
	*newline = '\0';
	return newline + 1;
}

/* What cannot be understood ends it: the rest counts as unknown. */
static int read_index(const char *path, const char *version, struct index *out)
{
	char *at, *next, *end;
	char format[64];
	long long written;

	*out = (struct index){ 0 };
	if (gx_recent_read(path, INDEX_MAX, &out->text))
		return -1;
	end = out->text.data + out->text.len;
	at = cut_line(out->text.data, end);
	if (!at || sscanf(out->text.data, "gx-index 4 %63s %lld", format, &written) != 2
	    || strcmp(format, version))
		return -1;
	out->written = written;
	for (; at && (next = cut_line(at, end)); ) {
		struct entry entry;

		if (!parse_file(at, &entry))
			break;
		at = parse_rest(next, end, &entry);
		if (at)
			add_entry(out, &entry);
	}
	return 0;
}

/* M is what ENTRY describes. */
static void take_entry(struct module *m, const struct entry *entry)
{
	const char *at = entry->imports;

	if (m->lazy != !!entry->forms)
		return;
	m->read = true;
	m->macros = entry->macros;
	m->text = entry->text;
	m->form = entry->form;
	while (at < entry->imports_end) {
		const char *newline = memchr(at, '\n', entry->imports_end - at);

		gx_strv_take(&m->imports, gx_strndup(at + 2, newline - at - 2));
		at = newline + 1;
	}
	if (entry->forms)
		gx_strv_take(&m->forms, gx_strndup(entry->forms, entry->forms_len));
}

static bool settled(const struct index *index, const struct signature *s)
{
	return s->mtime + RACY_NS < index->written && s->ctime + RACY_NS < index->written;
}

/* What an earlier run saw of the same files. */
static void take_own(struct gx_scan *scan, const struct index *index)
{
	for (size_t i = 0; i < index->n; i++) {
		const struct entry *entry = &index->v[i];
		size_t module = gx_scan_lookup(scan, entry->rel, strlen(entry->rel));
		struct module *m = module == GX_SCAN_NONE ? NULL : &scan->v[module];

		if (m && !m->read && gx_signature_equal(&m->signature, &entry->signature)
		    && settled(index, &m->signature))
			take_entry(m, entry);
	}
}

/* --- other trees' ------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return memcmp(x->text.bytes, y->text.bytes, GX_SHA256_SIZE);
}

struct others {
	struct index v[OTHERS_MAX];	/* entries sorted by text */
	size_t n;
};

static void read_others(struct others *others, const char *cache, const char *own,
			const char *version)
{
	GX_AUTO(strv) struct gx_strv found = GX_STRV_INIT;

	gx_recent_list(cache, own, &found);
	for (size_t i = 0; i < found.n && others->n < OTHERS_MAX; i++) {
		struct index *index = &others->v[others->n];

		if (!read_index(found.v[i], version, index) && index->n) {
			qsort(index->v, index->n, sizeof *index->v, by_text);
			others->n++;
		} else {
			clear_index(index);
		}
	}
}

/* M's text is hashed: does another tree have the same? */
static void take_other(struct module *m, const struct others *others)
{
	struct entry key = { .text = m->text };

	for (size_t i = 0; i < others->n && !m->read; i++) {
		const struct index *index = &others->v[i];
		const struct entry *found = bsearch(&key, index->v, index->n, sizeof *index->v,
						    by_text);

		if (found)
			take_entry(m, found);
	}
}

/* --- all together ------------------------------------------------------------------------- */

static void read_source(struct module *m, const struct others *others)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	if (gx_file_read(m->source, GX_SCAN_SOURCE_MAX, &text, &err))
		gx_buf_reset(&text);
	gx_hash_data(GX_HASH_SHA256, gx_buf_str(&text), text.len, &m->text);
	take_other(m, others);
	if (!m->read)
		gx_scan_take_source(m, gx_buf_str(&text), text.len);
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void format_entry(const struct module *m, struct gx_buf *out)
{
	GX_AUTO(free) char *text = gx_base16_str(m->text.bytes, m->text.len);
	GX_AUTO(free) char *form = gx_base16_str(m->form.bytes, m->form.len);
	const struct signature *s = &m->signature;

	gx_buf_addf(out, "f %llu %llu %llu %lld %lld %d %s %s %s\n", (unsigned long long)s->dev,
		    (unsigned long long)s->ino, (unsigned long long)s->size,
		    (long long)s->mtime, (long long)s->ctime, m->macros, text, form, m->rel);
	for (size_t i = 0; i < m->imports.n; i++)
		gx_buf_addf(out, "i %s\n", m->imports.v[i]);
	if (m->forms.n)
		gx_buf_addf(out, "b %zu\n%s", strlen(m->forms.v[0]), m->forms.v[0]);
}

static void write_index(const struct gx_scan *scan, const char *cache, const char *name,
			const char *version, int64_t started)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

	gx_buf_addf(&out, "gx-index 4 %s %lld\n", version, (long long)started);
	/* A name that is more than a line is read each time. */
	for (size_t i = 0; i < scan->n; i++)
		if (!strchr(scan->v[i].rel, '\n'))
			format_entry(&scan->v[i], &out);
	gx_recent_write(cache, name, &out);
}

/* Trees of different places have different indexes. */
static char *index_name(const struct gx_scan *scan)
{
	struct gx_hasher *hasher = gx_hasher_new(GX_HASH_SHA256);
	GX_AUTO(free) char *text = NULL;
	struct gx_hash hash;

	for (size_t i = 0; i < scan->nroots; i++)
		if (scan->roots[i].kind != GX_SCAN_PLAIN)
			gx_hasher_add(hasher, scan->roots[i].dir,
				      strlen(scan->roots[i].dir) + 1);
	gx_hasher_end(hasher, &hash);
	text = gx_base32_str(hash.bytes, 20);
	return gx_asprintf(PREFIX "%s", text);
}

static size_t count_unread(const struct gx_scan *scan)
{
	size_t n = 0;

	for (size_t i = 0; i < scan->n; i++)
		n += !scan->v[i].read;
	return n;
}

static void read_sources(struct gx_scan *scan, const struct others *others)
{
	for (size_t i = 0; i < scan->n; i++)
		if (!scan->v[i].read)
			read_source(&scan->v[i], others);
}

void gx_scan_read_modules(struct gx_scan *scan, const char *cache, const char *version)
{
	GX_AUTO(free) char *name = index_name(scan);
	GX_AUTO(free) char *path = cache ? gx_path_join(cache, name) : NULL;
	struct others others = { .n = 0 };
	int64_t started = now_ns();
	struct index own = { 0 };
	size_t unread;

	if (path && !read_index(path, version, &own))
		take_own(scan, &own);
	clear_index(&own);
	unread = count_unread(scan);
	if (path && unread >= OTHERS_FROM)
		read_others(&others, cache, name, version);
	read_sources(scan, &others);
	for (size_t i = 0; i < others.n; i++)
		clear_index(&others.v[i]);
	if (path && unread)
		write_index(scan, cache, name, version, started);
}
