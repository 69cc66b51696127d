/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands ask of channels' histories: ranges of commits, files, news. */
#include <stdlib.h>
#include <string.h>

#include "channel/items.h"

#define MAX_NEWS ((size_t)4 << 20)

static int open_at(const struct gx_channel_opts *opts, const struct gx_channel *c,
		   struct gx_git **out, struct gx_err *err)
{
	return gx_channel_git(opts, c, out, err);
}

int gx_channel_commits(const struct gx_channel_opts *opts, const struct gx_channel *channel,
		       const char *good, const char *bad, struct gx_strv *out,
		       struct gx_err *err)
{
	GX_AUTO(git) struct gx_git *git = NULL;
	GX_AUTO(strv) struct gx_strv stop = GX_STRV_INIT, walk = GX_STRV_INIT;
	struct gx_git_fetch_opts fetch = { channel->name, opts->offline, opts };
	char from[GX_COMMIT_LEN + 1], to[GX_COMMIT_LEN + 1];
	int rc;

	if (open_at(opts, channel, &git, err) < 0 ||
	    gx_git_resolve(git, &fetch, channel->branch, good, from, err) < 0 ||
	    gx_git_resolve(git, &fetch, channel->branch, bad, to, err) < 0)
		return -1;
	rc = gx_git_descends(git, from, to, err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return gx_fail(err, GX_EINVALID, "channel %s: commit %s is no ancestor of %s",
			       channel->name, from, to);
	gx_strv_push(&stop, from);
	if (gx_git_walk(git, to, &stop, true, &walk, err) < 0)
		return -1;
	for (size_t i = walk.n; i-- > 0; )
		gx_strv_push(out, walk.v[i]);
	return 0;
}

int gx_channel_descends(const struct gx_channel_opts *opts, const struct gx_channel *channel,
			const char *ancestor, const char *commit, struct gx_err *err)
{
	GX_AUTO(git) struct gx_git *git = NULL;

	if (open_at(opts, channel, &git, err) < 0)
		return -1;
	return gx_git_descends(git, ancestor, commit, err);
}

int gx_channel_file(const struct gx_channel_opts *opts, const struct gx_channel *channel,
		    const char *path, struct gx_buf *out, struct gx_err *err)
{
	GX_AUTO(git) struct gx_git *git = NULL;

	if (open_at(opts, channel, &git, err) < 0)
		return -1;
	return gx_git_read(git, channel->commit, path, MAX_NEWS, out, err);
}

/* The text of (title (en "…") (de "…")): English, or the first. */
static const char *in_english(const struct gx_sexp *form)
{
	const char *text = gx_sexp_find_string(form, "en");
	const struct gx_sexp *first = gx_sexp_at(form, 1);

	return text ? text : first && first->n == 2 ? gx_sexp_string(first->items[1]) : NULL;
}

static void add_entry(const struct gx_sexp *entry, struct gx_buf *out)
{
	const char *title = in_english(gx_sexp_find(entry, "title"));
	const char *body = in_english(gx_sexp_find(entry, "body"));

	gx_buf_addf(out, "%s\n", title ? title : "(no title)");
	if (body)
		gx_buf_addf(out, "%s\n", body);
	gx_buf_addc(out, '\n');
}

int gx_channel_news(const struct gx_channel_opts *opts, const struct gx_channel_instance *inst,
		    const char *since, struct gx_buf *out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(sexp) struct gx_sexp *all = NULL;
	GX_AUTO(git) struct gx_git *git = NULL;
	GX_AUTO(strv) struct gx_strv stop = GX_STRV_INIT, between = GX_STRV_INIT;
	const struct gx_sexp *news;
	size_t before = out->len;
	int rc;

	if (!inst->news_file || inst->unpinned)
		return 1;
	if (open_at(opts, &inst->channel, &git, err) < 0)
		return -1;
	rc = gx_git_read(git, inst->channel.commit, inst->news_file, MAX_NEWS, &text, err);
	if (rc != 0)
		return rc;
	if (gx_sexp_parse(gx_buf_str(&text), text.len, &all, err) < 0) {
		GX_AUTO(free) char *file = gx_channel_file_name(&inst->channel, inst->news_file);

		return gx_sexp_locate(err, file, gx_buf_str(&text));
	}
	gx_strv_push(&stop, since);
	if (gx_git_walk(git, inst->channel.commit, &stop, false, &between, err) < 0)
		return -1;
	news = gx_sexp_at(all, 0);
	for (size_t i = 1; gx_sexp_is_form(news, "channel-news") && i < news->n; i++) {
		const char *commit = gx_sexp_find_string(news->items[i], "commit");

		if (gx_sexp_is_form(news->items[i], "entry") && commit &&
		    gx_strv_has(&between, commit))
			add_entry(news->items[i], out);
	}
	return out->len > before ? 0 : 1;
}
