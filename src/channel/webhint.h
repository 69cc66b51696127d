/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to do when a repository cannot be reached by HTTP.  All return -1. */
#ifndef GX_CHANNEL_WEBHINT_H
#define GX_CHANNEL_WEBHINT_H

#include "channel/websettings.h"

/* Add to ERR, the words of a request that failed, a hint that fits FAULT. */
int gx_webhint_fault(const struct gx_websettings *settings, const struct gx_url *url,
		     enum gx_stream_fault fault, struct gx_err *err);
/* How to give a user and a password for URL. */
int gx_webhint_login(const struct gx_url *url, struct gx_err *err);
/* The content has TYPE, which is not git's. */
int gx_webhint_no_repository(const char *type, struct gx_err *err);
/* Set ERR for an answer with STATUS. */
int gx_webhint_status(long status, struct gx_err *err);

#endif
