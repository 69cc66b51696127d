/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a project's files say that it needs. */
#ifndef GX_CLI_INIT_PROJECT_H
#define GX_CLI_INIT_PROJECT_H

#include "util/util.h"

/* For the variables that setup-env.sh sets. */
enum gx_language {
	GX_LANGUAGE_NONE = 0,
	GX_LANGUAGE_RUBY = 1, GX_LANGUAGE_NODE = 2, GX_LANGUAGE_PYTHON = 4, GX_LANGUAGE_GO = 8,
};

struct gx_need {
	char *package;
	char *why;		/* "Gemfile: a Ruby project" */
	char *asked, *asked_in;	/* the version that a file wants, and its name; or NULL */
};
struct gx_project {
	struct gx_need *needs;	/* each package once */
	size_t nneeds;
	unsigned languages;	/* of enum gx_language */
	struct gx_strv seen;	/* the files that said something, relative */
	struct gx_strv notes;	/* sentences for the user */
};
#define GX_PROJECT_INIT { NULL, 0, 0, GX_STRV_INIT, GX_STRV_INIT }
void gx_project_clear(struct gx_project *project);
#define gx_cleanup_project gx_project_clear

/* Look at DIR.  Only files that cannot be read are errors; what is not understood, or larger
 * than people write, is passed over. */
int gx_project_scan(const char *dir, struct gx_project *out, struct gx_err *err);

/* The parts of it: PACKAGE is needed, FILE says why; FILE wants VERSION of PACKAGE. */
void gx_project_need(struct gx_project *project, const char *package, const char *file,
		     const char *why);
void gx_project_ask(struct gx_project *project, const char *package, const char *version,
		    const char *file);

/* Does a file called NAME (without directory) say anything about versions or libraries? */
bool gx_project_reads(const char *name);
/* Take that from its TEXT. */
void gx_project_read(struct gx_project *project, const char *name, const char *text, size_t len);
/* The libraries behind NAME, a dependency that FILE lists as one of KIND's. */
enum gx_dependency { GX_DEPENDENCY_GEM, GX_DEPENDENCY_NPM, GX_DEPENDENCY_PYTHON,
	GX_DEPENDENCY_GO, GX_DEPENDENCY_C };
void gx_project_depend(struct gx_project *project, enum gx_dependency kind, const char *name,
		       const char *file);

#endif
