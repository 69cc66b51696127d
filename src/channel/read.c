/* SPDX-License-Identifier: GPL-3.0-or-later */
/* channels.scm, .guix-channel and .guix-authorizations read as data. */
#include <stdlib.h>
#include <string.h>

#include "channel/forms.h"

#define MAX_TEXT ((size_t)1 << 20)
#define MAX_CHANNELS 100

bool gx_id_ok(const char *text)
{
	return strlen(text) == 40 && strspn(text, "0123456789abcdef") == 40;
}

char *gx_id_parse(const char *text)
{
	char *id = NULL;

	if (strlen(text) == 40 && strspn(text, "0123456789abcdefABCDEF") == 40) {
		id = gx_strdup(text);
		for (char *p = id; *p; p++)
			*p = (char)(*p >= 'A' && *p <= 'F' ? *p + 32 : *p);
	}
	return id;
}

char *gx_fingerprint_parse(const char *text)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	for (; *text; text++) {
		if (*text == ' ' || *text == '\t' || *text == '\n')
			continue;
		gx_buf_addc(&buf, *text >= 'A' && *text <= 'F' ? (char)(*text + 32) : *text);
	}
	return gx_id_ok(gx_buf_str(&buf)) ? gx_buf_take(&buf) : NULL;
}

/* --- one channel -------------------------------------------------------------------------------- */

static bool name_ok(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789+-._";
	size_t len = strlen(name);

	return len > 0 && len <= 100 && name[0] != '.' && strspn(name, letters) == len;
}

/* A word that goes to git: an id, a tag, a branch. */
static bool ref_ok(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > 250 || *text == '-' || *text == '/' || strstr(text, ".."))
		return false;
	for (; *text; text++) {
		if ((unsigned char)*text <= ' ' || strchr("\\^~:?*[\177", *text))
			return false;
	}
	return true;
}

static bool url_ok(const char *url)
{
	size_t len = strlen(url);

	if (len == 0 || len > 4000 || *url == '-')
		return false;
	for (; *url; url++) {
		if ((unsigned char)*url < ' ' || *url == 0x7f)
			return false;
	}
	return true;
}

/* The only argument of FORM as a symbol, quoted or not, or as a string. */
static const char *word_of(const struct gx_sexp *form)
{
	const struct gx_sexp *v = form && form->n == 2 ? form->items[1] : NULL;

	if (gx_sexp_is_form(v, "quote") && v->n == 2)
		v = v->items[1];
	return v && (v->kind == GX_SEXP_SYMBOL || v->kind == GX_SEXP_STRING) ? v->text : NULL;
}

static const char *text_of(const struct gx_sexp *form)
{
	return form && form->n == 2 ? gx_sexp_string(form->items[1]) : NULL;
}

/* (make-channel-introduction "COMMIT" (openpgp-fingerprint "…")), or the data of a
 * .guix-channel: (channel-introduction (version 0) (commit "…") (signer "…")). */
static int read_introduction(const struct gx_sexp *form, struct gx_channel *c, struct gx_err *err)
{
	const struct gx_sexp *v = form->n == 2 ? form->items[1] : NULL;
	const char *commit = NULL, *signer = NULL;
	GX_AUTO(free) char *fpr = NULL, *id = NULL;

	if (v && v->kind == GX_SEXP_FALSE)
		return 0;
	if (gx_sexp_is_form(v, "make-channel-introduction") && v->n == 3) {
		commit = gx_sexp_string(v->items[1]);
		signer = gx_sexp_is_form(v->items[2], "openpgp-fingerprint") ?
			text_of(v->items[2]) : gx_sexp_string(v->items[2]);
	} else if (gx_sexp_is_form(v, "channel-introduction")) {
		commit = gx_sexp_find_string(v, "commit");
		signer = gx_sexp_find_string(v, "signer");
	}
	fpr = signer ? gx_fingerprint_parse(signer) : NULL;
	id = commit ? gx_id_parse(commit) : NULL;
	if (!id || !fpr)
		return gx_sexp_fail(err, form, "an introduction needs a full commit and a fingerprint of "
			       "40 hexadecimal digits");
	free(c->intro_commit);
	free(c->intro_signer);
	c->intro_commit = gx_steal(&id);
	c->intro_signer = gx_steal(&fpr);
	return 0;
}

