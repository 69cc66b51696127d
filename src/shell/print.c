/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of variables as shell commands. */
#include "shell/shell.h"

#include "util/quote.h"

void gx_shell_format(const struct gx_env_change *env, size_t n, bool pure,
		     struct gx_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		if (env[i].op == GX_ENV_UNSET) {
			gx_buf_addf(out, "unset %s\n", env[i].name);
			continue;
		}
		gx_buf_addf(out, "export %s=\"", env[i].name);
		gx_quote_inside(out, env[i].value);
		if (env[i].op == GX_ENV_PREFIX && !pure) {
			gx_buf_addf(out, "${%s:+", env[i].name);
			gx_quote_inside(out, env[i].separator);
			gx_buf_addf(out, "$%s}", env[i].name);
		}
		gx_buf_adds(out, "\"\n");
	}
}
