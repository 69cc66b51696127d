/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header structure of rpm: tagged arrays. */
#ifndef GX_PACK_RPM_HEADER_H
#define GX_PACK_RPM_HEADER_H

#include "util/util.h"

/* Tags must be added in increasing order. */
struct gx_rpm_header {
	struct gx_buf index;	/* 16 bytes an entry: tag, type, offset, count */
	struct gx_buf store;
};

void gx_rpm_header_init(struct gx_rpm_header *header);
void gx_rpm_header_clear(struct gx_rpm_header *header);
#define gx_cleanup_rpm_header gx_rpm_header_clear

/* Add a tag; the tags come in ascending order. */
void gx_rpm_add_string(struct gx_rpm_header *header, unsigned tag, const char *text);
void gx_rpm_add_i18n(struct gx_rpm_header *header, unsigned tag, const char *text);
/* An array is begun, then gets exactly COUNT values of the type. */
void gx_rpm_begin_strings(struct gx_rpm_header *header, unsigned tag, size_t count);
void gx_rpm_begin_int16(struct gx_rpm_header *header, unsigned tag, size_t count);
void gx_rpm_begin_int32(struct gx_rpm_header *header, unsigned tag, size_t count);
void gx_rpm_put_string(struct gx_rpm_header *header, const char *text);
void gx_rpm_put_int16(struct gx_rpm_header *header, unsigned value);
void gx_rpm_put_int32(struct gx_rpm_header *header, uint32_t value);
/* An array of one. */
void gx_rpm_add_int32(struct gx_rpm_header *header, unsigned tag, uint32_t value);

/* Append the bytes of the header, its region tag REGION first. */
void gx_rpm_header_format(const struct gx_rpm_header *header, unsigned region,
			  struct gx_buf *out);

#endif
