/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as nix-base32, base64 or base16: what decodes is encoded to the same text. */
#include "fuzz.h"
#include "util/util.h"

#include <stdlib.h>
#include <string.h>

static void check(const char *encoded, const char *text, size_t len, bool same_case)
{
	if (strlen(encoded) != len || (same_case ? strncmp(encoded, text, len)
						 : strncasecmp(encoded, text, len)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	unsigned char *out = gx_malloc(size + 8);
	size_t n = size * 5 / 8;

	if (gx_base32_decode(text, size, out, n) == 0) {
		GX_AUTO(free) char *back = gx_base32_str(out, n);

		check(back, text, size, true);
	}
	if (gx_base16_decode(text, size, out, size / 2) == 0) {
		GX_AUTO(free) char *back = gx_base16_str(out, size / 2);

		check(back, text, size, false);
	}
	if (gx_base64_decode(text, size, out, &n) == 0 && n > size)
		abort();
	free(out);
	return 0;
}
