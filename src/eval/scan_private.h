/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scan.c, scan_source.c and scan_index.c share. */
#ifndef GX_SCAN_PRIVATE_H
#define GX_SCAN_PRIVATE_H

#include "eval/scan.h"

#include <sys/stat.h>

#define GX_SCAN_SOURCE_MAX ((size_t)64 << 20)

/* How a file looks from outside; equal ones have equal content, unless it was just changed. */
struct signature {
	uint64_t dev, ino, size;
	int64_t mtime, ctime;
};

struct module {
	char *rel;			/* "guix/records" */
	char *source;
	size_t root;
	struct signature signature;
	bool lazy;			/* its place is one of packages, see scan.h */
	bool read;			/* what follows is known */
	bool macros;			/* it may define macros */
	struct gx_hash text, form;	/* of the file, of its define-module */
	struct gx_strv imports;		/* names, sorted; after ' what is only quoted */
	struct gx_strv forms;		/* one string: see forms.h; only of lazy ones */
	size_t *deps, ndeps;		/* those of them that are modules here */
	struct gx_hash key;
	size_t mark;			/* of graph walks */
};

struct root {
	char *dir;
	enum gx_scan_root_kind kind;
};

struct gx_scan {
	struct root *roots;
	size_t nroots;
	struct module *v;
	size_t n, cap;
	size_t *table;			/* index + 1 by rel */
	size_t slots;
};

/* The module named by the first LEN bytes of REL, or GX_SCAN_NONE. */
size_t gx_scan_lookup(const struct gx_scan *scan, const char *rel, size_t len);
struct signature gx_signature(const struct stat *st);
bool gx_signature_equal(const struct signature *a, const struct signature *b);

/* Fill in what the text of M says. */
void gx_scan_take_source(struct module *m, const char *text, size_t len);

/* Read from the index in CACHE what it knows of the modules; then from indexes of other
 * channel trees what they know of files with the same content, and from the rest of the files
 * themselves. */
void gx_scan_read_modules(struct gx_scan *scan, const char *cache, const char *version);

#endif