static void set(char **field, const char *value)
{
	free(*field);
	*field = value ? gx_strdup(value) : NULL;
}

static void set_commit(struct gx_channel *c, const char *text)
{
	char *id = text ? gx_id_parse(text) : NULL;

	set(&c->commit, id ? id : text);
	free(id);
}

static int unknown_field(const struct gx_sexp *f, struct gx_err *err)
{
	static const char *const fields[] = {
		"name", "url", "branch", "commit", "introduction", "inherit", NULL,
	};
	const struct gx_sexp *name = gx_sexp_at(f, 0);
	const char *word = name && name->kind == GX_SEXP_SYMBOL ? name->text : NULL;
	const char *near = word ? gx_suggest(word, fields) : NULL;

	if (!word)
		return gx_sexp_fail(err, f, "a field of a channel is written (NAME VALUE)");
	gx_sexp_fail(err, name, "a channel has no field `%.60s'", word);
	return near ? gx_err_hint(err, "did you mean '%s'?", near) :
		gx_err_hint(err, "its fields are name, url, branch, commit and introduction");
}

/* What is not quoted right for git: a branch, a tag, a commit. */
static int wrong_ref(const struct gx_sexp *f, struct gx_err *err)
{
	const char *field = f->items[0]->text;
	const struct gx_sexp *v = gx_sexp_at(f, 1);

	if (f->n == 2 && v->kind == GX_SEXP_SYMBOL) {
		gx_sexp_fail(err, v, "a channel's %s is a string", field);
		return gx_err_hint(err, "write (%s \"%.60s\")", field, v->text);
	}
	return gx_sexp_fail(err, v ? v : f, "this is no name of a %s", field);
}

static int read_field(const struct gx_sexp *f, struct gx_channel *c, struct gx_err *err)
{
	const char *text = text_of(f);

	if (gx_sexp_is_form(f, "name")) {
		if (!word_of(f) || !name_ok(word_of(f)))
			return gx_sexp_fail(err, f, "a channel's name is made of letters, digits, "
					    "+ - . _");
		set(&c->name, word_of(f));
	} else if (gx_sexp_is_form(f, "url")) {
		if (!text || !url_ok(text))
			return gx_sexp_fail(err, f, "a channel's url is a string");
		set(&c->url, text);
	} else if (gx_sexp_is_form(f, "branch") || gx_sexp_is_form(f, "commit")) {
		bool none = f->n == 2 && f->items[1]->kind == GX_SEXP_FALSE;

		if (!none && (!text || !ref_ok(text)))
			return wrong_ref(f, err);
		if (gx_sexp_is_form(f, "branch"))
			set(&c->branch, none ? NULL : text);
		else
			set_commit(c, none ? NULL : text);
	} else if (gx_sexp_is_form(f, "introduction")) {
		return read_introduction(f, c, err);
	} else if (gx_sexp_is_form(f, "nar-hash")) {
		if (!text || strncmp(text, "sha256:", 7) || strlen(text) > 100)
			return gx_sexp_fail(err, f, "a nar-hash is written \"sha256:…\"");
		set(&c->nar_hash, text);
	} else if (!gx_sexp_is_form(f, "location")) {
		return unknown_field(f, err);
	}
	return 0;
}

/* The fields of FORM from the one numbered AT on. */
static int read_fields(const struct gx_sexp *form, size_t at, struct gx_channel *out,
		       struct gx_err *err)
{
	struct gx_channel c = { 0 };
	int rc = 0;

