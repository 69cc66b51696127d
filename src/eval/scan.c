/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modules below some directories: their texts, imports and keys. */
#include "eval/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SOURCE_MAX ((size_t)64 << 20)
#define INDEX_MAX ((size_t)64 << 20)
/* A file changed less than this before it was read may change again unnoticed. */
#define RACY_NS ((int64_t)2000000000)

struct signature {
	uint64_t dev, ino, size;
	int64_t mtime, ctime;
};

struct module {
	char *rel;			/* "guix/records" */
	char *source;
	size_t root;
	struct signature signature;
	bool read;			/* what follows is known */
	bool macros;			/* it may define macros */
	struct gx_hash text, form;	/* of the file, of its define-module */
	struct gx_strv imports;		/* names, sorted */
	size_t *deps, ndeps;		/* those of them that are modules here */
	struct gx_hash key;
	size_t mark;			/* of graph walks */
};

struct root {
	char *dir;
	bool compilable;
};

struct gx_scan {
	struct root *roots;
	size_t nroots;
	struct module *v;
	size_t n, cap;
	size_t *table;			/* index + 1 by rel */
	size_t slots;
	int64_t written;		/* when the index was, in nanoseconds */
	bool changed;			/* the index is out of date */
};

struct gx_scan *gx_scan_new(void)
{
	return gx_calloc(1, sizeof(struct gx_scan));
}

void gx_scan_add_root(struct gx_scan *scan, const char *root, bool compilable)
{
	scan->roots = gx_reallocarray(scan->roots, scan->nroots + 1, sizeof *scan->roots);
	scan->roots[scan->nroots++] = (struct root){ gx_strdup(root), compilable };
}

/* --- the table of names --------------------------------------------------------------------- */

static size_t *slot(const struct gx_scan *scan, const char *rel, size_t len)
{
	size_t key = 5381, i;

	for (i = 0; i < len; i++)
		key = key * 33 + (unsigned char)rel[i];
	for (i = key & (scan->slots - 1); scan->table[i]; i = (i + 1) & (scan->slots - 1)) {
		const char *name = scan->v[scan->table[i] - 1].rel;

		if (!strncmp(name, rel, len) && !name[len])
			break;
	}
	return &scan->table[i];
}

static size_t lookup(const struct gx_scan *scan, const char *rel, size_t len)
{
	size_t i = scan->slots ? *slot(scan, rel, len) : 0;

	return i ? i - 1 : GX_SCAN_NONE;
}

static void grow(struct gx_scan *scan)
{
	free(scan->table);
	scan->slots = scan->slots ? scan->slots * 2 : 1024;
	scan->table = gx_calloc(scan->slots, sizeof *scan->table);
	for (size_t i = 0; i < scan->n; i++)
		*slot(scan, scan->v[i].rel, strlen(scan->v[i].rel)) = i + 1;
}

/* The first root that has a module wins, as on the load path. */
static void add_module(struct gx_scan *scan, size_t root, const char *rel, size_t len,
		       const struct stat *st)
{
	struct module *m;

	if (scan->n * 2 >= scan->slots)
		grow(scan);
	if (lookup(scan, rel, len) != GX_SCAN_NONE)
		return;
	if (scan->n == scan->cap) {
		scan->cap = scan->cap ? scan->cap * 2 : 256;
		scan->v = gx_reallocarray(scan->v, scan->cap, sizeof *scan->v);
	}
	m = &scan->v[scan->n];
	*m = (struct module){ .root = root, .rel = gx_strndup(rel, len) };
	m->source = gx_asprintf("%s/%s.scm", scan->roots[root].dir, m->rel);
	m->signature = (struct signature){
		st->st_dev, st->st_ino, st->st_size,
		(int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
		(int64_t)st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec,
	};
	*slot(scan, rel, len) = ++scan->n;
}

static bool is_source(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && !strcmp(name + len - 4, ".scm");
}

static void walk(struct gx_scan *scan, size_t root, const char *rel, unsigned depth)
{
	GX_AUTO(free) char *path = gx_path_join(scan->roots[root].dir, rel);
	DIR *dir = depth > 32 ? NULL : opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		GX_AUTO(free) char *child = NULL;
		struct stat st;

		if (entry->d_name[0] == '.')
			continue;
		child = *rel ? gx_path_join(rel, entry->d_name) : gx_strdup(entry->d_name);
		/* Links to directories could lead round in circles. */
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW)
		    || (S_ISLNK(st.st_mode) && (fstatat(dirfd(dir), entry->d_name, &st, 0)
						|| S_ISDIR(st.st_mode))))
			continue;
		if (S_ISDIR(st.st_mode))
			walk(scan, root, child, depth + 1);
		else if (S_ISREG(st.st_mode) && is_source(entry->d_name))
			add_module(scan, root, child, strlen(child) - 4, &st);
	}
	if (dir)
		closedir(dir);
}

