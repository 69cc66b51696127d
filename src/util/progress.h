/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line on stderr that says what is going on, redrawn in place on a terminal; lines that
 * stay are printed above it.  Where stderr is no terminal only the lines that stay appear. */
#ifndef GX_PROGRESS_H
#define GX_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct gx_progress;
/* FD is normally 2. */
struct gx_progress *gx_progress_new(int fd);
/* Removes the line from the screen. */
void gx_progress_free(struct gx_progress *progress);
bool gx_progress_live(const struct gx_progress *progress);
/* The line now reads so (cut to the terminal's width); NULL or "" removes it.  Redrawn at
 * most ten times a second, so this may be called as often as one likes. */
void gx_progress_set(struct gx_progress *progress, const char *text);
/* Print text that stays, above the line; a newline is added if it lacks one. */
void gx_progress_print(struct gx_progress *progress, const char *text);
/* "3.4 MB", "812 kB", "17 B" into OUT. */
void gx_format_size(uint64_t bytes, char out[16]);

#endif
