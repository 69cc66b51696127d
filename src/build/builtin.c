/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of builtin builders, and the process that runs one. */
#include "build/builtin.h"
#include "build/job.h"
#include "build/sandbox_script.h"
#include "net/download.h"
#include "profile/profile.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct told {
	double when;
	uint64_t done;
};

/* Lines "BYTES TOTAL" on the descriptor that the engine reads; ten a second will do. */
static int tell_progress(void *payload, uint64_t done, uint64_t total)
{
	struct told *last = payload;
	double now = gx_build_now();

	if (done == last->done || (now - last->when < 0.1 && done != total))
		return 0;
	*last = (struct told){ now, done };
	dprintf(GX_SANDBOX_PROGRESS_FD, "%llu %llu\n", (unsigned long long)done,
		(unsigned long long)total);
	return 0;
}

static int download(const struct gx_drv *drv, const char *output, struct gx_err *err)
{
	GX_AUTO(download) struct gx_download dl = GX_DOWNLOAD_INIT;
	struct told last = { 0, 0 };
	GX_AUTO(net) struct gx_net *net = gx_net_new(&(struct gx_net_opts){
		.hints = GX_BUILTIN_HINTS, .progress = tell_progress, .payload = &last });

	if (gx_download_from_drv(drv, &dl, err) < 0)
		return -1;
	return gx_download_run(net, &dl, output, NULL, NULL, err);
}

static int profile(const struct gx_drv *drv, const char *output, struct gx_err *err)
{
	return gx_profile_build(drv, GX_STORE_DIR, output, err);
}

static const struct gx_builtin table[] = {
	{ "download", download },
	{ "unpack-1", gx_builtin_unpack },
	{ "profile-1", profile },
};

static const char *const names[] = { "download", "git-download", "unpack-1", "profile-1", NULL };

const char *const *gx_build_builtins(void)
{
	return names;
}

static gx_builtin_fn *find_builtin(const char *name, const struct gx_builtin *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].name, name))
			return list[i].run;
	return NULL;
}

static int run_builtin(const char *name, const char *path, const struct gx_builtin *more,
		       size_t nmore, struct gx_err *err)
{
	gx_builtin_fn *run = find_builtin(name, table, GX_ARRAY_SIZE(table));
	GX_AUTO(drv) struct gx_drv *drv = NULL;
	const struct gx_drv_output *output;

	if (gx_drv_read(GX_STORE_DIR, path, &drv, err) < 0)
		return -1;
	output = gx_drv_output(drv, "out");
	if (!output || drv->noutputs != 1)
		return gx_fail(err, GX_EINVALID, "a builtin builder makes one output, `out'");
	if (!run)
		run = find_builtin(name, more, nmore);
	if (!run)
		return gx_fail(err, GX_ENOTFOUND, "this gx has no builtin builder `%s'", name);
	return run(drv, output->path, err);
}

int gx_build_builtin_main(int argc, char **argv, const struct gx_builtin *more, size_t nmore)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	umask(022);
	if (argc == 2 && run_builtin(argv[0], argv[1], more, nmore, &err) == 0)
		return 0;
	fprintf(stderr, "%s\n", argc == 2 ? gx_err_text(&err) : "two words are expected");
	if (err.hint)
		fprintf(stderr, "hint: %s\n", err.hint);
	return err.code == GX_EHASH ? GX_BUILTIN_WRONG_HASH : 1;
}