/* --- what a source file says ---------------------------------------------------------------- */

static bool symbol_char(char c)
{
	return c > ' ' && !strchr("()[]{}\"';`,#|", c);
}

/* The list of symbols that opens at TEXT[0] == '(' as a path, "guix/records", into OUT; the
 * position after its ")", or NULL when it is something else. */
static const char *symbol_list(const char *text, const char *end, char *out, size_t size)
{
	size_t n = 0;

	for (text++; text < end && *text != ')';) {
		if (symbol_char(*text)) {
			if (n)
				out[n++] = '/';
			while (text < end && symbol_char(*text) && n + 2 < size)
				out[n++] = *text++;
		} else if (strchr(" \t\n", *text)) {
			text++;
			continue;
		} else {
			return NULL;
		}
		if (n + 3 >= size)
			return NULL;
	}
	out[n] = '\0';
	return text < end && n ? text + 1 : NULL;
}

/* Whatever looks like the name of a module is taken for an import: that finds all of them,
 * and those that a build-side expression imports too. */
static void find_imports(const char *text, size_t len, struct gx_strv *out)
{
	const char *end = text + len;
	char name[256];

	for (const char *p = memchr(text, '(', len); p;
	     p = memchr(p, '(', end - p)) {
		const char *after = symbol_list(p, end, name, sizeof name);

		if (after && strchr(name, '/'))
			gx_strv_push(out, name);
		p = after ? after : p + 1;
	}
	gx_strv_sort(out);
	gx_strv_uniq(out);
}

/* The end of the form at the start of TEXT; good enough for a define-module form: parentheses
 * in strings, characters and comments would only make it longer or shorter the same way each
 * time. */
static size_t form_length(const char *text, size_t len)
{
	size_t depth = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '(')
			depth++;
		else if (text[i] == ')' && depth && !--depth)
			return i + 1;
	}
	return len;
}

/* A top-level form that can define nothing but plain variables. */
static bool plain_form(const char *line)
{
	static const char *const heads[] = {
		"(define-module ", "(define-public ", "(define ", "(define* ",
		"(define*-public ", "(define-deprecated ", "(export ",
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(heads); i++)
		if (!strncmp(line, heads[i], strlen(heads[i])))
			return true;
	return false;
}

/* May it define macros, or anything that its importers' code could contain? */
static bool may_define_macros(const char *text)
{
	static const char *const words[] = {
		"syntax", "macro", "inlinable", "record-type", "integrable", "condition-type",
		"eval-when", "include",
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(words); i++)
		if (strstr(text, words[i]))
			return true;
	if (*text == '(' && !plain_form(text))
		return true;
	for (const char *p = strstr(text, "\n("); p; p = strstr(p + 1, "\n("))
		if (!plain_form(p + 1))
			return true;
	return false;
}

static void read_module(struct module *m)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	const char *form;

	m->read = true;
	gx_strv_clear(&m->imports);
	if (gx_file_read(m->source, SOURCE_MAX, &text, &err))
		gx_buf_reset(&text);
	gx_hash_data(GX_HASH_SHA256, gx_buf_str(&text), text.len, &m->text);
	form = strstr(gx_buf_str(&text), "(define-module");
	m->macros = !form || may_define_macros(gx_buf_str(&text));
	if (form)
		gx_hash_data(GX_HASH_SHA256, form,
			     form_length(form, text.data + text.len - form), &m->form);
	else
		m->form = m->text;
	find_imports(gx_buf_str(&text), text.len, &m->imports);
}

/* --- the index ------------------------------------------------------------------------------ */

static char *index_name(const struct gx_scan *scan, const char *cache)
{
	struct gx_hasher *hasher = gx_hasher_new(GX_HASH_SHA256);
	GX_AUTO(free) char *text = NULL;
	struct gx_hash hash;

	for (size_t i = 0; i < scan->nroots; i++)
		if (scan->roots[i].compilable)
			gx_hasher_add(hasher, scan->roots[i].dir,
				      strlen(scan->roots[i].dir) + 1);
	gx_hasher_end(hasher, &hash);
	text = gx_base32_str(hash.bytes, 20);
	return gx_asprintf("%s/index-%s", cache, text);
}

