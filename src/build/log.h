/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing one build's log, compressed, and remembering its end. */
#ifndef GX_BUILD_LOG_H
#define GX_BUILD_LOG_H

#include "build/build.h"

struct gx_build_log;
/* A new log at PATH, whose folders are made; a log that was there is no longer that. */
int gx_build_log_open(const char *path, struct gx_build_log **out, struct gx_err *err);
/* What cannot be written is lost, but for its last part, which gx_build_log_tail tells. */
void gx_build_log_add(struct gx_build_log *log, const char *text, size_t len);
/* Finishes the file; what could not be written is lost, for a log is no reason to fail. */
void gx_build_log_close(struct gx_build_log *log);
/* At most LINES of its last lines into OUT, each after PREFIX. */
void gx_build_log_tail(const struct gx_build_log *log, unsigned lines, const char *prefix,
		       struct gx_buf *out);

#endif
