/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the trace of start-up files. */
#include "shell/check.h"

#include <stdlib.h>
#include <string.h>

#define RECORD '\x1e'
#define UNKNOWN '\x02'
#define END "__gx_end"

/* One value that a variable had, and the command that led to it. */
struct state {
	char *value, *file;
	unsigned line;
	size_t number;		/* of all states, in their order */
	enum gx_clobber_kind kind;
	size_t before;		/* how much comes before what is the environment's */
};

/* The values of one variable, the present one last.  Where one is back that was there before (a
 * function's local value ended, or a subshell's) those since then are forgotten. */
struct history {
	struct state *v;
	size_t n;
};

struct reading {
	const struct gx_env_change *env;
	size_t n;
	bool pure;
	char *file;		/* the place of the last command */
	unsigned line;
	size_t number;
	struct history *histories;
};

/* How far back a value may be to be back. */
#define MEMORY 64

static const enum gx_clobber_kind fine = (enum gx_clobber_kind)-1;

void gx_clobbers_clear(struct gx_clobbers *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->v[i].variable);
		free(list->v[i].file);
	}
	free(list->v);
	*list = (struct gx_clobbers)GX_CLOBBERS_INIT;
}

/* Is AT, in VALUE, at its start or behind a separator? */
static bool starts_part(const char *value, const char *at, const char *sep)
{
	size_t n = strlen(sep);

	return at == value || ((size_t)(at - value) >= n && !strncmp(at - n, sep, n));
}

/* How VALUE compares with what CHANGE made; *BEFORE is how much comes before that. */
static enum gx_clobber_kind compare(const struct gx_env_change *change, bool pure,
				    const char *value, size_t *before)
{
	size_t n = change->value ? strlen(change->value) : 0;
	const char *sep = change->separator, *at = value;

	*before = 0;
	if (change->op == GX_ENV_UNSET)
		return *value ? GX_CLOBBER_SET : fine;
	if (!*value)
		return GX_CLOBBER_UNSET;
	if (change->op == GX_ENV_SET || pure || !sep || !*sep)
		return strcmp(value, change->value) ? GX_CLOBBER_REPLACED : fine;
	if (!n)
		return fine;	/* nothing that could be lost */
	for (; (at = strstr(at, change->value)); at++)
		if (starts_part(value, at, sep) &&
		    (!at[n] || !strncmp(at + n, sep, strlen(sep)))) {
			*before = (size_t)(at - value);
			return at == value ? fine : GX_CLOBBER_BEHIND;
		}
	return GX_CLOBBER_REPLACED;
}

/* --- histories ---------------------------------------------------------------------------- */

static void shorten(struct history *h, size_t n)
{
	while (h->n > n) {
		h->n--;
		free(h->v[h->n].value);
		free(h->v[h->n].file);
	}
}

/* The last command led to VALUE. */
static void note(struct reading *r, size_t i, const char *value)
{
	struct history *h = &r->histories[i];
	struct state state = { NULL, NULL, r->line, r->number, fine, 0 };

	for (size_t back = 1; back <= h->n && back <= MEMORY; back++)
		if (!strcmp(h->v[h->n - back].value, value)) {
			shorten(h, h->n - back + 1);
			return;
		}
	state.kind = compare(&r->env[i], r->pure, value, &state.before);
	state.value = gx_strdup(value);
	state.file = gx_strdup(r->file ? r->file : "?");
	h->v = gx_reallocarray(h->v, h->n + 1, sizeof *h->v);
	h->v[h->n++] = state;
	r->number++;
}

/* Did the step from FROM to TO do anything of its own to the environment's part? */
static bool is_guilty(const struct state *from, const struct state *to)
{
	if (from->kind != to->kind)
		return true;
	if (to->kind == GX_CLOBBER_BEHIND)
		return from->before != to->before ||
		       strncmp(from->value, to->value, to->before) != 0;
	/* (what was replaced and then only added to was done by the first) */
	return to->kind == GX_CLOBBER_REPLACED && !strstr(to->value, from->value);
}

struct found {
	size_t number;
	struct gx_clobber clobber;
};

/* The states that explain what the variable is in the end: the last of their kind. */
static void explain(const struct history *h, const char *variable, struct found **found, size_t *n)
{
	for (size_t i = h->n; i > 0; i--) {
		const struct state *s = &h->v[i - 1];

		if (s->kind == fine || s->kind != h->v[h->n - 1].kind)
			return;
		if (i > 1 && !is_guilty(s - 1, s))
			continue;
		*found = gx_reallocarray(*found, *n + 1, sizeof **found);
		(*found)[(*n)++] = (struct found){ s->number, {
			s->kind, gx_strdup(variable), gx_strdup(s->file), s->line } };
	}
}

static int by_number(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static void add(struct gx_clobbers *out, struct gx_clobber clobber)
{
	out->v = gx_reallocarray(out->v, out->n + 1, sizeof *out->v);
	out->v[out->n++] = clobber;
}

static void explain_all(const struct reading *r, struct gx_clobbers *out)
{
	GX_AUTO(free) struct found *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		explain(&r->histories[i], r->env[i].name, &found, &n);
	if (n)
		qsort(found, n, sizeof *found, by_number);
	for (size_t i = 0; i < n; i++)
		add(out, found[i].clobber);
}

/* --- records -------------------------------------------------------------------------------- */

static bool is_unknown(const char *value)
{
	return *value == UNKNOWN || !strncmp(value, "${", 2);
}

/* One record.  False after the last. */
static bool read_record(struct reading *r, char *text)
{
	char *file = strsep(&text, "\x1f"), *line = text ? strsep(&text, "\x1f") : NULL;

	for (size_t i = 0; text && i < r->n; i++) {
		const char *value = strsep(&text, "\x1f");

		/* (the last field is closed too, or the record was cut off) */
		if (text && !is_unknown(value))
			note(r, i, value);
	}
	if (!text)
		return true;
	if (strstr(text, END))
		return false;
	if (*file) {
		free(r->file);
		r->file = gx_strdup(file);
		r->line = line ? (unsigned)strtoul(line, NULL, 10) : 0;
	}
	return true;
}

void gx_check_trace(const struct gx_env_change *env, size_t n, bool pure, const char *text,
		    size_t size, struct gx_clobbers *out)
{
	struct reading r = { env, n, pure, NULL, 0, 0, gx_calloc(n, sizeof(struct history)) };
	const char *end = text + size, *at = memchr(text, RECORD, size);
	bool more = true;

	while (more && at) {
		const char *next;
		GX_AUTO(free) char *record = NULL;

		/* (nested commands repeat the first character) */
		while (at < end && *at == RECORD)
			at++;
		next = memchr(at, RECORD, (size_t)(end - at));
		record = gx_strndup(at, (size_t)((next ? next : end) - at));
		more = read_record(&r, record);
		at = next;
	}
	explain_all(&r, out);
	if (more && r.file)
		add(out, (struct gx_clobber){ GX_CLOBBER_END, NULL, gx_strdup(r.file), r.line });
	for (size_t i = 0; i < n; i++) {
		shorten(&r.histories[i], 0);
		free(r.histories[i].v);
	}
	free(r.histories);
	free(r.file);
}
