/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header structure of rpm, all integers big-endian:
 *
 *	8e ad e8 01 00000000	magic, version, reserved
 *	u32 n			entries in the index
 *	u32 bytes		in the store
 *	n × { u32 tag, u32 type, u32 offset in the store, u32 count }
 *	the store		values, aligned to their size
 *
 * The first entry is a region: 16 bytes at the end of the store, { tag, 7, -16 n, 16 }, that
 * mark everything before them as signed together. */
#include "pack/rpm_header.h"

#include <string.h>

enum { TYPE_INT16 = 3, TYPE_INT32 = 4, TYPE_STRING = 6, TYPE_BIN = 7, TYPE_STRINGS = 8,
       TYPE_I18N = 9 };

void gx_rpm_header_init(struct gx_rpm_header *header)
{
	*header = (struct gx_rpm_header){ GX_BUF_INIT, GX_BUF_INIT };
}

void gx_rpm_header_clear(struct gx_rpm_header *header)
{
	gx_buf_clear(&header->index);
	gx_buf_clear(&header->store);
}

static void put32(struct gx_buf *out, uint32_t value)
{
	unsigned char bytes[4] = { (unsigned char)(value >> 24), (unsigned char)(value >> 16),
				   (unsigned char)(value >> 8), (unsigned char)value };

	gx_buf_add(out, bytes, 4);
}

static void begin(struct gx_rpm_header *h, unsigned tag, unsigned type, size_t align,
		  size_t count)
{
	while (h->store.len % align)
		gx_buf_addc(&h->store, '\0');
	put32(&h->index, tag);
	put32(&h->index, type);
	put32(&h->index, (uint32_t)h->store.len);
	put32(&h->index, (uint32_t)count);
}

void gx_rpm_put_string(struct gx_rpm_header *h, const char *text)
{
	gx_buf_add(&h->store, text, strlen(text) + 1);
}

void gx_rpm_put_int16(struct gx_rpm_header *h, unsigned value)
{
	gx_buf_addc(&h->store, (char)(value >> 8));
	gx_buf_addc(&h->store, (char)value);
}

void gx_rpm_put_int32(struct gx_rpm_header *h, uint32_t value)
{
	put32(&h->store, value);
}

void gx_rpm_add_string(struct gx_rpm_header *h, unsigned tag, const char *text)
{
	begin(h, tag, TYPE_STRING, 1, 1);
	gx_rpm_put_string(h, text);
}

void gx_rpm_add_i18n(struct gx_rpm_header *h, unsigned tag, const char *text)
{
	begin(h, tag, TYPE_I18N, 1, 1);
	gx_rpm_put_string(h, text);
}

void gx_rpm_begin_strings(struct gx_rpm_header *h, unsigned tag, size_t count)
{
	begin(h, tag, TYPE_STRINGS, 1, count);
}

void gx_rpm_begin_int16(struct gx_rpm_header *h, unsigned tag, size_t count)
{
	begin(h, tag, TYPE_INT16, 2, count);
}

void gx_rpm_begin_int32(struct gx_rpm_header *h, unsigned tag, size_t count)
{
	begin(h, tag, TYPE_INT32, 4, count);
}

void gx_rpm_add_int32(struct gx_rpm_header *h, unsigned tag, uint32_t value)
{
	gx_rpm_begin_int32(h, tag, 1);
	gx_rpm_put_int32(h, value);
}

void gx_rpm_header_format(const struct gx_rpm_header *h, unsigned region, struct gx_buf *out)
{
	static const unsigned char magic[8] = { 0x8e, 0xad, 0xe8, 1 };
	uint32_t n = (uint32_t)(h->index.len / 16) + 1;

	gx_buf_add(out, magic, 8);
	put32(out, n);
	put32(out, (uint32_t)h->store.len + 16);
	put32(out, region);
	put32(out, TYPE_BIN);
	put32(out, (uint32_t)h->store.len);
	put32(out, 16);
	gx_buf_add(out, h->index.data, h->index.len);
	gx_buf_add(out, h->store.data, h->store.len);
	put32(out, region);
	put32(out, TYPE_BIN);
	put32(out, -(n * 16));
	put32(out, 16);
}
