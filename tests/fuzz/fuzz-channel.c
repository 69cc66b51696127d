/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as channels.scm, .guix-channel, .guix-authorizations and a lock; what a lock says is
 * written so that it reads the same. */
#include "channel/channel.h"
#include "fuzz.h"
#include "util/excerpt.h"

#include <stdlib.h>
#include <string.h>

static void check_lock(const char *text, size_t size)
{
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT, again = GX_LOCK_INIT;
	GX_AUTO(buf) struct gx_buf first = GX_BUF_INIT, second = GX_BUF_INIT;

	if (gx_lock_parse(text, size, &lock, NULL) < 0)
		return;
	gx_lock_format(&lock, &first);
	if (gx_lock_parse(first.data, first.len, &again, NULL) < 0)
		abort();
	gx_lock_format(&again, &second);
	if (strcmp(first.data, second.data))
		abort();
}

/* As properties of a profile's entry: the sources that are found are written and read alike. */
static void check_sources(const char *text, size_t size)
{
	GX_AUTO(free) char *properties = gx_strndup(text, size);
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT, again = GX_CHANNELS_INIT;
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

	if (gx_channels_of_properties(properties, &list, NULL) < 0)
		return;
	gx_buf_adds(&out, "((provenance ");
	for (size_t i = 0; i < list.n; i++)
		gx_channel_provenance(&list.v[i], &out);
	gx_buf_adds(&out, "))");
	if (gx_channels_of_properties(out.data, &again, NULL) < 0 || again.n != list.n)
		abort();
	for (size_t i = 0; i < list.n; i++)
		if (!gx_channel_equal(&list.v[i], &again.v[i]))
			abort();
}

/* As an evaluation answers with them. */
static void check_data(const char *text, size_t size)
{
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT;

	if (gx_channels_parse_data(text, size, &list, NULL) < 0)
		return;
	for (size_t i = 0; i < list.n; i++) {
		GX_AUTO(channels) struct gx_channels again = GX_CHANNELS_INIT;
		GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

		gx_channel_format_data(&list.v[i], &out);
		if (gx_channels_parse_data(out.data, out.len, &again, NULL) < 0 || again.n != 1 ||
		    !gx_channel_equal(&again.v[0], &list.v[i]))
			abort();
	}
}

/* Wherever a fault is, it can be shown. */
static void check_place(const char *data, size_t size)
{
	GX_AUTO(free) char *text = gx_strndup(data, size);
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(excerpt) struct gx_excerpt excerpt = { GX_BUF_INIT, 0, 0, 0 };
	GX_AUTO(channel_meta) struct gx_channel_meta meta = GX_CHANNEL_META_INIT;

	if (gx_channel_meta_parse(text, strlen(text), &meta, &err) == 0)
		return;
	gx_sexp_locate(&err, "text", text);
	if (err.place.file && (!err.place.line || !err.place.column))
		abort();
	gx_excerpt_read(&err.place, 0, &excerpt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT;
	GX_AUTO(channel_meta) struct gx_channel_meta meta = GX_CHANNEL_META_INIT;
	GX_AUTO(strv) struct gx_strv keys = GX_STRV_INIT;

	if (gx_channels_parse(text, size, NULL, &list, NULL) == 0) {
		GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
		GX_AUTO(channels) struct gx_channels again = GX_CHANNELS_INIT;

		gx_channels_format(&list, true, &out);
		if (gx_channels_parse(out.data, out.len, NULL, &again, NULL) != 0 ||
		    again.n != list.n)
			abort();
	}
	check_data(text, size);
	check_place(text, size);
	gx_channel_meta_parse(text, size, &meta, NULL);
	if (meta.directory && !strncmp(meta.directory, "../", 3))
		abort();
	gx_authorizations_parse(text, size, &keys, NULL);
	check_lock(text, size);
	check_sources(text, size);
	return 0;
}
