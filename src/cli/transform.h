/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that change packages on their way into an environment: --with-input and its kin,
 * the same for gx build, shell, env, pack and package. */
#ifndef GX_TRANSFORM_H
#define GX_TRANSFORM_H

#include "cli/opts.h"

enum {
	GX_OPT_WITH_SOURCE = 340, GX_OPT_WITH_INPUT, GX_OPT_WITH_GRAFT, GX_OPT_WITH_GIT_URL,
	GX_OPT_WITH_BRANCH, GX_OPT_WITH_COMMIT, GX_OPT_WITH_PATCH, GX_OPT_WITH_CONFIGURE_FLAG,
	GX_OPT_WITH_VERSION, GX_OPT_WITH_LATEST, GX_OPT_WITH_DEBUG_INFO, GX_OPT_WITHOUT_TESTS,
};
#define GX_OPTS_TRANSFORM \
	{ GX_OPT_WITH_SOURCE, "with-source", "[PACKAGE=]SOURCE", \
	  "build PACKAGE from SOURCE, a file or directory" }, \
	{ GX_OPT_WITH_INPUT, "with-input", "PACKAGE=OTHER", \
	  "use OTHER wherever PACKAGE is needed, and rebuild what needs it" }, \
	{ GX_OPT_WITH_GRAFT, "with-graft", "PACKAGE=OTHER", \
	  "the same: nothing is grafted, all is rebuilt" }, \
	{ GX_OPT_WITH_GIT_URL, "with-git-url", "PACKAGE=URL", \
	  "build PACKAGE from the Git repository at URL" }, \
	{ GX_OPT_WITH_BRANCH, "with-branch", "PACKAGE=BRANCH", \
	  "build PACKAGE from BRANCH of its Git repository" }, \
	{ GX_OPT_WITH_COMMIT, "with-commit", "PACKAGE=COMMIT", \
	  "build PACKAGE from COMMIT of its Git repository" }, \
	{ GX_OPT_WITH_PATCH, "with-patch", "PACKAGE=FILE", "add the patch FILE to PACKAGE's source" }, \
	{ GX_OPT_WITH_CONFIGURE_FLAG, "with-configure-flag", "PACKAGE=FLAG", \
	  "add FLAG to those that PACKAGE is configured with" }, \
	{ GX_OPT_WITH_VERSION, "with-version", "PACKAGE=VERSION", \
	  "use the VERSION of PACKAGE that the channels have" }, \
	{ GX_OPT_WITH_DEBUG_INFO, "with-debug-info", "PACKAGE", \
	  "keep PACKAGE's debugging information" }, \
	{ GX_OPT_WITHOUT_TESTS, "without-tests", "PACKAGE", "build PACKAGE without running its tests" }, \
	{ GX_OPT_WITH_LATEST, "with-latest", "PACKAGE", NULL }	/* refused, with a reason */

/* The name of the option ID, "with-input", or NULL when it is none of the rows above. */
const char *gx_transform_name(int id);
/* VALUE as the evaluator wants it: files are made absolute; yours. */
char *gx_transform_value(int id, const char *value);
/* Does VALUE, so normalised, have the form that ID asks for, and do its files exist? */
int gx_transform_check(int id, const char *value, struct gx_err *err);

#endif
