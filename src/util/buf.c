/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing byte buffers. */
#include "util/util.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gx_buf_clear(struct gx_buf *buf)
{
	free(buf->data);
	*buf = (struct gx_buf)GX_BUF_INIT;
}

void gx_buf_reset(struct gx_buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

char *gx_buf_reserve(struct gx_buf *buf, size_t extra)
{
	size_t need = buf->len + extra + 1;

	if (need < extra)
		abort();
	if (need > buf->cap) {
		size_t cap = buf->cap ? buf->cap : 64;

		while (cap < need)
			cap = cap > SIZE_MAX / 2 ? need : cap * 2;
		buf->data = gx_realloc(buf->data, cap);
		buf->cap = cap;
	}
	return buf->data + buf->len;
}

void gx_buf_add(struct gx_buf *buf, const void *data, size_t len)
{
	char *p = gx_buf_reserve(buf, len);

	if (len)
		memcpy(p, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void gx_buf_adds(struct gx_buf *buf, const char *s)
{
	gx_buf_add(buf, s, strlen(s));
}

void gx_buf_addc(struct gx_buf *buf, char c)
{
	gx_buf_add(buf, &c, 1);
}

void gx_buf_addf(struct gx_buf *buf, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	gx_buf_reserve(buf, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(buf->data + buf->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf->len += (size_t)n;
}

const char *gx_buf_str(const struct gx_buf *buf)
{
	return buf->data ? buf->data : "";
}

char *gx_buf_take(struct gx_buf *buf)
{
	char *s = buf->data ? buf->data : gx_strdup("");

	*buf = (struct gx_buf)GX_BUF_INIT;
	return s;
}
