/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modules below some directories: their texts, imports, keys and forms.  Private to gx-eval.
 *
 * Reading every file at each start would cost more than it saves, so what was found is kept
 * in an index beside the object files, one for each list of channel directories (doc/formats.md).
 * An entry counts while the file's five numbers are the same and its times lie well before the
 * index was written; for a file of another tree, such as that of a new commit, while it has the
 * same content.  An index that is damaged or absent costs time only. */
#ifndef GX_EVAL_SCAN_H
#define GX_EVAL_SCAN_H

#include "util/util.h"

#include <sys/stat.h>

#define GX_SCAN_NONE ((size_t)-1)

struct gx_scan;
/* The process's one scan, which is never freed: add roots, then gx_scan_run. */
struct gx_scan *gx_scan_new(void);
enum gx_scan_root_kind {
	GX_SCAN_PLAIN,		/* the user's own: its modules only hide later ones */
	GX_SCAN_CHANNEL,	/* compiled, but for its package modules, which are lazy */
	GX_SCAN_OWN,		/* the engine's modules: compiled */
};
/* Roots in the order of the load path. */
void gx_scan_add_root(struct gx_scan *scan, const char *root, enum gx_scan_root_kind kind);
/* Find the modules and compute the keys; the index is kept in CACHE if not NULL. */
void gx_scan_run(struct gx_scan *scan, const char *cache, const char *version);

/* The roots in their order, and the modules in theirs; all texts are the scan's. */
size_t gx_scan_root_count(const struct gx_scan *scan);
const char *gx_scan_root(const struct gx_scan *scan, size_t i, enum gx_scan_root_kind *kind);
size_t gx_scan_count(const struct gx_scan *scan);
/* The module named by the first LEN bytes of REL, "guix/records", or GX_SCAN_NONE; also none
 * when a directory that is not compilable has it earlier. */
size_t gx_scan_find(const struct gx_scan *scan, const char *rel, size_t len);
const char *gx_scan_rel(const struct gx_scan *scan, size_t module);
const char *gx_scan_source(const struct gx_scan *scan, size_t module);
const struct gx_hash *gx_scan_key(const struct gx_scan *scan, size_t module);
size_t gx_scan_root_of(const struct gx_scan *scan, size_t module);
/* The SHA-256 of its source. */
const struct gx_hash *gx_scan_text(const struct gx_scan *scan, size_t module);
/* Its forms as gx_forms_format writes them if it is a package module, else NULL: the modules
 * below gnu/packages of a channel that has guix/packages.scm, all modules of other channels. */
const char *gx_scan_forms(const struct gx_scan *scan, size_t module);
/* Is it a package module whose forms may be evaluated one by one, as far as its text shows? */
bool gx_scan_lazy(const struct gx_scan *scan, size_t module);
/* Is it to be compiled?  The others never are. */
bool gx_scan_compilable(const struct gx_scan *scan, size_t module);
/* Is ST what its source looked like? */
bool gx_scan_same(const struct gx_scan *scan, size_t module, const struct stat *st);
/* All module numbers, each after those that it imports unless they form a circle. */
void gx_scan_order(const struct gx_scan *scan, size_t *out);

#endif