static bool parse_hash(const char *text, struct gx_hash *out)
{
	out->algo = GX_HASH_SHA256;
	out->len = GX_SHA256_SIZE;
	return gx_base16_decode(text, strlen(text), out->bytes, out->len) == 0;
}

static bool settled(const struct gx_scan *scan, const struct signature *s)
{
	return s->mtime + RACY_NS < scan->written && s->ctime + RACY_NS < scan->written;
}

/* One "f" line: the module that it still describes, or NULL. */
static struct module *parse_entry(struct gx_scan *scan, const char *line)
{
	char rel[256], text[65], form[65];
	unsigned long long dev, ino, size;
	long long mtime, ctime;
	struct module *m;
	size_t i;
	int macros;

	if (sscanf(line, "f %255s %llu %llu %llu %lld %lld %d %64s %64s", rel, &dev, &ino, &size,
		   &mtime, &ctime, &macros, text, form) != 9)
		return NULL;
	i = lookup(scan, rel, strlen(rel));
	m = i == GX_SCAN_NONE ? NULL : &scan->v[i];
	if (!m || m->read || m->signature.dev != dev || m->signature.ino != ino
	    || m->signature.size != size || m->signature.mtime != mtime
	    || m->signature.ctime != ctime || !settled(scan, &m->signature)
	    || !parse_hash(text, &m->text) || !parse_hash(form, &m->form))
		return NULL;
	m->macros = macros;
	m->read = true;
	return m;
}

static void read_index(struct gx_scan *scan, const char *path, const char *version)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct module *m = NULL;
	char format[64];
	long long written;
	char *line, *next;

	if (gx_file_read(path, INDEX_MAX, &text, &err)
	    || sscanf(gx_buf_str(&text), "gx-index 1 %63s %lld", format, &written) != 2
	    || strcmp(format, version))
		return;
	scan->written = written;
	for (line = text.data; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (line[0] == 'f')
			m = parse_entry(scan, line);
		else if (line[0] == 'i' && line[1] == ' ' && m)
			gx_strv_push(&m->imports, line + 2);
	}
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

	gx_buf_addf(out, "f %s %llu %llu %llu %lld %lld %d %s %s\n", m->rel,
		    (unsigned long long)s->dev, (unsigned long long)s->ino,
		    (unsigned long long)s->size, (long long)s->mtime, (long long)s->ctime,
		    m->macros, text, form);
	for (size_t i = 0; i < m->imports.n; i++)
		gx_buf_addf(out, "i %s\n", m->imports.v[i]);
}

/* Only a convenience: a failure to write it is nobody's concern. */
static void write_index(const struct gx_scan *scan, const char *cache, const char *path,
			const char *version, int64_t started)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	gx_buf_addf(&out, "gx-index 1 %s %lld\n", version, (long long)started);
	for (size_t i = 0; i < scan->n; i++)
		if (scan->roots[scan->v[i].root].compilable)
			format_entry(&scan->v[i], &out);
	if (!gx_mkdirs(cache, 0755, &err))
		gx_file_write(path, out.data, out.len, 0644, &err);
}

/* --- keys ----------------------------------------------------------------------------------- */

static void resolve_imports(struct gx_scan *scan, struct module *m)
{
	m->deps = gx_calloc(m->imports.n + 1, sizeof *m->deps);
	for (size_t i = 0; i < m->imports.n; i++) {
		size_t other = lookup(scan, m->imports.v[i], strlen(m->imports.v[i]));

		if (other != GX_SCAN_NONE)
			m->deps[m->ndeps++] = other;
	}
}

/* Everything that MODULE imports, directly or not, itself excluded; marked with MARK. */
static size_t closure(struct gx_scan *scan, size_t module, size_t mark, size_t *out)
{
	size_t n = 0;

	scan->v[module].mark = mark;
	for (size_t done = 0, at = module;; at = out[done++]) {
		const struct module *m = &scan->v[at];

		for (size_t i = 0; i < m->ndeps; i++) {
			if (scan->v[m->deps[i]].mark == mark)
				continue;
			scan->v[m->deps[i]].mark = mark;
			out[n++] = m->deps[i];
		}
		if (done == n)
			return n;
	}
}

