/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled modules, kept by what they were compiled from.  Private to gx-eval.
 *
 * The key of a module's object file is the SHA-256 over: this format's version, Guile's
 * version, its own text, and for each module that it imports, directly or not, the text if it
 * may define macros, else just its define-module form.  An object file KEY.go is Guile's own
 * followed by "gx-go-1\n" and the SHA-256 of all before (doc/formats.md).
 *
 * Guile finds them below GX_COMPILED_PREFIX, a directory that does not exist: the interposed
 * open and stat ask here, so the files need no particular place, name or date.  A damaged
 * file is removed and counts as absent. */
#ifndef GX_EVAL_COMPILED_H
#define GX_EVAL_COMPILED_H

#include "util/util.h"

#include <sys/stat.h>

#define GX_COMPILED_PREFIX "/.gx-compiled"

/* Object files are looked for in DIR; the first WRITABLE one receives new ones. */
void gx_compiled_add_dir(const char *dir, bool writable);
/* Modules below ROOT may be compiled ones, unless an earlier directory has the same. */
void gx_compiled_add_root(const char *root);
/* The engine's own modules, which come last. */
void gx_compiled_add_own(const char *root);
/* A directory of the load path whose modules are never compiled, but hide later ones. */
void gx_compiled_add_plain(const char *dir);
/* Read the roots' modules and compute their keys; VERSION is Guile's. */
void gx_compiled_scan(const char *version);

/* Where to keep what may be lost, or NULL; ours. */
const char *gx_compiled_writable(void);
/* The modules found; ours. */
struct gx_scan;
const struct gx_scan *gx_compiled_modules(void);

/* What the interposed functions ask.  The real file to open in place of PATH, or PATH itself
 * if it is below the prefix but not to be had; NULL for any other PATH. */
const char *gx_compiled_open_name(const char *path);
/* Is PATH an object file of ours?  Fills in ST, dated far in the future. */
bool gx_compiled_stat(const char *path, struct stat *st);

/* Call FN with each source file of the last root, our own modules. */
void gx_compiled_each_own(void (*fn)(void *payload, const char *source), void *payload);

/* --- compiling -------------------------------------------------------------------------- */

/* Call FN for each module that has no object file, package modules last and otherwise imports
 * first: its name below the root ("guix/records"), its source, and whether it is a package
 * module (scan.h). */
typedef void gx_compiled_missing_fn(void *payload, const char *rel, const char *source,
				    bool package);
void gx_compiled_missing(gx_compiled_missing_fn *fn, void *payload);
/* How many there are, without looking into the object files; PACKAGES of them, also counted
 * apart, are package modules. */
size_t gx_compiled_count_missing(size_t *packages);
/* Compile them in a child with the same directories, so that this process finds them.  After
 * PATIENCE milliseconds, or when only package modules are left, the child is left alone with what
 * remains: +2 in the first case; it ends by itself.  +1 when there is nowhere to put them.
 * Several compilers do it one after the other. */
int gx_compiled_ensure(int patience, struct gx_err *err);
/* In that child: nobody needs to wait any longer. */
void gx_compiled_release(void);
/* Hold the writable directory's lock until the process ends. */
int gx_compiled_lock(struct gx_err *err);
/* Do not try to compile the module REL again, which failed for that REASON, while it, its imports
 * and this evaluator are the same. */
void gx_compiled_give_up(const char *rel, const char *reason);
/* Take over the object file TMP, just compiled from the module REL. */
int gx_compiled_commit(const char *rel, const char *tmp, struct gx_err *err);
/* Where to compile to; NULL when no directory is writable.  Yours. */
char *gx_compiled_tmp(void);
/* Remove what the writable directory has of modules that were not scanned; or, by whoever holds
 * the lock, what nobody has read for so many days, and unfinished files. */
void gx_compiled_prune(void);
void gx_compiled_expire(unsigned days);

#endif