	for (size_t i = at; rc == 0 && i < form->n; i++)
		rc = read_field(form->items[i], &c, err);
	if (rc == 0 && (!c.name || !c.url))
		rc = gx_sexp_fail(err, form, "%s", c.name ? "this channel has no url" :
			     "this channel has no name");
	if (rc < 0)
		gx_channel_clear(&c);
	else
		*out = c;
	return rc;
}

int gx_channel_read(const struct gx_sexp *form, struct gx_channel *out, struct gx_err *err)
{
	if (!gx_sexp_is_form(form, "channel") || form->dotted)
		return gx_sexp_fail(err, form,
				    "a channel is written (channel (name …) (url …) …)");
	return read_fields(form, 1, out, err);
}

int gx_channel_read_source(const struct gx_sexp *form, struct gx_channel *out,
			   struct gx_err *err)
{
	if (!gx_sexp_is_form(form, "repository") || form->dotted ||
	    !gx_sexp_is_form(gx_sexp_at(form, 1), "version"))
		return gx_sexp_fail(err, form,
				    "a source is written (repository (version 0) (url …) …)");
	return read_fields(form, 2, out, err);
}

static int add_unique(const struct gx_sexp *form, const struct gx_channel *c,
		      struct gx_channels *out, struct gx_err *err)
{
	if (gx_channels_find(out, c->name))
		return gx_sexp_fail(err, form, "channel %s is named twice", c->name);
	if (out->n == MAX_CHANNELS)
		return gx_sexp_fail(err, form, "too many channels");
	gx_channels_add(out, c);
	return 0;
}

static int read_and_add(const struct gx_sexp *form, struct gx_channels *out, struct gx_err *err)
{
	struct gx_channel c;
	int rc;

	if (gx_channel_read(form, &c, err) < 0)
		return -1;
	rc = add_unique(form, &c, out, err);
	gx_channel_clear(&c);
	return rc;
}

int gx_channel_read_list(const struct gx_sexp *list, struct gx_channels *out,
			 struct gx_err *err)
{
	for (size_t i = 1; list && i < list->n; i++) {
		if (read_and_add(list->items[i], out, err) < 0)
			return -1;
	}
	return 0;
}

/* --- channels.scm --------------------------------------------------------------------------------- */

struct program {
	const struct gx_channels *defaults;
	struct gx_channels *out;
	struct gx_err *err;
};

static int not_data(struct program *p, const struct gx_sexp *at)
{
	gx_sexp_fail(p->err, at, "this is a program: only (list (channel …) …), cons, cons*, append "
		     "and %%default-channels are read as data");
	return 1;
}

static int add_defaults(struct program *p, const struct gx_sexp *at)
{
	for (size_t i = 0; p->defaults && i < p->defaults->n; i++) {
		if (add_unique(at, &p->defaults->v[i], p->out, p->err) < 0)
			return -1;
	}
	return 0;
}

/* A variable or a call, rather than a literal. */
static bool is_computed(const struct gx_sexp *v)
{
	if (!v || (v->kind != GX_SEXP_SYMBOL && v->kind != GX_SEXP_LIST))
		return false;
	if (v->kind == GX_SEXP_SYMBOL)
		return !strchr("0123456789", *v->text);
	return !gx_sexp_is_form(v, "quote") && !gx_sexp_is_form(v, "make-channel-introduction");
}

/* An expression whose value is one channel. */
static int eval_channel(struct program *p, const struct gx_sexp *e)
{
	if (!gx_sexp_is_form(e, "channel") || gx_sexp_find(e, "inherit"))
		return not_data(p, e);
	for (size_t i = 1; i < e->n; i++) {
		const struct gx_sexp *v = gx_sexp_at(e->items[i], 1);

		if (gx_sexp_is_form(e->items[i], "name") && v && v->kind == GX_SEXP_STRING) {
			gx_sexp_fail(p->err, v, "a channel's name is a symbol, not a string");
			return gx_err_hint(p->err, "write (name '%.60s)", v->text);
		}
		if (is_computed(v))
			return not_data(p, v);
	}
	return read_and_add(e, p->out, p->err);
}

