/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index of packages: made by the evaluator, kept in the user's cache. */
#include "cli/index.h"

#include "cache/cache.h"
#include "cli/remember.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONTH (30 * 86400)
#define NOTE "packages"

static const char *const names[GX_FIELDS] = {
	"name", "version", "outputs", "dependencies", "location", "homepage", "license",
	"synopsis", "description",
};

void gx_index_clear(struct gx_index *index)
{
	free(index->v);
	free(index->text);
	free(index->fields);
	*index = (struct gx_index)GX_INDEX_INIT;
}

/* --- records ---------------------------------------------------------------------------- */

/* The field whose line LINE is, or GX_FIELDS; *VALUE where its value starts. */
static size_t field_of(const char *line, const char **value)
{
	for (size_t f = 0; f < GX_FIELDS; f++) {
		size_t len = strlen(names[f]);

		if (!strncmp(line, names[f], len) && line[len] == ':') {
			*value = line + len + 1 + (line[len + 1] == ' ');
			return f;
		}
	}
	return GX_FIELDS;
}

static struct gx_record *new_record(struct gx_index *index, const char *text)
{
	struct gx_record *record;

	if (index->n == index->cap) {
		index->cap = index->cap ? index->cap * 2 : 64;
		index->v = gx_reallocarray(index->v, index->cap, sizeof *index->v);
	}
	record = &index->v[index->n++];
	*record = (struct gx_record){ .text = text };
	for (size_t f = 0; f < GX_FIELDS; f++)
		record->field[f] = "";
	return record;
}

/* Put "+ MORE", LEN bytes, behind a value that ends at *END, over what was between them. */
static void continue_value(char **end, const char *line, size_t len)
{
	size_t skip = line[1] == ' ' ? 2 : 1;

	**end = ' ';
	memmove(*end + 1, line + skip, len - skip + 1);
	*end += 1 + len - skip;
}

void gx_index_parse(const char *text, struct gx_index *out)
{
	struct gx_record *record = NULL;
	size_t current = GX_FIELDS, len;
	char *end = NULL;

	out->text = gx_strdup(text);
	out->fields = gx_strdup(text);
	for (char *line = out->fields; *line; line += len + 1) {
		const char *value = NULL;
		size_t at = (size_t)(line - out->fields);
		bool last;

		len = strcspn(line, "\n");
		last = !line[len];
		line[len] = '\0';
		if (!len) {
			record = NULL;
		} else if (line[0] == '+' && record && current < GX_FIELDS) {
			continue_value(&end, line, len);
			record->len = at + len + 1 - (size_t)(record->text - out->text);
		} else if ((current = field_of(line, &value)) < GX_FIELDS) {
			if (!record)
				record = new_record(out, out->text + at);
			record->field[current] = value;
			end = line + len;
			record->len = at + len + 1 - (size_t)(record->text - out->text);
		}
		if (last)
			break;
	}
}

static bool hits(const regex_t *word, const char *text)
{
	return regexec(word, text, 0, NULL, 0) == 0;
}

static int score(const struct gx_record *record, const regex_t *word)
{
	const char *name = record->field[GX_FIELD_NAME];
	regmatch_t match;
	int sum = 0;

	if (regexec(word, name, 1, &match, 0) == 0)
		sum += match.rm_so == 0 && name[match.rm_eo] == '\0' ? 9 : 4;
	if (hits(word, record->field[GX_FIELD_SYNOPSIS]))
		sum += 3;
	if (hits(word, record->field[GX_FIELD_DESCRIPTION]))
		sum += 2;
	return sum;
}

int gx_record_relevance(const struct gx_record *record, const regex_t *words, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++) {
		int one = score(record, &words[i]);

		if (!one)
			return 0;
		sum += one;
	}
	return sum;
}

bool gx_record_is(const struct gx_record *record, const char *spec)
{
	const char *version = strchr(spec, '@'), *have = record->field[GX_FIELD_VERSION];
	size_t len = version ? (size_t)(version - spec) : strlen(spec);
	const char *name = record->field[GX_FIELD_NAME];

	if (strlen(name) != len || strncmp(name, spec, len))
		return false;
	if (!version)
		return true;
	len = strlen(++version);
	return !strncmp(have, version, len) && (!have[len] || strchr(".-", have[len]));
}

