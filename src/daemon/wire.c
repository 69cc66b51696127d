/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integers, strings and lists of the worker protocol. */
#include "daemon/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WIRE_BUFFER ((size_t)64 << 10)

void gx_wire_init(struct gx_wire *w, int in, int out)
{
	*w = (struct gx_wire){ .in = in, .out = out, .data = gx_malloc(WIRE_BUFFER) };
}

void gx_wire_clear(struct gx_wire *w)
{
	free(w->data);
	gx_buf_clear(&w->pending);
	*w = (struct gx_wire){ .in = -1, .out = -1 };
}

/* More bytes into the empty buffer; +1 at the end. */
static int fill(struct gx_wire *w, struct gx_err *err)
{
	ssize_t n;

	/* Whoever waits for the client must first let it see all answers. */
	if (w->pending.len && gx_wire_flush(w, err))
		return -1;
	do
		n = read(w->in, w->data, WIRE_BUFFER);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno != ECONNRESET)
		return gx_fail_errno(err, "read from the store's client");
	w->pos = 0;
	w->end = n > 0 ? (size_t)n : 0;
	return n <= 0;
}

int gx_wire_read(struct gx_wire *w, void *data, size_t len, struct gx_err *err)
{
	unsigned char *to = data;

	while (len) {
		size_t n = w->end - w->pos;

		if (!n) {
			int r = fill(w, err);

			if (r) {
				w->broken = true;
				return r < 0 ? -1 : gx_fail(err, GX_EINVALID,
					"the store's client hung up in the middle of a request");
			}
			continue;
		}
		if (n > len)
			n = len;
		memcpy(to, w->data + w->pos, n);
		w->pos += n;
		to += n;
		len -= n;
	}
	return 0;
}

static uint64_t from_le(const unsigned char *b)
{
	uint64_t n = 0;

	for (int i = 7; i >= 0; i--)
		n = n << 8 | b[i];
	return n;
}

int gx_wire_u64(struct gx_wire *w, uint64_t *out, struct gx_err *err)
{
	unsigned char b[8];

	if (gx_wire_read(w, b, sizeof b, err))
		return -1;
	*out = from_le(b);
	return 0;
}

int gx_wire_read_first(struct gx_wire *w, uint64_t *out, struct gx_err *err)
{
	if (w->pos == w->end) {
		int r = fill(w, err);

		if (r)
			return r;
	}
	return gx_wire_u64(w, out, err);
}

static int broken(struct gx_wire *w, struct gx_err *err, const char *why)
{
	w->broken = true;
	return gx_fail(err, GX_EINVALID, "worker protocol: %s", why);
}

/* LEN bytes and their padding, allocated only as fast as they arrive. */
static int read_padded(struct gx_wire *w, size_t max, struct gx_buf *out, struct gx_err *err)
{
	unsigned char padding[8];
	uint64_t len, left;

	if (gx_wire_u64(w, &len, err))
		return -1;
	if (len > max)
		return broken(w, err, "a string is too long");
	for (left = len; left;) {
		size_t n = left < WIRE_BUFFER ? left : WIRE_BUFFER;

		if (gx_wire_read(w, gx_buf_reserve(out, n), n, err))
			return -1;
		out->len += n;
		left -= n;
	}
	if (gx_wire_read(w, padding, -len & 7, err))
		return -1;
	for (size_t i = 0; i < (-len & 7); i++)
		if (padding[i])
			return broken(w, err, "padding is not zero");
	gx_buf_add(out, "", 0);
	return 0;
}

int gx_wire_text(struct gx_wire *w, struct gx_buf *out, struct gx_err *err)
{
	return read_padded(w, GX_WIRE_TEXT_MAX, out, err);
}

int gx_wire_string(struct gx_wire *w, char **out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	if (read_padded(w, GX_WIRE_STRING_MAX, &buf, err))
		return -1;
	if (buf.len && memchr(buf.data, 0, buf.len))
		return broken(w, err, "a string contains a zero byte");
	*out = gx_buf_take(&buf);
	return 0;
}

int gx_wire_list(struct gx_wire *w, struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv list = GX_STRV_INIT;
	uint64_t n;

	if (gx_wire_u64(w, &n, err))
		return -1;
	if (n > GX_WIRE_LIST_MAX)
		return broken(w, err, "a list is too long");
	while (n--) {
		char *s;

		if (gx_wire_string(w, &s, err))
			return -1;
		gx_strv_take(&list, s);
	}
	gx_strv_clear(out);
	*out = list;
	list = (struct gx_strv)GX_STRV_INIT;
	return 0;
}

void gx_wire_put_u64(struct gx_wire *w, uint64_t n)
{
	unsigned char b[8];

	for (int i = 0; i < 8; i++)
		b[i] = n >> (8 * i);
	gx_buf_add(&w->pending, b, sizeof b);
}

void gx_wire_put_data(struct gx_wire *w, const void *data, size_t len)
{
	gx_wire_put_u64(w, len);
	gx_buf_add(&w->pending, data, len);
	gx_buf_add(&w->pending, "\0\0\0\0\0\0\0", -len & 7);
}

void gx_wire_put_string(struct gx_wire *w, const char *s)
{
	gx_wire_put_data(w, s, strlen(s));
}

void gx_wire_put_list(struct gx_wire *w, const struct gx_strv *list)
{
	gx_wire_put_u64(w, list->n);
	for (size_t i = 0; i < list->n; i++)
		gx_wire_put_string(w, list->v[i]);
}

/* A client that has gone away must not kill us with SIGPIPE. */
static ssize_t send_some(int fd, const void *data, size_t len)
{
	ssize_t n = send(fd, data, len, MSG_NOSIGNAL);

	return n < 0 && errno == ENOTSOCK ? write(fd, data, len) : n;
}

int gx_wire_flush(struct gx_wire *w, struct gx_err *err)
{
	size_t done = 0;

	while (done < w->pending.len) {
		ssize_t n = send_some(w->out, w->pending.data + done, w->pending.len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			w->broken = true;
			return gx_fail_errno(err, "answer the store's client");
		}
		done += n;
	}
	gx_buf_reset(&w->pending);
	return 0;
}
