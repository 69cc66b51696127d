/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors and warnings as they are told: words for people, or one JSON object a line
 * (doc/diagnostics.md). */
#ifndef GX_DIAGNOSTIC_H
#define GX_DIAGNOSTIC_H

#include "util/util.h"

enum gx_diagnostic_form { GX_DIAGNOSTIC_TEXT, GX_DIAGNOSTIC_JSON };

/* The form of this process; "text" or "json", GX_EUSAGE for other words. */
int gx_diagnostic_set_form(const char *name, struct gx_err *err);
enum gx_diagnostic_form gx_diagnostic_form(void);

/* Add ERR to OUT in the form of this process, with a newline.  SEVERITY: "error", "warning". */
void gx_diagnostic_format(const struct gx_err *err, const char *severity, struct gx_buf *out);
/* "FILE:LINE:COLUMN: message" on one line, for a report about something larger; yours. */
char *gx_diagnostic_summary(const struct gx_err *err);
/* The word for scripts of ERR: its kind, or that of its code. */
const char *gx_diagnostic_code(const struct gx_err *err);

#endif