static int eval_list(struct program *p, const struct gx_sexp *e)
{
	bool cons = gx_sexp_is_form(e, "cons") || gx_sexp_is_form(e, "cons*");
	int rc = 0;

	if (gx_sexp_is_symbol(e, "%default-channels"))
		return add_defaults(p, e);
	if (gx_sexp_is_form(e, "quote") && e->n == 2 && e->items[1]->kind == GX_SEXP_LIST &&
	    e->items[1]->n == 0)
		return 0;
	if (!cons && !gx_sexp_is_form(e, "list") && !gx_sexp_is_form(e, "append"))
		return not_data(p, e);
	if (cons && e->n < 2)
		return not_data(p, e);
	for (size_t i = 1; rc == 0 && i < e->n; i++) {
		bool list = gx_sexp_is_form(e, "append") || (cons && i + 1 == e->n);

		rc = list ? eval_list(p, e->items[i]) : eval_channel(p, e->items[i]);
	}
	return rc;
}

/* (use-modules (guix channels)): what is there anyway. */
static bool uses_nothing_else(const struct gx_sexp *form)
{
	const struct gx_sexp *module = gx_sexp_at(form, 1);

	return gx_sexp_is_form(form, "use-modules") && form->n == 2 &&
		gx_sexp_is_form(module, "guix") && module->n == 2 &&
		gx_sexp_is_symbol(module->items[1], "channels");
}

int gx_channels_parse(const char *text, size_t len, const struct gx_channels *defaults,
		      struct gx_channels *out, struct gx_err *err)
{
	GX_AUTO(sexp) struct gx_sexp *all = NULL;
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT;
	struct program p = { defaults, &list, err };
	int rc = 0;

	if (len > MAX_TEXT)
		return gx_fail(err, GX_EINVALID, "too long for a list of channels");
	/* What is no data may be a program nevertheless. */
	if (gx_sexp_parse(text, len, &all, err) < 0)
		return 1;
	if (all->n == 0)
		return gx_fail(err, GX_EINVALID, "the file is empty");
	for (size_t i = 0; rc == 0 && i + 1 < all->n; i++) {
		if (!uses_nothing_else(all->items[i]))
			rc = not_data(&p, all->items[i]);
	}
	if (rc == 0)
		rc = eval_list(&p, all->items[all->n - 1]);
	if (rc == 0) {
		*out = list;
		list = (struct gx_channels)GX_CHANNELS_INIT;
	}
	return rc;
}

int gx_channels_parse_data(const char *text, size_t len, struct gx_channels *out,
			   struct gx_err *err)
{
	GX_AUTO(sexp) struct gx_sexp *all = NULL;
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT;

	if (gx_sexp_parse(text, len, &all, err) < 0)
		return -1;
	for (size_t i = 0; i < all->n; i++) {
		if (read_and_add(all->items[i], &list, err) < 0)
			return -1;
	}
	*out = list;
	list = (struct gx_channels)GX_CHANNELS_INIT;
	return 0;
}

/* --- .guix-channel ----------------------------------------------------------------------------------- */

void gx_channel_meta_clear(struct gx_channel_meta *meta)
{
	free(meta->directory);
	free(meta->news_file);
	free(meta->keyring);
	free(meta->url);
	gx_channels_clear(&meta->dependencies);
}

/* A relative path without "..", slashes at its ends cut off; yours, or NULL. */
static char *inner_path(const char *path)
{
	GX_AUTO(strv) struct gx_strv parts = GX_STRV_INIT;

	gx_strv_split(&parts, path, "/");
	for (size_t i = 0; i < parts.n; i++) {
		if (!strcmp(parts.v[i], "..") || !strcmp(parts.v[i], "."))
			return NULL;
	}
	return parts.n ? gx_strv_join(&parts, "/") : gx_strdup("");
}

