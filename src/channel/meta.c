/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where .guix-channel is read from. */
#include "channel/items.h"

#define MAX_META ((size_t)1 << 20)

/* TEXT is C's .guix-channel, which it has if RC is 0. */
static int parse_meta(int rc, const struct gx_buf *text, const struct gx_channel *c,
		      struct gx_channel_meta *out, struct gx_err *err)
{
	if (rc > 0) {
		static const char none[] = "(channel (version 0))";

		return gx_channel_meta_parse(none, sizeof none - 1, out, err);
	}
	if (rc < 0)
		return gx_err_prefix(err, "channel %s", c->name);
	if (gx_channel_meta_parse(gx_buf_str(text), text->len, out, err) < 0) {
		GX_AUTO(free) char *file = gx_channel_file_name(c, ".guix-channel");

		return gx_sexp_locate(err, file, gx_buf_str(text));
	}
	return 0;
}

int gx_channel_meta_of_commit(struct gx_git *git, const struct gx_channel *c,
			      struct gx_channel_meta *out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int rc = gx_git_read(git, c->commit, ".guix-channel", MAX_META, &text, err);

	return parse_meta(rc, &text, c, out, err);
}

int gx_channel_meta_of_tree(const char *tree, const struct gx_channel *c,
			    struct gx_channel_meta *out, struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_path_join(tree, ".guix-channel");
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int rc = gx_file_read(path, MAX_META, &text, err);

	return parse_meta(rc, &text, c, out, err);
}
