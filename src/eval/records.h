/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What crosses between gx and gx-eval beside the worker protocol: a sequence of records, each
 * a list of strings.
 *
 *	record = u64 count, count * (u64 length, bytes)		all little endian
 *
 * Requests:	kind K | system S | option O | channel NAME ROOT COMMIT URL SOURCE |
 *		load-path DIR | input KIND TEXT DEVELOPMENT
 * Results:	profile DRV OUT | output INPUT DRV NAME PATH | package NAME VERSION OUTPUT PATH |
 *		image FIELD OPTION FILE LINE COLUMN VALUE… |
 *		code TEXT | show TEXT | table TEXT | warning TEXT | error KEY VALUE… |
 *		trace TYPE NAME VALUE HASH DEV INO SIZE MTIME CTIME HAS | done
 *
 * A result without "done" comes from an evaluator that died. */
#ifndef GX_EVAL_RECORDS_H
#define GX_EVAL_RECORDS_H

#include "util/util.h"

/* Add RECORD to OUT: the number of its strings, then each with its length, 8 bytes little-endian. */
void gx_record_put(struct gx_buf *out, const struct gx_strv *record);
/* The record at *AT into OUT (cleared first), *AT moved behind it; +1 at END. */
int gx_record_next(const char **at, const char *end, struct gx_strv *out, struct gx_err *err);

#endif
