/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which channels a profile's entry came from: the property `provenance' of its manifest, as
 * Guix writes it:
 *
 *	((provenance (repository (version 0) (url U) [(branch B)] (commit C) (name N)
 *	                         [(introduction I)]) …) …) */
#include <string.h>

#include "channel/forms.h"
#include "net/url.h"

static void add_text(struct gx_buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	gx_buf_addf(out, " (%s ", name);
	gx_sexp_add_string(out, value);
	gx_buf_addc(out, ')');
}

void gx_channel_provenance(const struct gx_channel *channel, struct gx_buf *out)
{
	GX_AUTO(buf) struct gx_buf signer = GX_BUF_INIT;
	/* Everybody can read the store, and what is made of it goes to others. */
	GX_AUTO(free) char *url = gx_url_shown(channel->url);

	gx_buf_adds(out, "(repository (version 0)");
	add_text(out, "url", url);
	add_text(out, "branch", channel->branch);
	add_text(out, "commit", channel->commit);
	gx_buf_addf(out, " (name %s)", channel->name);
	if (channel->intro_commit) {
		gx_fingerprint_format(channel->intro_signer, &signer);
		gx_buf_adds(out, " (introduction (channel-introduction (version 0)");
		add_text(out, "commit", channel->intro_commit);
		add_text(out, "signer", gx_buf_str(&signer));
		gx_buf_adds(out, "))");
	}
	gx_buf_addc(out, ')');
}

int gx_channels_of_properties(const char *properties, struct gx_channels *out,
			      struct gx_err *err)
{
	GX_AUTO(sexp) struct gx_sexp *doc = NULL;
	const struct gx_sexp *list;

	if (gx_sexp_parse(properties, strlen(properties), &doc, err) < 0)
		return -1;
	list = gx_sexp_find(gx_sexp_at(doc, 0), "provenance");
	for (size_t i = 1; list && i < list->n; i++) {
		struct gx_channel channel;

		if (gx_channel_read_source(list->items[i], &channel, err) < 0)
			return gx_err_prefix(err, "provenance");
		gx_channels_add(out, &channel);
		gx_channel_clear(&channel);
	}
	return 0;
}
