/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx pack: an environment as one file for other machines. */
#include "cli/command.h"
#include "cli/pack_args.h"
#include "cli/pack_output.h"
#include "cli/pack_prepare.h"

#include <stdio.h>

static int list_formats(void)
{
	printf("The formats of packs are:\n\n");
	for (const struct gx_pack_format_info *f = gx_pack_formats; f->name; f++)
		printf("  %-12s%s\n", f->name, f->summary);
	printf("  %-12s%s\n", "relocatable", "tarball whose programs run wherever it is: -R");
	return 0;
}

static int nothing_to_pack(struct gx_err *err)
{
	gx_fail(err, GX_EUSAGE, "nothing to pack was named");
	return gx_err_hint(err, gx_exists("manifest.scm") ? "gx pack -m manifest.scm"
							  : "name a package, or a file with -m");
}

static int run(struct gx_pack_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	int r;

	if (args->list_formats)
		return list_formats();
	if (!args->inputs.request.ninputs)
		return nothing_to_pack(err);
	if (gx_inputs_store(&store, err))
		return -1;
	r = gx_pack_prepare(store, args, err);
	if (r)
		return r < 0 ? -1 : 0;
	return gx_pack_output(store, args, err);
}

int gx_cmd_pack(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	GX_AUTO(pack_args) struct gx_pack_args args = GX_PACK_ARGS_INIT;
	int r = gx_pack_args_parse(&args, argc, argv, err);

	return r || args.help ? gx_command_stop(cmd, r ? r : 1) : run(&args, err);
}
