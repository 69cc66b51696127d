/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channels as values: copying, comparing, searching, writing. */
#include <stdlib.h>
#include <string.h>

#include "channel/forms.h"

static char *dup_or_null(const char *s)
{
	return s ? gx_strdup(s) : NULL;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

void gx_channel_clear(struct gx_channel *c)
{
	free(c->name);
	free(c->url);
	free(c->branch);
	free(c->commit);
	free(c->intro_commit);
	free(c->intro_signer);
	free(c->nar_hash);
	free(c->dir);
	*c = (struct gx_channel){ 0 };
}

void gx_channel_copy(struct gx_channel *dst, const struct gx_channel *src)
{
	*dst = (struct gx_channel){
		.name = dup_or_null(src->name),
		.url = dup_or_null(src->url),
		.branch = dup_or_null(src->branch),
		.commit = dup_or_null(src->commit),
		.intro_commit = dup_or_null(src->intro_commit),
		.intro_signer = dup_or_null(src->intro_signer),
		.nar_hash = dup_or_null(src->nar_hash),
		.dir = dup_or_null(src->dir),
		.installed = src->installed,
	};
}

bool gx_channel_equal(const struct gx_channel *a, const struct gx_channel *b)
{
	return same(a->name, b->name) && same(a->url, b->url) && same(a->branch, b->branch) &&
		same(a->commit, b->commit) && same(a->intro_commit, b->intro_commit) &&
		same(a->intro_signer, b->intro_signer);
}

bool gx_channel_is_pinned(const struct gx_channel *c)
{
	return c->commit && gx_id_ok(c->commit);
}

char *gx_channel_file_name(const struct gx_channel *c, const char *file)
{
	return c->commit ? gx_asprintf("channel %s@%.7s: %s", c->name, c->commit, file) :
		gx_asprintf("channel %s: %s", c->name, file);
}

void gx_channels_clear(struct gx_channels *list)
{
	for (size_t i = 0; i < list->n; i++)
		gx_channel_clear(&list->v[i]);
	free(list->v);
	*list = (struct gx_channels)GX_CHANNELS_INIT;
}

void gx_channels_add(struct gx_channels *list, const struct gx_channel *channel)
{
	list->v = gx_reallocarray(list->v, list->n + 1, sizeof *list->v);
	gx_channel_copy(&list->v[list->n++], channel);
}

const struct gx_channel *gx_channels_find(const struct gx_channels *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++) {
		if (!strcmp(list->v[i].name, name))
			return &list->v[i];
	}
	return NULL;
}

bool gx_channels_pinned(const struct gx_channels *list)
{
	for (size_t i = 0; i < list->n; i++) {
		if (!gx_channel_is_pinned(&list->v[i]))
			return false;
	}
	return true;
}

static void field(struct gx_buf *out, const char *indent, const char *name, const char *value)
{
	if (!value)
		return;
	gx_buf_addf(out, "\n%s(%s ", indent, name);
	gx_sexp_add_string(out, value);
	gx_buf_addc(out, ')');
}

/* "5e482d23…" in Guix's way: ten groups, two blanks in the middle. */
void gx_fingerprint_format(const char *hex, struct gx_buf *out)
{
	for (size_t i = 0; hex[i]; i++) {
		if (i > 0 && i % 4 == 0)
			gx_buf_adds(out, i == 20 ? "  " : " ");
		gx_buf_addc(out, hex[i] >= 'a' ? (char)(hex[i] - 32) : hex[i]);
	}
}

static void format_introduction(const struct gx_channel *c, bool as_data, const char *indent,
				struct gx_buf *out)
{
	GX_AUTO(buf) struct gx_buf signer = GX_BUF_INIT;

	if (!c->intro_commit)
		return;
	gx_fingerprint_format(c->intro_signer, &signer);
	gx_buf_addf(out, "\n%s(introduction\n%s  (%s", indent, indent, as_data ?
		    "channel-introduction (version 0)" : "make-channel-introduction");
	if (as_data) {
		gx_buf_addf(out, "\n%s   (commit \"%s\")\n%s   (signer \"%s\")))", indent,
			    c->intro_commit, indent, gx_buf_str(&signer));
	} else {
		gx_buf_addf(out, "\n%s   \"%s\"\n%s   (openpgp-fingerprint\n%s     \"%s\")))", indent,
			    c->intro_commit, indent, indent, gx_buf_str(&signer));
	}
}

void gx_channel_format(const struct gx_channel *c, bool as_data, bool introduction,
		       const char *indent, struct gx_buf *out)
{
	GX_AUTO(free) char *inner = gx_asprintf("%s  ", indent);

	gx_buf_addf(out, "%s(channel\n%s(name %s%s)", indent, inner, as_data ? "" : "'", c->name);
	field(out, inner, "url", c->url);
	field(out, inner, "branch", c->branch);
	field(out, inner, "commit", c->commit);
	if (introduction)
		format_introduction(c, as_data, inner, out);
	if (as_data)
		field(out, inner, "nar-hash", c->nar_hash);
	gx_buf_addc(out, ')');
}

void gx_channel_format_data(const struct gx_channel *c, struct gx_buf *out)
{
	gx_channel_format(c, true, true, "", out);
}

void gx_channels_format(const struct gx_channels *list, bool introductions, struct gx_buf *out)
{
	gx_buf_adds(out, "(list");
	for (size_t i = 0; i < list->n; i++) {
		GX_AUTO(buf) struct gx_buf one = GX_BUF_INIT;

		gx_channel_format(&list->v[i], false, introductions, "      ", &one);
		/* The first one stands on the line of `list'. */
		gx_buf_addf(out, "%s%s", i ? "\n" : " ", gx_buf_str(&one) + (i ? 0 : 6));
	}
	gx_buf_adds(out, ")\n");
}
