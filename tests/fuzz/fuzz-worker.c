/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker protocol fed with arbitrary bytes. */
#include "daemon/daemon.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *root;
static struct gx_store *store;

static void clean_up(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	gx_store_close(store);
	gx_remove_tree(root, &err);
	free(root);
}

static void open_store(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	if (gx_mkdtemp("/tmp/gx-fuzz-worker", &root, &err)
	    || setenv("GX_STORE_ROOT", root, 1)
	    || gx_store_open(&(struct gx_store_opts){ .root = root, .create = true }, &store,
			     &err))
		abort();
	atexit(clean_up);
}

static void serve(const uint8_t *data, size_t size, bool lazy)
{
	const struct gx_build_opts build = { .no_build = true };
	const struct gx_daemon_opts opts = { .lazy = lazy, .build = &build };
	GX_AUTO(fd) int in = memfd_create("in", MFD_CLOEXEC);
	GX_AUTO(fd) int out = open("/dev/null", O_WRONLY | O_CLOEXEC);
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(daemon) struct gx_daemon *d = gx_daemon_new(store, in, out, &opts);

	if (gx_fd_write(in, data, size, &err) || lseek(in, 0, SEEK_SET) < 0)
		abort();
	if (gx_daemon_run(d, &err) == 0)
		gx_daemon_commit(d, NULL, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!store)
		open_store();
	serve(data, size, true);
	serve(data, size, false);
	return 0;
}
