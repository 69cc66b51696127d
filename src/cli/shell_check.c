/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx shell --check: what was found, in words. */
#include "cli/shell_check.h"

#include "shell/check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILE (4u << 20)

/* Line N of FILE without the blanks around it; yours, or NULL. */
static char *excerpt(const char *file, unsigned n)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	const char *at;
	size_t len;

	if (!n || gx_file_read(file, MAX_FILE, &text, NULL) != 0)
		return NULL;
	for (at = gx_buf_str(&text); n > 1 && at; n--)
		at = (at = strchr(at, '\n')) ? at + 1 : NULL;
	if (!at)
		return NULL;
	at += strspn(at, " \t");
	len = strcspn(at, "\n");
	while (len && isspace((unsigned char)at[len - 1]))
		len--;
	return len ? gx_strndup(at, len) : NULL;
}

static const char *what(const struct gx_clobber *c)
{
	switch (c->kind) {
	case GX_CLOBBER_REPLACED:
		return "is replaced: nothing of the environment is left in it";
	case GX_CLOBBER_UNSET:
		return "is unset";
	case GX_CLOBBER_BEHIND:
		return "gets something before what is the environment's";
	case GX_CLOBBER_SET:
		return "is set, which the environment unsets";
	default:
		return "the shell ends here, or waits for something";
	}
}

static void tell(const struct gx_clobber *c)
{
	GX_AUTO(free) char *line = excerpt(c->file, c->line);

	printf("%s:%u: %s%s%s\n", c->file, c->line, c->variable ? c->variable : "",
	       c->variable ? " " : "", what(c));
	if (line)
		printf("    %s\n", line);
}

int gx_shell_check_tell(const struct gx_shell_plan *plan, struct gx_err *err)
{
	GX_AUTO(clobbers) struct gx_clobbers found = GX_CLOBBERS_INIT;
	const char *set = getenv("SHELL");
	GX_AUTO(free) char *shell = gx_strdup(set && *set ? set : "/bin/bash");

	if (gx_shell_check(plan, shell, &found, err) < 0)
		return -1;
	for (size_t i = 0; i < found.n; i++)
		tell(&found.v[i]);
	if (!found.n) {
		gx_say("the start-up files of %s leave the environment as it is",
		       gx_path_base(shell));
		return 0;
	}
	gx_say("gx shell applies the environment again after these files; what they start "
	       "themselves, and other ways into it (direnv, gx hook), may lack it");
	return 1;
}
