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

/* Does FORM, (LANGUAGE "…"), fit LOCALE, "de_AT.UTF-8", or its first LEN bytes? */
static bool speaks(const struct gx_sexp *form, const char *locale, size_t len)
{
	const struct gx_sexp *name = gx_sexp_at(form, 0);

	return name && name->kind == GX_SEXP_SYMBOL && strlen(name->text) == len &&
		!strncmp(name->text, locale, len) && form->n == 2 &&
		gx_sexp_string(form->items[1]);
}

static const char *user_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return value;
	}
	return "";
}

/* The text of (title (en "…") (de "…")): in the user's language, in English, or the first. */
static const char *in_user_language(const struct gx_sexp *form)
{
	const char *locale = user_locale(), *english = gx_sexp_find_string(form, "en");
	const struct gx_sexp *first = gx_sexp_at(form, 1);
	const size_t lengths[] = { strcspn(locale, ".@"), strcspn(locale, "_.@") };

	for (size_t l = 0; form && l < 2; l++) {
		for (size_t i = 1; i < form->n; i++) {
			if (speaks(form->items[i], locale, lengths[l]))
				return gx_sexp_string(form->items[i]->items[1]);
		}
	}
	return english ? english : first && first->n == 2 ? gx_sexp_string(first->items[1]) : NULL;
}

static void add_entry(const struct gx_sexp *entry, struct gx_buf *out)
{
	const char *title = in_user_language(gx_sexp_find(entry, "title"));
	const char *body = in_user_language(gx_sexp_find(entry, "body"));

	gx_buf_addf(out, "%s\n", title ? title : "(no title)");
	if (body)
		gx_buf_addf(out, "%s\n", body);
	gx_buf_addc(out, '\n');
}

/* Does ENTRY, which names a commit or a tag, belong to one of COMMITS? */
static bool is_about(struct gx_git *git, const char *channel, const struct gx_sexp *entry,
		     const struct gx_strv *commits)
{
	const struct gx_git_fetch_opts here = { .name = channel, .offline = true };
	const char *commit = gx_sexp_find_string(entry, "commit");
	const char *name = commit ? commit : gx_sexp_find_string(entry, "tag");
	char id[GX_COMMIT_LEN + 1];

	return gx_sexp_is_form(entry, "entry") && name &&
		gx_git_resolve(git, &here, NULL, name, id, NULL) == 0 &&
		gx_strv_has(commits, id);
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
		if (is_about(git, inst->channel.name, news->items[i], &between))
			add_entry(news->items[i], out);
	}
	return out->len > before ? 0 : 1;
}
