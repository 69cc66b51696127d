/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channel forms, as the files that read and write them share. */
#ifndef GX_CHANNEL_FORMS_H
#define GX_CHANNEL_FORMS_H

#include "channel/channel.h"

/* Exactly 40 lower-case hexadecimal digits? */
bool gx_id_ok(const char *text);
/* The same in lower case if TEXT is 40 hexadecimal digits; yours, or NULL. */
char *gx_id_parse(const char *text);
/* (channel (name N) (url U) …), written as in a channels.scm, a .guix-channel or a lock. */
int gx_channel_read(const struct gx_sexp *form, struct gx_channel *out, struct gx_err *err);
/* (repository (version 0) (url U) … (name N)), as manifests of profiles have it. */
int gx_channel_read_source(const struct gx_sexp *form, struct gx_channel *out,
			   struct gx_err *err);
/* The reverse of gx_channel_read; AS_DATA: as in a lock, else as Scheme code. */
void gx_channel_format(const struct gx_channel *c, bool as_data, bool introduction,
		       const char *indent, struct gx_buf *out);
/* Forty hexadecimal digits, blanks ignored, made lower case; yours, or NULL. */
char *gx_fingerprint_parse(const char *text);
void gx_fingerprint_format(const char *hex, struct gx_buf *out);
/* All (channel …) items of LIST after its first; names may not repeat. */
int gx_channel_read_list(const struct gx_sexp *list, struct gx_channels *out,
			 struct gx_err *err);

#endif
