/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions, and wishes for versions as the tools of Ruby, Node, Python and Go write them. */
#ifndef GX_CLI_INIT_VERSION_H
#define GX_CLI_INIT_VERSION_H

#include "util/util.h"

/* Below, above or equal to zero as A is older or newer than B, by their numbers. */
int gx_version_compare(const char *a, const char *b);
/* Does VERSION fulfil WANTED?  "3.4" stands for all 3.4.N; "~> 3.4", "~=3.4", "^22.1", "~22.1",
 * ">=3.8,<4,!=3.9", "18 - 22" and "20 || >=22" mean what they mean to their tools; words
 * without a number ("latest") accept all. */
bool gx_version_fits(const char *version, const char *wanted);
/* Is WANTED one version, without an operator? */
bool gx_version_is_plain(const char *wanted);

#endif
