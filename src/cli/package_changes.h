/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a transaction of `gx package' changes, for people and scripts. */
#ifndef GX_PACKAGE_CHANGES_H
#define GX_PACKAGE_CHANGES_H

#include "eval/eval.h"
#include "profile/profile.h"

/* All strings are borrowed from the manifest and the result. */
struct gx_package_change {
	const char *what;	/* "install", "remove", "upgrade", "downgrade", "rebuild" */
	const char *name, *output;
	const char *before, *after;	/* versions, or NULL */
};

/* From OLD to the packages of RESULT; OUT has room for all of both.  Returns how many. */
size_t gx_package_changes(const struct gx_manifest *old, const struct gx_eval_result *result,
			  struct gx_package_change *out);
void gx_package_tell(const struct gx_package_change *changes, size_t n);
/* On standard output: what the profile is now, or after a dry run would be. */
void gx_package_print_json(const char *profile, unsigned long number, const char *item,
			   const struct gx_package_change *changes, size_t n);
/* Warn about files that several packages of the profile that DRV built have, as its log tells. */
void gx_package_tell_collisions(struct gx_store *store, const char *drv);

#endif
