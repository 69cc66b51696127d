/* SPDX-License-Identifier: GPL-3.0-or-later */
/* builtin:download: what its derivation asks for, fetched. */
#include <stdlib.h>
#include <string.h>

#include "net/download.h"
#include "store/store.h"

void gx_download_clear(struct gx_download *dl)
{
	gx_strv_clear(&dl->urls);
	gx_strv_clear(&dl->places);
	free(gx_steal(&dl->name));
}

static int parse_hash(const struct gx_drv_output *out, struct gx_download *dl,
		      struct gx_err *err)
{
	const char *algo = out->algo;

	if (!strncmp(algo, "r:", 2)) {
		dl->recursive = true;
		algo += 2;
	}
	if (gx_hash_algo_parse(algo, &dl->hash.algo) < 0)
		return gx_fail(err, GX_EINVALID, "builtin:download: unknown hash `%s'", out->algo);
	dl->hash.len = gx_hash_algo_size(dl->hash.algo);
	if (gx_base16_decode(out->hash, strlen(out->hash), dl->hash.bytes, dl->hash.len) < 0)
		return gx_fail(err, GX_EINVALID, "builtin:download: malformed hash `%s'",
			       out->hash);
	return 0;
}

int gx_download_from_drv(const struct gx_drv *drv, struct gx_download *out, struct gx_err *err)
{
	GX_AUTO(download) struct gx_download dl = GX_DOWNLOAD_INIT;
	const struct gx_drv_output *o = gx_drv_output(drv, "out");
	const char *url = gx_drv_getenv(drv, "url"), *executable = gx_drv_getenv(drv, "executable");

	if (!url || !o || !gx_drv_is_fixed(drv))
		return gx_fail(err, GX_EINVALID, "builtin:download needs the variable `url' and "
			       "one output with a hash");
	dl.name = gx_drv_name(o->path);
	dl.executable = executable && !strcmp(executable, "1");
	if (parse_hash(o, &dl, err) < 0 || gx_places_parse(url, &dl.urls, err) < 0)
		return -1;
	if (gx_places_expand(&dl.urls, dl.recursive ? NULL : &dl.hash, dl.name, &dl.places,
			     err) < 0)
		return -1;
	*out = dl;
	dl = (struct gx_download)GX_DOWNLOAD_INIT;
	return 0;
}

int gx_download_run(struct gx_net *net, const struct gx_download *dl, const char *dest,
		    const char *partial_dir, struct gx_fetched *out, struct gx_err *err)
{
	struct gx_fetch fetch = {
		.name = dl->name, .places = &dl->places, .hash = &dl->hash,
		.recursive = dl->recursive, .executable = dl->executable,
		.partial_dir = partial_dir,
	};

	if (gx_net_fetch(net, &fetch, dest, out, err) == 0)
		return 0;
	gx_store_hint_space(-1, err);
	for (size_t i = 0; err && i < dl->urls.n; i++) {
		if (!strncmp(dl->urls.v[i], "mirror://debian/", 16) && !err->hint)
			gx_err_hint(err, "GX_DEBIAN_MIRROR=URL names another Debian mirror");
		if (!strncmp(dl->urls.v[i], "mirror://npm/", 13) && !err->hint)
			gx_err_hint(err, "GX_NPM_REGISTRY=URL names another npm registry");
	}
	return -1;
}
