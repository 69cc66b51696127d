/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/data/forms: NAME.scm, and in NAME.forms what the scanner says of it. */
#include "eval/forms.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static void check(const char *name)
{
	GX_AUTO(free) char *source = gx_asprintf("%s/forms/%s.scm", getenv("GX_TEST_DATA"), name);
	GX_AUTO(free) char *wanted = gx_asprintf("%s/forms/%s.forms", getenv("GX_TEST_DATA"), name);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT, expected = GX_BUF_INIT, got = GX_BUF_INIT;
	GX_AUTO(forms) struct gx_forms forms = GX_FORMS_INIT, again = GX_FORMS_INIT;
	struct gx_err err = GX_ERR_INIT;

	if (gx_file_read(source, 1 << 20, &text, &err) || gx_file_read(wanted, 1 << 20, &expected,
								       &err))
		abort();
	gx_forms_scan(text.data, text.len, &forms);
	gx_forms_format(&forms, &got);
	is(gx_buf_str(&got), gx_buf_str(&expected), "the forms of %s are found", name);
	ok(!gx_forms_parse(got.data, got.len, &again, &err) && again.n == forms.n,
	   "and is read again");
}

int main(void)
{
	check("lexical");
	check("values");
	check("unfit");
	check("twice");
	check("assigned");
	return done();
}
