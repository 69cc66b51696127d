/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for people, on stderr.  Only src/cli and the programs' mains speak;
 * other folders return errors or call back. */
#ifndef GX_LOG_H
#define GX_LOG_H

enum gx_log_level { GX_LOG_QUIET, GX_LOG_NORMAL, GX_LOG_VERBOSE };

/* How much is said by this process. */
void gx_log_set_level(enum gx_log_level level);
enum gx_log_level gx_log_level(void);
/* May stderr be coloured?  (a terminal whose TERM is not "dumb" and CLICOLOR not 0, or
 * CLICOLOR_FORCE; NO_COLOR forbids it in any case) */
bool gx_log_colour(void);
void gx_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void gx_detail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));	/* verbose only */
void gx_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Tell ERR (util/diagnostic.h): "gx: error: FILE:LINE:COLUMN: MESSAGE", excerpt, "hint: …". */
void gx_complain(const struct gx_err *err);
/* The exit status of a failure with ERR: 2 for usage, 3 for not realised, else 1. */
int gx_exit_status(const struct gx_err *err);

#endif