static void compute_key(struct gx_scan *scan, size_t module, const char *version, size_t *work)
{
	struct module *m = &scan->v[module];
	struct gx_hasher *hasher = gx_hasher_new(GX_HASH_SHA256);
	size_t mark = module + 1;

	closure(scan, module, mark, work);

	gx_hasher_add(hasher, "gx-go-1", 8);
	gx_hasher_add(hasher, version, strlen(version) + 1);
	gx_hasher_add(hasher, m->rel, strlen(m->rel) + 1);
	gx_hasher_add(hasher, m->text.bytes, m->text.len);
	/* The order of the modules is by name (gx_scan_run sorts them). */
	for (size_t i = 0; i < scan->n; i++) {
		const struct module *other = &scan->v[i];
		const struct gx_hash *hash = other->macros ? &other->text : &other->form;

		if (other->mark != mark || i == module)
			continue;
		gx_hasher_add(hasher, other->rel, strlen(other->rel) + 1);
		gx_hasher_add(hasher, hash->bytes, hash->len);
	}
	gx_hasher_end(hasher, &m->key);
}

static int by_rel(const void *a, const void *b)
{
	return strcmp(((const struct module *)a)->rel, ((const struct module *)b)->rel);
}

static void sort_modules(struct gx_scan *scan)
{
	if (!scan->n)
		return;
	qsort(scan->v, scan->n, sizeof *scan->v, by_rel);
	memset(scan->table, 0, scan->slots * sizeof *scan->table);
	for (size_t i = 0; i < scan->n; i++)
		*slot(scan, scan->v[i].rel, strlen(scan->v[i].rel)) = i + 1;
}

static void read_modules(struct gx_scan *scan, const char *cache, const char *version)
{
	GX_AUTO(free) char *index = cache ? index_name(scan, cache) : NULL;
	int64_t started = now_ns();

	if (index)
		read_index(scan, index, version);
	for (size_t i = 0; i < scan->n; i++) {
		if (scan->v[i].read)
			continue;
		read_module(&scan->v[i]);
		scan->changed = true;
	}
	if (index && scan->changed)
		write_index(scan, cache, index, version, started);
}

void gx_scan_run(struct gx_scan *scan, const char *cache, const char *version)
{
	size_t *work;

	for (size_t i = 0; i < scan->nroots; i++)
		if (scan->roots[i].compilable)
			walk(scan, i, "", 0);
	sort_modules(scan);
	read_modules(scan, cache, version);
	work = gx_calloc(scan->n + 1, sizeof *work);
	for (size_t i = 0; i < scan->n; i++)
		resolve_imports(scan, &scan->v[i]);
	for (size_t i = 0; i < scan->n; i++)
		compute_key(scan, i, version, work);
	free(work);
}

/* --- answers -------------------------------------------------------------------------------- */

size_t gx_scan_root_count(const struct gx_scan *scan)
{
	return scan->nroots;
}

const char *gx_scan_root(const struct gx_scan *scan, size_t i, bool *compilable)
{
	*compilable = scan->roots[i].compilable;
	return scan->roots[i].dir;
}

size_t gx_scan_count(const struct gx_scan *scan)
{
	return scan->n;
}

size_t gx_scan_find(const struct gx_scan *scan, const char *rel, size_t len)
{
	size_t module = lookup(scan, rel, len);

	if (module == GX_SCAN_NONE)
		return GX_SCAN_NONE;
	for (size_t i = 0; i < scan->v[module].root; i++) {
		GX_AUTO(free) char *hidden = NULL;

		if (scan->roots[i].compilable)
			continue;
		hidden = gx_asprintf("%s/%.*s.scm", scan->roots[i].dir, (int)len, rel);
		if (gx_exists(hidden))
			return GX_SCAN_NONE;
	}
	return module;
}

const char *gx_scan_rel(const struct gx_scan *scan, size_t module)
{
	return scan->v[module].rel;
}

const char *gx_scan_source(const struct gx_scan *scan, size_t module)
{
	return scan->v[module].source;
}

const struct gx_hash *gx_scan_key(const struct gx_scan *scan, size_t module)
{
	return &scan->v[module].key;
}

bool gx_scan_compilable(const struct gx_scan *scan, size_t module)
{
	return scan->roots[scan->v[module].root].compilable;
}

static void visit(const struct gx_scan *scan, size_t module, bool *seen, size_t *out, size_t *n)
{
	const struct module *m = &scan->v[module];

	if (seen[module])
		return;
	seen[module] = true;
	for (size_t i = 0; i < m->ndeps; i++)
		visit(scan, m->deps[i], seen, out, n);
	out[(*n)++] = module;
}

void gx_scan_order(const struct gx_scan *scan, size_t *out)
{
	bool *seen = gx_calloc(scan->n + 1, sizeof *seen);
	size_t n = 0;

	for (size_t i = 0; i < scan->n; i++)
		visit(scan, i, seen, out, &n);
	free(seen);
}
