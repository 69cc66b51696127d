/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of `gx pack'. */
#ifndef GX_PACK_ARGS_H
#define GX_PACK_ARGS_H

#include "cli/inputs.h"
#include "cli/shell_args.h"
#include "pack/pack.h"

enum gx_sbom { GX_SBOM_NONE, GX_SBOM_SPDX, GX_SBOM_CYCLONEDX };

struct gx_pack_args {
	struct gx_inputs inputs;
	struct gx_shell_args words;	/* the inputs again, as gx shell would have them: the key
					 * of their evaluation in the cache */
	bool forget;			/* do not remember it there */
	struct gx_pack_opts opts;
	struct gx_strv recipe;		/* the words that decide the pack, to make it again;
					 * --manifest=N or --file=N stands for the Nth source */
	size_t nsources;		/* inputs that gx_pack_args_is_source */
	bool list_formats, help, derivation, provenance, has_entry_point, has_health;
	bool localstatedir;
	char *profile_name;		/* --profile-name, or NULL: guix-profile */
	enum gx_sbom sbom;
	char *push;			/* REGISTRY/NAME:TAG */
	char *output;			/* -o, or NULL */
	char *root;			/* -r, or NULL */
};
#define GX_PACK_ARGS_INIT { .inputs = GX_INPUTS_INIT, .words = GX_SHELL_ARGS_INIT }

extern const struct gx_opt gx_opts_pack[];

/* Parse ARGV: 0, +1 for --help, -1.  What can be checked without a profile is checked. */
int gx_pack_args_parse(struct gx_pack_args *args, int argc, char *const *argv,
		       struct gx_err *err);
/* Is INPUT a file, or the text of a stream, that -m or --file named? */
bool gx_pack_args_is_source(const struct gx_eval_input *input);
/* Take the option NAME, one that decides what is in the pack, as if VALUE (NULL if it has none)
 * came from the command line. */
int gx_pack_args_option(struct gx_pack_args *args, const char *name, const char *value,
			struct gx_err *err);
void gx_pack_args_clear(struct gx_pack_args *args);
#define gx_cleanup_pack_args gx_pack_args_clear

#endif
