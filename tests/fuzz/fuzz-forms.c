/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a module's source: its forms lie one after the other and survive the index, which
 * may itself be any bytes. */
#include "eval/forms.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static void check_places(const struct gx_forms *forms, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < forms->n; i++) {
		if (forms->v[i].start < at || forms->v[i].end < forms->v[i].start
		    || forms->v[i].end > size)
			abort();
		at = forms->v[i].end;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(forms) struct gx_forms forms = GX_FORMS_INIT, again = GX_FORMS_INIT;
	GX_AUTO(forms) struct gx_forms wild = GX_FORMS_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT, second = GX_BUF_INIT;

	gx_forms_scan((const char *)data, size, &forms);
	check_places(&forms, size);
	gx_forms_format(&forms, &text);
	if (gx_forms_parse(gx_buf_str(&text), text.len, &again, NULL))
		abort();
	gx_forms_format(&again, &second);
	if (strcmp(gx_buf_str(&text), gx_buf_str(&second)))
		abort();
	gx_forms_parse((const char *)data, size, &wild, NULL);
	return 0;
}
