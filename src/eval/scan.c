/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modules below some directories: their texts, imports and keys. */
#include "eval/scan_private.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

struct gx_scan *gx_scan_new(void)
{
	return gx_calloc(1, sizeof(struct gx_scan));
}

void gx_scan_add_root(struct gx_scan *scan, const char *root, enum gx_scan_root_kind kind)
{
	scan->roots = gx_reallocarray(scan->roots, scan->nroots + 1, sizeof *scan->roots);
	scan->roots[scan->nroots++] = (struct root){ gx_strdup(root), kind };
}

struct signature gx_signature(const struct stat *st)
{
	return (struct signature){
		st->st_dev, st->st_ino, st->st_size,
		(int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
		(int64_t)st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec,
	};
}

bool gx_signature_equal(const struct signature *a, const struct signature *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size
		&& a->mtime == b->mtime && a->ctime == b->ctime;
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

size_t gx_scan_lookup(const struct gx_scan *scan, const char *rel, size_t len)
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
	if (gx_scan_lookup(scan, rel, len) != GX_SCAN_NONE)
		return;
	if (scan->n == scan->cap) {
		scan->cap = scan->cap ? scan->cap * 2 : 256;
		scan->v = gx_reallocarray(scan->v, scan->cap, sizeof *scan->v);
	}
	m = &scan->v[scan->n];
	*m = (struct module){ .root = root, .rel = gx_strndup(rel, len) };
	m->source = gx_asprintf("%s/%s.scm", scan->roots[root].dir, m->rel);
	m->signature = gx_signature(st);
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

/* --- keys ----------------------------------------------------------------------------------- */

static void resolve_imports(struct gx_scan *scan, struct module *m)
{
	m->deps = gx_calloc(m->imports.n + 1, sizeof *m->deps);
	for (size_t i = 0; i < m->imports.n; i++) {
		const char *name = m->imports.v[i];
		bool quoted = *name == '\'';
		size_t other = gx_scan_lookup(scan, name + quoted, strlen(name + quoted));

		/* A package module that is looked up when needed decides nothing before; were it
		 * counted, core modules would be compiled anew with almost every commit. */
		if (other != GX_SCAN_NONE && !(quoted && scan->v[other].lazy))
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

/* Package modules of the core channel are those below gnu/packages; in other channels all
 * modules count as such. */
static void find_lazy(struct gx_scan *scan)
{
	GX_AUTO(free) bool *core = gx_calloc(scan->nroots + 1, sizeof *core);

	for (size_t i = 0; i < scan->nroots; i++) {
		GX_AUTO(free) char *mark = gx_path_join(scan->roots[i].dir, "guix/packages.scm");

		core[i] = gx_exists(mark);
	}
	for (size_t i = 0; i < scan->n; i++) {
		struct module *m = &scan->v[i];

		m->lazy = scan->roots[m->root].kind == GX_SCAN_CHANNEL
			&& (!core[m->root] || !strncmp(m->rel, "gnu/packages/", 13));
	}
}

void gx_scan_run(struct gx_scan *scan, const char *cache, const char *version)
{
	size_t *work;

	for (size_t i = 0; i < scan->nroots; i++)
		if (scan->roots[i].kind != GX_SCAN_PLAIN)
			walk(scan, i, "", 0);
	sort_modules(scan);
	find_lazy(scan);
	gx_scan_read_modules(scan, cache, version);
	work = gx_calloc(scan->n + 1, sizeof *work);
	for (size_t i = 0; i < scan->n; i++)
		resolve_imports(scan, &scan->v[i]);
	for (size_t i = 0; i < scan->n; i++)
		if (gx_scan_compilable(scan, i))
			compute_key(scan, i, version, work);
	free(work);
}

/* --- answers -------------------------------------------------------------------------------- */

size_t gx_scan_root_count(const struct gx_scan *scan)
{
	return scan->nroots;
}

const char *gx_scan_root(const struct gx_scan *scan, size_t i, enum gx_scan_root_kind *kind)
{
	*kind = scan->roots[i].kind;
	return scan->roots[i].dir;
}

size_t gx_scan_count(const struct gx_scan *scan)
{
	return scan->n;
}

size_t gx_scan_find(const struct gx_scan *scan, const char *rel, size_t len)
{
	size_t module = gx_scan_lookup(scan, rel, len);

	if (module == GX_SCAN_NONE)
		return GX_SCAN_NONE;
	for (size_t i = 0; i < scan->v[module].root; i++) {
		GX_AUTO(free) char *hidden = NULL;

		if (scan->roots[i].kind != GX_SCAN_PLAIN)
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

size_t gx_scan_root_of(const struct gx_scan *scan, size_t module)
{
	return scan->v[module].root;
}

const struct gx_hash *gx_scan_text(const struct gx_scan *scan, size_t module)
{
	return &scan->v[module].text;
}

const char *gx_scan_forms(const struct gx_scan *scan, size_t module)
{
	return scan->v[module].forms.n ? scan->v[module].forms.v[0] : NULL;
}

bool gx_scan_lazy(const struct gx_scan *scan, size_t module)
{
	const char *forms = gx_scan_forms(scan, module);

	return forms && strncmp(forms, "u ", 2);
}

bool gx_scan_compilable(const struct gx_scan *scan, size_t module)
{
	return scan->roots[scan->v[module].root].kind != GX_SCAN_PLAIN
		&& !gx_scan_lazy(scan, module);
}

bool gx_scan_same(const struct gx_scan *scan, size_t module, const struct stat *st)
{
	struct signature now = gx_signature(st);

	return gx_signature_equal(&now, &scan->v[module].signature);
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