int gx_index_unknown(const struct gx_index *index, const char *spec, struct gx_err *err)
{
	GX_AUTO(free) const char **all = gx_calloc(index->n + 1, sizeof *all);
	GX_AUTO(free) char *name = gx_strndup(spec, strcspn(spec, "@"));
	GX_AUTO(strv) struct gx_strv versions = GX_STRV_INIT;
	GX_AUTO(free) char *list = NULL;
	const char *near;

	for (size_t i = 0; i < index->n; i++) {
		all[i] = index->v[i].field[GX_FIELD_NAME];
		if (gx_record_is(&index->v[i], name))
			gx_strv_push(&versions, index->v[i].field[GX_FIELD_VERSION]);
	}
	if (versions.n) {
		list = gx_strv_join(&versions, ", ");
		gx_fail(err, GX_ENOTFOUND, "%s: there is no such version of %s", spec, name);
		return gx_err_hint(err, "there is %s", list);
	}
	gx_fail(err, GX_ENOTFOUND, "%s: unknown package", spec);
	near = gx_suggest(name, all);
	return near ? gx_err_hint(err, "did you mean '%s'?", near)
		    : gx_err_hint(err, "`gx search %s' looks in descriptions, too", name);
}

static struct gx_json *words_json(const char *text)
{
	GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT;

	gx_strv_split(&words, text, " ");
	return gx_json_strings(words.v, words.n);
}

struct gx_json *gx_record_json(const struct gx_record *record, int relevance)
{
	struct gx_json *object = gx_json_object();

	for (size_t f = 0; f < GX_FIELDS; f++)
		if (f == GX_FIELD_OUTPUTS || f == GX_FIELD_DEPENDENCIES)
			gx_json_set(object, names[f], words_json(record->field[f]));
		else
			gx_json_set_str(object, names[f], record->field[f]);
	if (relevance)
		gx_json_set(object, "relevance", gx_json_integer(relevance));
	return object;
}

/* --- the cache -------------------------------------------------------------------------- */

static char *index_dir(void)
{
	GX_AUTO(free) char *entries = gx_cache_dir();
	GX_AUTO(free) char *cache = gx_path_dir(entries);

	return gx_path_join(cache, "index-1");
}

static void make_key(const struct gx_eval_request *req, struct gx_buf *key)
{
	gx_cache_key_add(key, "index");
	gx_cache_key_add(key, req->system ? req->system : "");
	for (size_t i = 0; i < req->nchannels; i++) {
		const struct gx_eval_channel *channel = &req->channels[i];

		gx_cache_key_add(key, channel->name);
		gx_cache_key_add(key, channel->root);
		gx_cache_key_add(key, channel->commit ? channel->commit : "");
	}
	gx_cache_key_add(key, "");
	for (size_t i = 0; i < req->load_path.n; i++)
		gx_cache_key_add(key, req->load_path.v[i]);
}

static const char *packages_of(const struct gx_cache_entry *entry)
{
	for (size_t i = 0; i < entry->nfacts; i++)
		if (entry->facts[i].type == GX_FACT_NOTE && entry->facts[i].value &&
		    !strcmp(entry->facts[i].name, NOTE))
			return entry->facts[i].value;
	return NULL;
}

static bool find(const char *dir, const struct gx_buf *key, struct gx_index *out)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	const char *why = NULL;
	bool renewed = false;

	if (gx_cache_read(dir, key, &entry, NULL) != 0 || !packages_of(entry))
		return false;
	if (gx_cache_check_full(entry, &renewed, &why) != GX_CACHE_FRESH) {
		gx_detail("making the index of packages again, since %s changed", why);
		return false;
	}
	if (renewed)
		gx_cache_write(dir, entry, NULL);
	gx_cache_touch(dir, key);
	gx_index_parse(packages_of(entry), out);
	return true;
}

