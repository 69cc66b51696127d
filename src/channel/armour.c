/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenPGP's text form and its packets. */
#include <stdlib.h>
#include <string.h>

#include "channel/armour.h"

#define MAX_MPI_BITS 16384

static const char *line_end(const char *p, const char *end)
{
	const char *eol = memchr(p, '\n', (size_t)(end - p));

	return eol ? eol : end;
}

static bool starts(const char *p, const char *end, const char *what)
{
	size_t len = strlen(what);

	return (size_t)(end - p) >= len && !memcmp(p, what, len);
}

static bool is_blank_line(const char *p, const char *eol)
{
	while (p < eol && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	return p == eol;
}

static uint32_t crc24(const unsigned char *p, size_t len)
{
	uint32_t crc = 0xb704ce;

	while (len--) {
		crc ^= (uint32_t)*p++ << 16;
		for (int i = 0; i < 8; i++) {
			crc <<= 1;
			if (crc & 0x1000000)
				crc ^= 0x1864cfb;
		}
	}
	return crc & 0xffffff;
}

static int decode(const struct gx_buf *text, struct gx_buf *out)
{
	size_t n;

	if (gx_base64_decode(gx_buf_str(text), text->len,
			     gx_buf_reserve(out, text->len / 4 * 3 + 3), &n) < 0)
		return -1;
	out->len += n;
	out->data[out->len] = 0;
	return 0;
}

/* "=abcd", if the block has it, is the checksum of what came since BEFORE. */
static bool checksum_ok(const char *p, const char *eol, const struct gx_buf *out, size_t before)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT, sum = GX_BUF_INIT;
	uint32_t crc = crc24((const unsigned char *)out->data + before, out->len - before);

	gx_buf_add(&text, p + 1, eol - p >= 5 ? 4 : 0);
	return text.len == 4 && decode(&text, &sum) == 0 && sum.len == 3 &&
		crc == ((uint32_t)(unsigned char)sum.data[0] << 16 |
			(uint32_t)(unsigned char)sum.data[1] << 8 | (unsigned char)sum.data[2]);
}

/* One block, from behind its BEGIN line; *P moves behind its END line. */
static int open_block(const char **p, const char *end, struct gx_buf *out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	bool head = true, decoded = false;
	size_t before = out->len;

	gx_buf_reserve(out, 1);
	while (*p < end) {
		const char *line = *p, *eol = line_end(line, end);

		*p = eol < end ? eol + 1 : end;
		if (head) {	/* "Version: …", until an empty line */
			head = !is_blank_line(line, eol);
			continue;
		}
		if (starts(line, eol, "-----END PGP ")) {
			if (!decoded && decode(&text, out) < 0)
				break;
			return 0;
		}
		if (*line == '=' && !decoded) {
			decoded = true;
			if (decode(&text, out) < 0 || !checksum_ok(line, eol, out, before))
				break;
			continue;
		}
		while (eol > line && (eol[-1] == '\r' || eol[-1] == ' ' || eol[-1] == '\t'))
			eol--;
		gx_buf_add(&text, line, (size_t)(eol - line));
	}
	return gx_fail(err, GX_EINVALID, "malformed OpenPGP armour");
}

int gx_armour_open(const void *data, size_t len, struct gx_buf *out, struct gx_err *err)
{
	const char *p = data, *end = p + len;
	bool any = false;

	/* A packet's first byte has its highest bit set, which no text has. */
	if (len > 0 && (*p & 0x80)) {
		gx_buf_add(out, data, len);
		return 0;
	}
	while (p < end) {
		const char *line = p, *eol = line_end(p, end);

		p = eol < end ? eol + 1 : end;
		if (!starts(line, eol, "-----BEGIN PGP "))
			continue;
		if (open_block(&p, end, out, err) < 0)
			return -1;
		any = true;
	}
	return any ? 0 : gx_fail(err, GX_EINVALID, "no OpenPGP data");
}

int gx_pgp_take(struct gx_pgp_cursor *c, size_t n, struct gx_pgp_cursor *out)
{
	if (c->left < n)
		return -1;
	*out = (struct gx_pgp_cursor){ c->p, n };
	c->p += n;
	c->left -= n;
	return 0;
}

static int number(struct gx_pgp_cursor *c, size_t n, uint32_t *out)
{
	struct gx_pgp_cursor bytes;
	uint32_t v = 0;

	if (gx_pgp_take(c, n, &bytes) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | bytes.p[i];
	*out = v;
	return 0;
}

int gx_pgp_u8(struct gx_pgp_cursor *c, unsigned *out)
{
	uint32_t v;

	if (number(c, 1, &v) < 0)
		return -1;
	*out = v;
	return 0;
}

int gx_pgp_u16(struct gx_pgp_cursor *c, unsigned *out)
{
	uint32_t v;

	if (number(c, 2, &v) < 0)
		return -1;
	*out = v;
	return 0;
}

int gx_pgp_u32(struct gx_pgp_cursor *c, uint32_t *out)
{
	return number(c, 4, out);
}

int gx_pgp_mpi(struct gx_pgp_cursor *c, struct gx_pgp_cursor *out)
{
	unsigned bits;

	if (gx_pgp_u16(c, &bits) < 0 || bits > MAX_MPI_BITS)
		return -1;
	return gx_pgp_take(c, (bits + 7) / 8, out);
}

/* The length of a new-format packet. */
static int new_length(struct gx_pgp_cursor *c, uint32_t *out)
{
	unsigned a, b;

	if (gx_pgp_u8(c, &a) < 0)
		return -1;
	if (a < 192) {
		*out = a;
		return 0;
	}
	if (a == 255)
		return gx_pgp_u32(c, out);
	if (a >= 224 || gx_pgp_u8(c, &b) < 0)	/* parts are for data, which has no place here */
		return -1;
	*out = ((a - 192) << 8) + b + 192;
	return 0;
}

static int old_length(struct gx_pgp_cursor *c, unsigned kind, uint32_t *out)
{
	return kind == 3 ? -1 : number(c, (size_t)1 << kind, out);
}

int gx_pgp_next(struct gx_pgp_cursor *c, struct gx_pgp_packet *out, struct gx_err *err)
{
	unsigned head;
	uint32_t len;
	int rc;

	if (c->left == 0)
		return 1;
	gx_pgp_u8(c, &head);
	if (!(head & 0x80))
		return gx_fail(err, GX_EINVALID, "malformed OpenPGP packet");
	if (head & 0x40) {
		out->tag = (int)(head & 0x3f);
		rc = new_length(c, &len);
	} else {
		out->tag = (int)(head >> 2 & 0xf);
		rc = old_length(c, head & 3, &len);
	}
	if (rc < 0 || gx_pgp_take(c, len, &out->body) < 0)
		return gx_fail(err, GX_EINVALID, "malformed OpenPGP packet");
	return 0;
}