static int read_meta(const struct gx_sexp *form, struct gx_channel_meta *m, struct gx_err *err)
{
	const struct gx_sexp *version = gx_sexp_find(form, "version");
	const struct gx_sexp *engine = gx_sexp_find(gx_sexp_find(form, "gx"), "engine");
	const char *dir = gx_sexp_find_string(form, "directory");
	const char *news = gx_sexp_find_string(form, "news-file");
	const char *keyring = gx_sexp_find_string(form, "keyring-reference");
	const char *url = gx_sexp_find_string(form, "url");

	if (!gx_sexp_is_form(form, "channel"))
		return gx_fail(err, GX_EINVALID, "`.guix-channel' is no (channel …)");
	if (!version || version->n != 2 || !gx_sexp_is_symbol(version->items[1], "0"))
		return gx_fail(err, GX_EINVALID, "`.guix-channel' has an unknown version");
	m->directory = inner_path(dir ? dir : "");
	m->news_file = news ? inner_path(news) : NULL;
	m->keyring = gx_strdup(keyring ? keyring : "keyring");
	m->url = url ? gx_strdup(url) : NULL;
	if (!m->directory || (news && !m->news_file) || !ref_ok(m->keyring))
		return gx_fail(err, GX_EINVALID, "`.guix-channel' names a place outside of the "
			       "channel");
	if (engine && engine->n == 2 && engine->items[1]->kind == GX_SEXP_SYMBOL)
		m->engine = atoi(engine->items[1]->text);
	return gx_channel_read_list(gx_sexp_find(form, "dependencies"), &m->dependencies, err);
}

int gx_channel_meta_parse(const char *text, size_t len, struct gx_channel_meta *out,
			  struct gx_err *err)
{
	GX_AUTO(sexp) struct gx_sexp *all = NULL;
	GX_AUTO(channel_meta) struct gx_channel_meta meta = GX_CHANNEL_META_INIT;

	if (len > MAX_TEXT)
		return gx_fail(err, GX_EINVALID, "`.guix-channel' is too long");
	if (gx_sexp_parse(text, len, &all, err) < 0)
		return -1;
	if (all->n != 1)
		return gx_fail(err, GX_EINVALID, "`.guix-channel' is not one (channel …)");
	if (read_meta(all->items[0], &meta, err) < 0)
		return -1;
	*out = meta;
	meta = (struct gx_channel_meta)GX_CHANNEL_META_INIT;
	return 0;
}

int gx_authorizations_parse(const char *text, size_t len, struct gx_strv *out,
			    struct gx_err *err)
{
	GX_AUTO(sexp) struct gx_sexp *all = NULL;
	GX_AUTO(strv) struct gx_strv keys = GX_STRV_INIT;
	const struct gx_sexp *form, *version, *list;

	if (len > MAX_TEXT)
		return gx_fail(err, GX_EINVALID, "`.guix-authorizations' is too long");
	if (gx_sexp_parse(text, len, &all, err) < 0)
		return -1;
	form = gx_sexp_at(all, 0);
	version = gx_sexp_find(form, "version");
	list = form && form->n == 3 ? form->items[2] : NULL;
	if (all->n != 1 || !gx_sexp_is_form(form, "authorizations") || !version ||
	    version->n != 2 || !gx_sexp_is_symbol(version->items[1], "0") || !list ||
	    list->kind != GX_SEXP_LIST)
		return gx_fail(err, GX_EINVALID, "`.guix-authorizations' is not as version 0 has it");
	for (size_t i = 0; i < list->n; i++) {
		const char *fpr = gx_sexp_string(gx_sexp_at(list->items[i], 0));
		char *hex = fpr ? gx_fingerprint_parse(fpr) : NULL;

		if (!hex)
			return gx_sexp_fail(err, list->items[i], "this is no fingerprint");
		gx_strv_take(&keys, hex);
	}
	gx_strv_append(out, &keys);
	return 0;
}
