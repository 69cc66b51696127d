/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of `gx package' and of gx install, remove and upgrade, its short forms. */
#ifndef GX_PACKAGE_ARGS_H
#define GX_PACKAGE_ARGS_H

#include "cli/command.h"
#include "cli/inputs.h"

enum {
	GX_PACKAGE_ROLL_BACK = GX_OPT_OWN, GX_PACKAGE_KEEP, GX_PACKAGE_SHOW,
	GX_PACKAGE_SEARCH_PATHS, GX_PACKAGE_EXPORT_MANIFEST, GX_PACKAGE_EXPORT_CHANNELS,
	GX_PACKAGE_LIST_PROFILES, GX_PACKAGE_ALLOW_COLLISIONS, GX_PACKAGE_JSON,
};

/* What is done to generations before packages change, in this order. */
struct gx_package_step {
	int id;			/* GX_PACKAGE_ROLL_BACK, 'S' or 'd' */
	const char *value;	/* of 'S'; of 'd', or NULL */
};

struct gx_package_args {
	struct gx_inputs inputs;	/* what to install, and options that say what to remove,
					 * upgrade and keep (src/eval) */
	bool changes;			/* is the content of the profile to change? */
	struct gx_package_step *steps;
	size_t nsteps;
	int query;			/* 'l', 'I', 'A', 's' or a long option: what is asked; 0 */
	struct gx_strv words;		/* that belong to the query */
	const char *profile;		/* -p, or NULL */
	bool json;

	int mode;			/* while parsing: what an operand belongs to */
	bool upgrades, selective;
};
#define GX_PACKAGE_ARGS_INIT { .inputs = GX_INPUTS_INIT }

/* MODE: what operands mean at first, 'i', 'r', 'u' or 0 (they are refused).  0, +1 for --help,
 * -1.  Strings of ARGV are borrowed. */
int gx_package_args_parse(struct gx_package_args *args, const struct gx_command *cmd, int mode,
			  int argc, char **argv, struct gx_err *err);
void gx_package_args_clear(struct gx_package_args *args);
#define gx_cleanup_package_args gx_package_args_clear

#endif
