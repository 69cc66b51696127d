/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What git's configuration and variables say about reaching a URL by HTTP. */
#ifndef GX_CHANNEL_WEBSETTINGS_H
#define GX_CHANNEL_WEBSETTINGS_H

#include "channel/gitconfig.h"
#include "net/stream.h"

enum gx_redirects { GX_REDIRECT_INITIAL, GX_REDIRECT_ALWAYS, GX_REDIRECT_NEVER };

struct gx_websettings {
	struct gx_stream_settings stream;	/* its strings belong to TEXTS or the environment */
	struct gx_strv texts, headers, resolve;
	const char *ca_source;	/* which setting names the file of authorities; NULL: none */
	enum gx_redirects redirects;
	bool cert_protected;	/* the key has a password */
};
void gx_websettings_clear(struct gx_websettings *settings);

/* Read them for URL into OUT, which is cleared first.  FOREIGN: a redirection led there, so the
 * headers of settings that name no URL stay away.  GX_EINVALID: a value makes no sense. */
int gx_websettings_read(const struct gx_gitconfig *config, const struct gx_url *url, bool foreign,
			struct gx_websettings *out, struct gx_err *err);

#endif
