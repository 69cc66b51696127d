/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modules below some directories: their texts, imports and keys.  Private to gx-eval.
 *
 * Reading every file at each start would cost more than it saves, so what was found is kept
 * in an index beside the object files, a text file of lines
 *
 *	gx-index 1 VERSION WRITTEN-NS
 *	f REL DEV INO SIZE MTIME-NS CTIME-NS MACROS TEXT-HASH FORM-HASH
 *	i IMPORT			(of the file above)
 *
 * and an entry counts while the file's five numbers are the same and its times lie well
 * before the index was written. */
#ifndef GX_EVAL_SCAN_H
#define GX_EVAL_SCAN_H

#include "util/util.h"

#define GX_SCAN_NONE ((size_t)-1)

struct gx_scan;
struct gx_scan *gx_scan_new(void);
/* Roots in the order of the load path.  Not COMPILABLE: its modules only hide later ones. */
void gx_scan_add_root(struct gx_scan *scan, const char *root, bool compilable);
/* Find the modules and compute the keys; the index is kept in CACHE if not NULL. */
void gx_scan_run(struct gx_scan *scan, const char *cache, const char *version);

size_t gx_scan_root_count(const struct gx_scan *scan);
const char *gx_scan_root(const struct gx_scan *scan, size_t i, bool *compilable);
size_t gx_scan_count(const struct gx_scan *scan);
/* The module named by the first LEN bytes of REL, "guix/records", or GX_SCAN_NONE; also none
 * when a directory that is not compilable has it earlier. */
size_t gx_scan_find(const struct gx_scan *scan, const char *rel, size_t len);
const char *gx_scan_rel(const struct gx_scan *scan, size_t module);
const char *gx_scan_source(const struct gx_scan *scan, size_t module);
const struct gx_hash *gx_scan_key(const struct gx_scan *scan, size_t module);
/* Not when another root's module of the same name comes first. */
bool gx_scan_compilable(const struct gx_scan *scan, size_t module);
/* All module numbers, each after those that it imports unless they form a circle. */
void gx_scan_order(const struct gx_scan *scan, size_t *out);

#endif
