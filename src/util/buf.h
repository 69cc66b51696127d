/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing byte buffer; data is always followed by a NUL that len leaves out. */
#ifndef GX_BUF_H
#define GX_BUF_H

struct gx_buf {
	char *data;	/* never NULL once something was added */
	size_t len;
	size_t cap;
};

#define GX_BUF_INIT { NULL, 0, 0 }

void gx_buf_clear(struct gx_buf *buf);
#define gx_cleanup_buf gx_buf_clear
/* Forget the content, keep the memory. */
void gx_buf_reset(struct gx_buf *buf);
/* Make room for EXTRA more bytes and return where they go (len unchanged). */
char *gx_buf_reserve(struct gx_buf *buf, size_t extra);
void gx_buf_add(struct gx_buf *buf, const void *data, size_t len);
void gx_buf_adds(struct gx_buf *buf, const char *s);
void gx_buf_addc(struct gx_buf *buf, char c);
void gx_buf_addf(struct gx_buf *buf, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The content as a string ("" when empty), still owned by BUF. */
const char *gx_buf_str(const struct gx_buf *buf);
/* The content as a string of yours; BUF is empty afterwards. */
char *gx_buf_take(struct gx_buf *buf);

#endif
