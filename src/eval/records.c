/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of strings as bytes. */
#include "eval/records.h"

#include <string.h>

#define FIELDS_MAX 1000

static void put_u64(struct gx_buf *out, uint64_t n)
{
	unsigned char b[8];

	for (int i = 0; i < 8; i++)
		b[i] = n >> (8 * i);
	gx_buf_add(out, b, sizeof b);
}

void gx_record_put(struct gx_buf *out, const struct gx_strv *record)
{
	put_u64(out, record->n);
	for (size_t i = 0; i < record->n; i++) {
		size_t len = strlen(record->v[i]);

		put_u64(out, len);
		gx_buf_add(out, record->v[i], len);
	}
}

static int next_u64(const char **at, const char *end, uint64_t *out, struct gx_err *err)
{
	uint64_t n = 0;

	if (end - *at < 8)
		return gx_fail(err, GX_EINVALID, "the evaluator's answer is cut off");
	for (int i = 7; i >= 0; i--)
		n = n << 8 | (unsigned char)(*at)[i];
	*at += 8;
	*out = n;
	return 0;
}

int gx_record_next(const char **at, const char *end, struct gx_strv *out, struct gx_err *err)
{
	uint64_t count = 0, len = 0;

	gx_strv_clear(out);
	if (*at == end)
		return 1;
	if (next_u64(at, end, &count, err))
		return -1;
	if (count > FIELDS_MAX)
		return gx_fail(err, GX_EINVALID, "the evaluator's answer is malformed");
	while (count--) {
		if (next_u64(at, end, &len, err))
			return -1;
		if (len > (uint64_t)(end - *at) || memchr(*at, 0, len))
			return gx_fail(err, GX_EINVALID, "the evaluator's answer is malformed");
		gx_strv_take(out, gx_strndup(*at, len));
		*at += len;
	}
	return 0;
}
