/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the trace of start-up files: what is found names a variable that was watched. */
#include "shell/check.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct gx_env_change env[] = {
		{ .op = GX_ENV_PREFIX, .name = (char *)"PATH", .value = (char *)"/p/bin",
		  .separator = (char *)":" },
		{ .op = GX_ENV_SET, .name = (char *)"CERT", .value = (char *)"/p/crt" },
		{ .op = GX_ENV_UNSET, .name = (char *)"GONE" },
		{ .op = GX_ENV_PREFIX, .name = (char *)"WIDE", .value = (char *)"/w",
		  .separator = (char *)" ; " },
		{ .op = GX_ENV_PREFIX, .name = (char *)"EMPTY", .value = (char *)"",
		  .separator = (char *)":" },
	};
	GX_AUTO(clobbers) struct gx_clobbers found = GX_CLOBBERS_INIT;

	gx_check_trace(env, GX_ARRAY_SIZE(env), size % 2, (const char *)data, size, &found);
	for (size_t i = 0; i < found.n; i++) {
		bool known = found.v[i].kind == GX_CLOBBER_END;

		for (size_t j = 0; !known && j < GX_ARRAY_SIZE(env); j++)
			known = !strcmp(found.v[i].variable, env[j].name);
		if (!known || !found.v[i].file)
			abort();
	}
	return 0;
}
