/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of `gx pack''s options.  GX_EUSAGE names the option, written with its dashes. */
#ifndef GX_PACK_VALUES_H
#define GX_PACK_VALUES_H

#include "util/util.h"

/* Add "NAME=VALUE" to LIST. */
int gx_pack_value_pair(struct gx_strv *list, const char *option, const char *value,
		       struct gx_err *err);
/* Add "8080", "53/udp" to LIST, as "8080/tcp". */
int gx_pack_value_port(struct gx_strv *list, const char *value, struct gx_err *err);
/* Is VALUE an absolute directory? */
int gx_pack_value_dir(const char *option, const char *value, struct gx_err *err);
/* Add it to LIST; the root cannot be a volume. */
int gx_pack_value_volume(struct gx_strv *list, const char *value, struct gx_err *err);
/* "30", "1m30s", "500ms": nanoseconds. */
int gx_pack_value_time(const char *option, const char *value, uint64_t *out,
		       struct gx_err *err);
int gx_pack_value_number(const char *option, const char *value, unsigned *out,
			 struct gx_err *err);
/* "TERM", "SIGTERM", "15", "SIGRTMIN+3": *OUT, freed before, becomes "SIGTERM", "15", …; yours. */
int gx_pack_value_signal(const char *value, char **out, struct gx_err *err);
/* *OUT, freed before, becomes the text of FILE; yours. */
int gx_pack_value_text(const char *file, char **out, struct gx_err *err);

#endif
