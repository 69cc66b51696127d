/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that gx init makes of what a project needs and what the channels have. */
#ifndef GX_CLI_INIT_WRITE_H
#define GX_CLI_INIT_WRITE_H

#include "cli/index.h"
#include "cli/init_project.h"

/* A need, met by a package of the channels. */
struct gx_choice {
	const struct gx_need *need;	/* borrowed */
	char *version;			/* of the package; NULL: the channels have none */
	char *spec;			/* "node@22"; NULL likewise */
	bool fits;			/* the version is what was asked for, if anything was */
};
struct gx_choices {
	struct gx_choice *v;
	size_t n;
};
void gx_choices_clear(struct gx_choices *choices);
#define gx_cleanup_choices gx_choices_clear

/* For each need of PROJECT the newest package that fits, else the newest. */
void gx_choices_make(const struct gx_project *project, const struct gx_index *index,
		     struct gx_choices *out);
/* What manifest.scm says, as text. */
void gx_init_manifest(const struct gx_project *project, const struct gx_choices *choices,
		      struct gx_buf *out);
/* What setup-env.sh says; nothing when the project's languages need no variables. */
void gx_init_setup(const struct gx_project *project, struct gx_buf *out);

#endif
