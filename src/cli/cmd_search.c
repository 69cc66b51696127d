/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx search and gx show: find packages and describe them. */
#include "cli/command.h"
#include "cli/index.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_JSON = GX_OPT_OWN };

struct find_args {
	struct gx_inputs inputs;
	struct gx_strv words;
	bool json;
};

#define OPTIONS \
	{ 'L', "load-path", "DIR", "put DIR before the channels' modules" }, \
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch no channel from the network" }, \
	{ OPT_JSON, "json", NULL, "print JSON" }, \
	GX_OPT_HELP_ROW, \
	GX_OPT_END

const struct gx_opt gx_opts_search[] = { OPTIONS };
const struct gx_opt gx_opts_show[] = { OPTIONS };

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct find_args *args = payload;

	switch (id) {
	case GX_OPT_OPERAND:
		gx_strv_push(&args->words, value);
		return 0;
	case OPT_JSON:
		args->json = true;
		return 0;
	default:
		return gx_inputs_option(&args->inputs, id, value, err);
	}
}

struct hit {
	const struct gx_record *record;
	int relevance;
};

static int by_relevance(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	int r = (x->relevance < y->relevance) - (x->relevance > y->relevance);

	if (!r)
		r = strcmp(x->record->field[GX_FIELD_NAME], y->record->field[GX_FIELD_NAME]);
	return r ? r : -strverscmp(x->record->field[GX_FIELD_VERSION],
				   y->record->field[GX_FIELD_VERSION]);
}

static void print(const struct hit *hits, size_t n, bool json)
{
	GX_AUTO(json) struct gx_json *array = gx_json_array();
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (json) {
			gx_json_add(array, gx_record_json(hits[i].record, hits[i].relevance));
			continue;
		}
		printf("%s%.*s", i ? "\n" : "", (int)hits[i].record->len, hits[i].record->text);
		if (hits[i].relevance)
			printf("relevance: %d\n", hits[i].relevance);
	}
	if (json) {
		gx_json_format(array, true, &text);
		puts(gx_buf_str(&text));
	}
}

static void free_words(regex_t *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		regfree(&words[i]);
	free(words);
}

static int compile_words(const struct gx_strv *texts, regex_t **out, struct gx_err *err)
{
	regex_t *words = gx_calloc(texts->n, sizeof *words);

	for (size_t i = 0; i < texts->n; i++) {
		int r = regcomp(&words[i], texts->v[i], REG_EXTENDED | REG_ICASE);
		char why[128];

		if (!r)
			continue;
		regerror(r, &words[i], why, sizeof why);
		free_words(words, i);
		return gx_fail(err, GX_EUSAGE, "'%s' is not a regular expression: %s",
			       texts->v[i], why);
	}
	*out = words;
	return 0;
}

static void search(const struct find_args *args, const regex_t *words,
		   const struct gx_index *index)
{
	GX_AUTO(free) struct hit *hits = gx_calloc(index->n + 1, sizeof *hits);
	size_t n = 0;

	for (size_t i = 0; i < index->n; i++) {
		int relevance = gx_record_relevance(&index->v[i], words, args->words.n);

		if (relevance)
			hits[n++] = (struct hit){ &index->v[i], relevance };
	}
	qsort(hits, n, sizeof *hits, by_relevance);
	print(hits, n, args->json);
	if (!n)
		gx_say("none of %zu packages matches", index->n);
}

static int run_search(struct find_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(index) struct gx_index index = GX_INDEX_INIT;
	regex_t *words = NULL;

	if (!args->words.n)
		return gx_fail(err, GX_EUSAGE, "nothing to search for was named");
	if (gx_inputs_store(&store, err) < 0 || compile_words(&args->words, &words, err) < 0)
		return -1;
	if (gx_index_open(store, &args->inputs, NULL, &index, err) < 0) {
		free_words(words, args->words.n);
		return -1;
	}
	search(args, words, &index);
	free_words(words, args->words.n);
	return 0;
}

/* --- show --------------------------------------------------------------------------------- */

static int run_show(struct find_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(index) struct gx_index index = GX_INDEX_INIT;
	GX_AUTO(free) struct hit *hits = NULL;
	size_t n = 0;

	if (!args->words.n)
		return gx_fail(err, GX_EUSAGE, "no package was named");
	if (gx_inputs_store(&store, err) < 0 ||
	    gx_index_open(store, &args->inputs, &args->words, &index, err) < 0)
		return -1;
	for (size_t w = 0; w < args->words.n; w++) {
		size_t before = n;

		hits = gx_reallocarray(hits, n + index.n + 1, sizeof *hits);
		for (size_t i = 0; i < index.n; i++)
			if (gx_record_is(&index.v[i], args->words.v[w]))
				hits[n++] = (struct hit){ &index.v[i], 0 };
		if (n == before)
			return gx_index_unknown(&index, args->words.v[w], err);
		qsort(hits + before, n - before, sizeof *hits, by_relevance);
	}
	print(hits, n, args->json);
	return 0;
}

static int run(const struct gx_command *cmd, int argc, char **argv,
	       int (*perform)(struct find_args *args, struct gx_err *err), struct gx_err *err)
{
	struct find_args args = { .inputs = GX_INPUTS_INIT };
	int r = gx_opts_parse(cmd->options, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : perform(&args, err);
	gx_inputs_clear(&args.inputs);
	gx_strv_clear(&args.words);
	return r;
}

int gx_cmd_search(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	return run(cmd, argc, argv, run_search, err);
}

int gx_cmd_show(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	return run(cmd, argc, argv, run_show, err);
}
