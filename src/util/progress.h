/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is going on, on stderr, in one of four forms:
 *
 *	line	one line redrawn in place; what stays is printed above it (on a terminal)
 *	plain	only what stays, a line each (elsewhere)
 *	json	an object a line (doc/diagnostics.md)
 *	none	nothing
 */
#ifndef GX_PROGRESS_H
#define GX_PROGRESS_H

#include "util/util.h"

/* The form of this process: "line", "plain", "json", "none", or "auto"; GX_EUSAGE for other
 * words. */
int gx_progress_set_form(const char *name, struct gx_err *err);
/* Is it to be JSON? */
bool gx_progress_is_json(void);

struct gx_progress;
/* FD is normally 2. */
struct gx_progress *gx_progress_new(int fd);
/* Removes the line from the screen. */
void gx_progress_free(struct gx_progress *progress);
/* Is there a line to be redrawn? */
bool gx_progress_live(const struct gx_progress *progress);
/* May something be shown at all at this time?  Redrawing is for ten times a second. */
bool gx_progress_due(const struct gx_progress *progress);
/* The line now reads so (cut to the terminal's width); NULL or "" removes it.  As JSON:
 * {"event":"status","text":TEXT}. */
void gx_progress_set(struct gx_progress *progress, const char *text);
/* Print text that stays, above the line; a newline is added if it lacks one.  As JSON:
 * {"event":"message","text":TEXT}. */
void gx_progress_print(struct gx_progress *progress, const char *text);
/* Print an object that the caller has formatted, if the form is JSON. */
void gx_progress_object(struct gx_progress *progress, const char *object);

/* "3.4 MB", "812 kB", "17 B" into OUT. */
void gx_format_size(uint64_t bytes, char out[16]);
/* "0:09", "12:30", "3:02:10" into OUT. */
void gx_format_time(double seconds, char out[16]);

#endif