/* A failure to keep the index only costs time. */
static void keep(struct gx_store *store, const char *dir, const struct gx_buf *key,
		 const struct gx_eval_result *result)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = gx_cache_entry_new();
	GX_AUTO(strv) struct gx_strv kept = GX_STRV_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	gx_buf_add(&entry->key, key->data, key->len);
	entry->profile = gx_strdup("");
	entry->store_root = gx_strdup(gx_store_root(store));
	entry->store_state = gx_strdup(gx_store_state(store));
	if (!gx_remember_facts(entry, &result->trace))
		return;
	gx_cache_add_fact(entry, GX_FACT_NOTE, NOTE)->value = gx_strdup(result->show);
	if (gx_cache_expire(dir, MONTH, &kept, &err) < 0 ||
	    gx_cache_write(dir, entry, &err) < 0)
		gx_detail("the index of packages is not kept: %s", gx_err_text(&err));
}

/* Evaluate what REQ's kind and inputs ask for; its descriptions are the index. */
static int evaluate(struct gx_store *store, struct gx_inputs *inputs, enum gx_eval_kind kind,
		    struct gx_eval_result *result, struct gx_err *err)
{
	inputs->request.kind = kind;
	if (gx_inputs_eval(store, inputs, result, err) < 0)
		return -1;
	return result->show ? 0
		: gx_fail(err, GX_EFAIL, "the channels' packages cannot be listed");
}

/* Everything that the channels of INPUTS have, remembered under KEY. */
static int make(struct gx_store *store, struct gx_inputs *inputs, const char *dir,
		const struct gx_buf *key, struct gx_index *out, struct gx_err *err)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };

	/* every name has a character, so that this finds them all */
	gx_inputs_spec(inputs, ".");
	if (evaluate(store, inputs, GX_EVAL_SEARCH, &result, err) < 0)
		return -1;
	keep(store, dir, key, &result);
	gx_index_parse(result.show, out);
	return 0;
}

/* The names in SPECS, each once. */
static void names_of(const struct gx_strv *specs, struct gx_strv *out)
{
	for (size_t i = 0; i < specs->n; i++)
		gx_strv_take(out, gx_strndup(specs->v[i], strcspn(specs->v[i], "@")));
	gx_strv_sort(out);
	gx_strv_uniq(out);
}

/* Only the packages called NAMES; +1 if there are none of some. */
static int make_some(struct gx_store *store, struct gx_inputs *inputs, const char *dir,
		     const struct gx_strv *names, const struct gx_buf *key, struct gx_index *out)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	size_t before = inputs->request.ninputs;
	int r;

	for (size_t i = 0; i < names->n; i++)
		gx_inputs_spec(inputs, names->v[i]);
	r = evaluate(store, inputs, GX_EVAL_SHOW, &result, &err);
	while (inputs->request.ninputs > before)
		free(inputs->request.inputs[--inputs->request.ninputs].text);
	if (r < 0)
		return 1;
	keep(store, dir, key, &result);
	gx_index_parse(result.show, out);
	return 0;
}

/* Like gx_index_open, whose KEY is not known: some packages may be. */
static int open_some(struct gx_store *store, struct gx_inputs *inputs, const char *dir,
		     const struct gx_strv *specs, const struct gx_buf *key, struct gx_index *out)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf some = GX_BUF_INIT;

	names_of(specs, &names);
	gx_buf_add(&some, key->data, key->len);
	gx_cache_key_add(&some, "");
	for (size_t i = 0; i < names.n; i++)
		gx_cache_key_add(&some, names.v[i]);
	return find(dir, &some, out) ? 0 : make_some(store, inputs, dir, &names, &some, out);
}

int gx_index_open(struct gx_store *store, struct gx_inputs *inputs, const struct gx_strv *specs,
		  struct gx_index *out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf key = GX_BUF_INIT;
	GX_AUTO(free) char *dir = index_dir();

	if (!inputs->request.nchannels && gx_inputs_channels(store, inputs, err) < 0)
		return -1;
	make_key(&inputs->request, &key);
	if (find(dir, &key, out))
		return 0;
	/* Whoever asks for what is not there learns from all there is what they may have meant. */
	if (specs && !open_some(store, inputs, dir, specs, &key, out))
		return 0;
	return make(store, inputs, dir, &key, out, err);
}
