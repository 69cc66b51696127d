/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing our own environment. */
#include "shell/variables.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

/* What a clean environment still has: as Guix. */
static const char *const precious[] = {
	"HOME", "USER", "LOGNAME", "DISPLAY", "XAUTHORITY", "TERM", "TZ", "PAGER", NULL
};
/* And what tests and nested shells need to find the same store. */
static const char *const ours[] = {
	"GX_STORE_ROOT", "GX_LIBEXEC", "GX_DATADIR", "GX_EXTRA_CA", "GX_SHELL_LEVEL", "__GX_RC", NULL
};

static bool in_list(const char *const *list, const char *name, size_t len)
{
	for (; *list; list++)
		if (strlen(*list) == len && !memcmp(*list, name, len))
			return true;
	return false;
}

static int compile(const struct gx_strv *keep, regex_t *out, size_t *n, struct gx_err *err)
{
	for (*n = 0; keep && *n < keep->n; (*n)++)
		if (regcomp(&out[*n], keep->v[*n], REG_EXTENDED | REG_NOSUB)) {
			gx_fail(err, GX_EUSAGE, "'%s' is not a regular expression",
				keep->v[*n]);
			return -1;
		}
	return 0;
}

static bool is_kept(const char *variable, const regex_t *keep, size_t n)
{
	size_t len = strcspn(variable, "=");
	GX_AUTO(free) char *name = gx_strndup(variable, len);

	if (in_list(precious, name, len) || in_list(ours, name, len))
		return true;
	for (size_t i = 0; i < n; i++)
		if (!regexec(&keep[i], name, 0, NULL, 0))
			return true;
	return false;
}

/* Forget all variables but those that are kept. */
static int purify(const struct gx_shell_plan *plan, struct gx_err *err)
{
	size_t n, kept = 0, all = plan->keep ? plan->keep->n : 0;
	GX_AUTO(free) regex_t *keep = gx_calloc(all, sizeof *keep);
	int r = compile(plan->keep, keep, &n, err);

	for (size_t i = 0; r == 0 && environ[i]; i++)
		if (is_kept(environ[i], keep, n))
			environ[kept++] = environ[i];
	if (r == 0)
		environ[kept] = NULL;
	for (size_t i = 0; i < n; i++)
		regfree(&keep[i]);
	return r;
}

static void apply(const struct gx_env_change *change)
{
	const char *old = getenv(change->name);
	GX_AUTO(free) char *both = NULL;

	if (change->op == GX_ENV_UNSET) {
		unsetenv(change->name);
		return;
	}
	if (change->op == GX_ENV_PREFIX && old && *old) {
		both = gx_asprintf("%s%s%s", change->value, change->separator, old);
		setenv(change->name, both, 1);
		return;
	}
	setenv(change->name, change->value, 1);
}

static void count_level(void)
{
	const char *level = getenv("GX_SHELL_LEVEL");
	GX_AUTO(free) char *text = NULL;

	text = gx_asprintf("%d", (level ? atoi(level) : 0) + 1);
	setenv("GX_SHELL_LEVEL", text, 1);
}

int gx_variables_apply(const struct gx_shell_plan *plan, struct gx_err *err)
{
	if (plan->pure && purify(plan, err) < 0)
		return -1;
	for (size_t i = 0; i < plan->nenv; i++)
		apply(&plan->env[i]);
	setenv("GX_ENVIRONMENT", plan->profile, 1);
	setenv("GUIX_ENVIRONMENT", plan->profile, 1);
	if (plan->project)
		setenv("GX_PROJECT", plan->project, 1);
	count_level();
	return 0;
}

char *gx_variables_script(const struct gx_shell_plan *plan)
{
	struct gx_buf text = GX_BUF_INIT;

	for (size_t i = 0; i < plan->nenv; i++) {
		const struct gx_env_change *c = &plan->env[i];

		if ((c->value && strpbrk(c->value, "\n\x1f")) || strpbrk(c->name, "\n\x1f"))
			continue;	/* no file of a store is called so */
		if (c->op == GX_ENV_UNSET)
			gx_buf_addf(&text, "u\x1f%s\x1f\x1f\n", c->name);
		else if (c->op == GX_ENV_SET || plan->pure)
			gx_buf_addf(&text, "s\x1f%s\x1f\x1f%s\n", c->name, c->value);
		else
			gx_buf_addf(&text, "p\x1f%s\x1f%s\x1f%s\n", c->name, c->separator,
				    c->value);
	}
	return gx_buf_take(&text);
}
