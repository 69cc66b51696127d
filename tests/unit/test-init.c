/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wishes for versions, from a table of cases. */
#include "cli/init_version.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static void test_case(char *line)
{
	char *wanted = strchr(line, '\t'), *answer = wanted ? strchr(wanted + 1, '\t') : NULL;

	if (*line == '#' || !ok(answer != NULL, "three columns"))
		return;
	*wanted++ = 0;
	*answer++ = 0;
	ok(gx_version_fits(line, wanted) == !strcmp(answer, "yes"), "%s %s `%s'", line,
	   !strcmp(answer, "yes") ? "fits" : "does not fit", wanted);
}

int main(void)
{
	GX_AUTO(free) char *file = gx_asprintf("%s/init/versions.tsv", getenv("GX_TEST_DATA"));
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	ok(gx_file_read(file, 1 << 20, &text, NULL) == 0, "the table is there");
	gx_strv_split(&lines, gx_buf_str(&text), "\n");
	for (size_t i = 0; i < lines.n; i++)
		if (lines.v[i][0] != '#')
			test_case(lines.v[i]);
	ok(gx_version_compare("3.10", "3.9") > 0 && gx_version_compare("1", "1.0") == 0,
	   "versions are ordered by their numbers");
	ok(gx_version_is_plain("3.4.5") && !gx_version_is_plain(">=3") && !gx_version_is_plain("3.x"),
	   "a version is told from a range");
	return done();
}
