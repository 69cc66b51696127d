/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derivations as ATerm text (doc/formats.md 5).
 *
 *	Derive([OUTPUT,…],[INPUT,…],["SOURCE",…],"SYSTEM","BUILDER",["ARG",…],[("K","V"),…])
 *	OUTPUT = ("name","path","algo","hash")    INPUT = ("/gnu/store/….drv",["out",…])
 *
 * Strings escape " \ newline, carriage return and tab; all lists but the arguments are
 * sorted by bytes without repetition. */
#include "store/drv.h"

#include "store/drv_format.h"
#include "store/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DRV_MAX (64u << 20)	/* bytes of one .drv; real ones stay below 1 MiB */

struct gx_drv *gx_drv_new(void)
{
	return gx_calloc(1, sizeof(struct gx_drv));
}

static void clear_output(struct gx_drv_output *output)
{
	free(output->name);
	free(output->path);
	free(output->algo);
	free(output->hash);
}

void gx_drv_free(struct gx_drv *drv)
{
	if (!drv)
		return;
	for (size_t i = 0; i < drv->noutputs; i++)
		clear_output(&drv->outputs[i]);
	for (size_t i = 0; i < drv->ninputs; i++) {
		free(drv->inputs[i].drv);
		gx_strv_clear(&drv->inputs[i].outputs);
	}
	for (size_t i = 0; i < drv->nenv; i++) {
		free(drv->env[i].name);
		free(drv->env[i].value);
	}
	free(drv->outputs);
	free(drv->inputs);
	free(drv->env);
	gx_strv_clear(&drv->sources);
	gx_strv_clear(&drv->args);
	free(drv->system);
	free(drv->builder);
	free(drv);
}

void gx_cleanup_drv(struct gx_drv **drv)
{
	gx_drv_free(*drv);
	*drv = NULL;
}

/* --- reading ---------------------------------------------------------------------------- */

struct reader {
	const char *start;
	const char *p;
	const char *end;
	struct gx_err *err;
};

static int bad(struct reader *r, const char *what)
{
	return gx_fail(r->err, GX_EINVALID, "malformed derivation at byte %zu: %s",
		       (size_t)(r->p - r->start), what);
}

static int expect(struct reader *r, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, text, n))
		return gx_fail(r->err, GX_EINVALID, "malformed derivation at byte %zu: expected `%s'",
			       (size_t)(r->p - r->start), text);
	r->p += n;
	return 0;
}

static int unescape(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case '"':
	case '\\':
		return c;
	default:
		return -1;
	}
}

/* One quoted string; bytes that must be escaped, and NUL, are refused raw, so that each
 * derivation has exactly one text. */
static int read_string(struct reader *r, char **out)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	if (expect(r, "\"") < 0)
		return -1;
	for (;;) {
		const char *run = r->p;
		int c;

		while (r->p < r->end && *r->p && !strchr("\"\\\n\r\t", *r->p))
			r->p++;
		gx_buf_add(&buf, run, (size_t)(r->p - run));
		if (r->p >= r->end)
			return bad(r, "unterminated string");
		if (*r->p == '"')
			break;
		if (*r->p != '\\' || r->end - r->p < 2 || (c = unescape(r->p[1])) < 0)
			return bad(r, "illegal byte or escape in a string");
		gx_buf_addc(&buf, (char)c);
		r->p += 2;
	}
	r->p++;
	*out = gx_buf_take(&buf);
	return 0;
}

/* ELEMENT is called once for each element between the brackets. */
static int read_list(struct reader *r, int (*element)(struct reader *r, void *payload),
		     void *payload)
{
	if (expect(r, "[") < 0)
		return -1;
	if (r->p < r->end && *r->p == ']') {
		r->p++;
		return 0;
	}
	for (;;) {
		if (element(r, payload) < 0)
			return -1;
		if (r->p >= r->end || (*r->p != ',' && *r->p != ']'))
			return bad(r, "expected `,' or `]'");
		if (*r->p++ == ']')
			return 0;
	}
}

static int add_string(struct reader *r, void *payload)
{
	char *s;

	if (read_string(r, &s) < 0)
		return -1;
	gx_strv_take(payload, s);
	return 0;
}

static int add_sorted(struct reader *r, void *payload)
{
	struct gx_strv *list = payload;

	if (add_string(r, list) < 0)
		return -1;
	if (list->n > 1 && strcmp(list->v[list->n - 2], list->v[list->n - 1]) >= 0)
		return bad(r, "the strings are not sorted, or one is there twice");
	return 0;
}

static int add_store_path(struct reader *r, void *payload)
{
	struct gx_strv *list = payload;

	if (add_sorted(r, list) < 0)
		return -1;
	return gx_store_path_ok(list->v[list->n - 1]) ? 0 : bad(r, "not a store path");
}

/* Room for one more zeroed element in an array of N; grows by doubling. */
static void *one_more(void *array, size_t n, size_t size)
{
	char *p = array;

	if ((n & (n - 1)) == 0)
		p = gx_reallocarray(p, n ? n * 2 : 1, size);
	memset(p + n * size, 0, size);
	return p;
}

/* COUNT strings in parentheses, each into its place. */
static int read_tuple(struct reader *r, char **places[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (expect(r, i ? "," : "(") < 0 || read_string(r, places[i]) < 0)
			return -1;
	return expect(r, ")");
}

static bool known_algo(const char *algo)
{
	enum gx_hash_algo ignored;

	if (!strncmp(algo, "r:", 2))
		algo += 2;
	return gx_hash_algo_parse(algo, &ignored) == 0;
}

static bool output_ok(const struct gx_drv_output *o)
{
	enum gx_hash_algo algo;
	unsigned char digest[GX_HASH_MAX];
	const char *name = o->algo;

	if (!gx_store_name_ok(o->name) || (*o->path && !gx_store_path_ok(o->path)))
		return false;
	if (!*o->algo)
		return !*o->hash;
	if (!known_algo(o->algo))
		return false;
	if (!strncmp(name, "r:", 2))
		name += 2;
	gx_hash_algo_parse(name, &algo);
	return gx_base16_decode(o->hash, strlen(o->hash), digest, gx_hash_algo_size(algo)) == 0;
}

static int add_output(struct reader *r, void *payload)
{
	struct gx_drv *drv = payload;
	struct gx_drv_output *o;

	drv->outputs = one_more(drv->outputs, drv->noutputs, sizeof *drv->outputs);
	o = &drv->outputs[drv->noutputs++];
	if (read_tuple(r, (char **[]){ &o->name, &o->path, &o->algo, &o->hash }, 4) < 0)
		return -1;
	if (!output_ok(o))
		return bad(r, "illegal output");
	if (drv->noutputs > 1 && strcmp(o[-1].name, o->name) >= 0)
		return bad(r, "the outputs are not sorted");
	return 0;
}

static int add_input(struct reader *r, void *payload)
{
	struct gx_drv *drv = payload;
	struct gx_drv_input *in;

	drv->inputs = one_more(drv->inputs, drv->ninputs, sizeof *drv->inputs);
	in = &drv->inputs[drv->ninputs++];
	if (expect(r, "(") < 0 || read_string(r, &in->drv) < 0 || expect(r, ",") < 0
	    || read_list(r, add_sorted, &in->outputs) < 0 || expect(r, ")") < 0)
		return -1;
	if (!gx_store_path_ok(in->drv) || !in->outputs.n)
		return bad(r, "illegal input");
	if (drv->ninputs > 1 && strcmp(in[-1].drv, in->drv) >= 0)
		return bad(r, "the inputs are not sorted");
	return 0;
}

static int add_env(struct reader *r, void *payload)
{
	struct gx_drv *drv = payload;
	struct gx_drv_env *e;

	drv->env = one_more(drv->env, drv->nenv, sizeof *drv->env);
	e = &drv->env[drv->nenv++];
	if (read_tuple(r, (char **[]){ &e->name, &e->value }, 2) < 0)
		return -1;
	if (drv->nenv > 1 && strcmp(e[-1].name, e->name) >= 0)
		return bad(r, "the variables are not sorted");
	return 0;
}

static int read_drv(struct reader *r, struct gx_drv *drv)
{
	if (expect(r, "Derive(") < 0 || read_list(r, add_output, drv) < 0
	    || expect(r, ",") < 0 || read_list(r, add_input, drv) < 0
	    || expect(r, ",") < 0 || read_list(r, add_store_path, &drv->sources) < 0
	    || expect(r, ",") < 0 || read_string(r, &drv->system) < 0
	    || expect(r, ",") < 0 || read_string(r, &drv->builder) < 0
	    || expect(r, ",") < 0 || read_list(r, add_string, &drv->args) < 0
	    || expect(r, ",") < 0 || read_list(r, add_env, drv) < 0 || expect(r, ")") < 0)
		return -1;
	if (r->p != r->end)
		return bad(r, "bytes after the end");
	return drv->noutputs ? 0 : bad(r, "no outputs");
}

int gx_drv_parse(const char *text, size_t len, struct gx_drv **out, struct gx_err *err)
{
	struct reader r = { text, text, text + len, err };
	GX_AUTO(drv) struct gx_drv *drv = gx_drv_new();

	if (read_drv(&r, drv) < 0)
		return -1;
	*out = gx_steal(&drv);
	return 0;
}

int gx_drv_read(const char *store_dir, const char *path, struct gx_drv **out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	GX_AUTO(free) char *file = NULL;
	int r;

	if (!gx_store_path_ok(path))
		return gx_fail(err, GX_EINVALID, "`%s' is not a store path", path);
	file = gx_path_join(store_dir, gx_store_path_hash(path));
	r = gx_file_read(file, DRV_MAX, &buf, err);
	if (r < 0)
		return -1;
	if (r > 0)
		return gx_fail(err, GX_ENOTFOUND, "derivation `%s' does not exist", path);
	if (gx_drv_parse(gx_buf_str(&buf), buf.len, out, err) < 0)
		return gx_err_prefix(err, "%s", path);
	return 0;
}

/* --- writing ---------------------------------------------------------------------------- */

static void put_string(struct gx_buf *out, const char *s)
{
	gx_buf_addc(out, '"');
	for (;;) {
		size_t n = strcspn(s, "\"\\\n\r\t");

		gx_buf_add(out, s, n);
		s += n;
		if (!*s)
			break;
		gx_buf_addc(out, '\\');
		gx_buf_addc(out, *s == '\n' ? 'n' : *s == '\r' ? 'r' : *s == '\t' ? 't' : *s);
		s++;
	}
	gx_buf_addc(out, '"');
}

static void put_strings(struct gx_buf *out, const struct gx_strv *list)
{
	gx_buf_addc(out, '[');
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			gx_buf_addc(out, ',');
		put_string(out, list->v[i]);
	}
	gx_buf_addc(out, ']');
}

static void put_tuple(struct gx_buf *out, bool first, const char *const *strings, size_t n)
{
	gx_buf_adds(out, first ? "(" : ",(");
	for (size_t i = 0; i < n; i++) {
		if (i)
			gx_buf_addc(out, ',');
		put_string(out, strings[i]);
	}
	gx_buf_addc(out, ')');
}

static void put_inputs(struct gx_buf *out, const struct gx_drv_input *inputs, size_t n)
{
	gx_buf_addc(out, '[');
	for (size_t i = 0; i < n; i++) {
		gx_buf_adds(out, i ? ",(" : "(");
		put_string(out, inputs[i].drv);
		gx_buf_addc(out, ',');
		put_strings(out, &inputs[i].outputs);
		gx_buf_addc(out, ')');
	}
	gx_buf_addc(out, ']');
}

void gx_drv_format_with(const struct gx_drv *drv, const struct gx_drv_input *inputs,
			size_t ninputs, bool mask, struct gx_buf *out)
{
	gx_buf_adds(out, "Derive([");
	for (size_t i = 0; i < drv->noutputs; i++) {
		const struct gx_drv_output *o = &drv->outputs[i];

		put_tuple(out, i == 0, (const char *[]){ o->name, mask ? "" : o->path,
							  o->algo, o->hash }, 4);
	}
	gx_buf_adds(out, "],");
	put_inputs(out, inputs, ninputs);
	gx_buf_addc(out, ',');
	put_strings(out, &drv->sources);
	gx_buf_addc(out, ',');
	put_string(out, drv->system);
	gx_buf_addc(out, ',');
	put_string(out, drv->builder);
	gx_buf_addc(out, ',');
	put_strings(out, &drv->args);
	gx_buf_adds(out, ",[");
	for (size_t i = 0; i < drv->nenv; i++) {
		const struct gx_drv_env *e = &drv->env[i];
		bool hide = mask && gx_drv_output(drv, e->name);

		put_tuple(out, i == 0, (const char *[]){ e->name, hide ? "" : e->value }, 2);
	}
	gx_buf_adds(out, "])");
}

void gx_drv_format(const struct gx_drv *drv, struct gx_buf *out)
{
	gx_drv_format_with(drv, drv->inputs, drv->ninputs, false, out);
}

/* --- looking ---------------------------------------------------------------------------- */

const char *gx_drv_getenv(const struct gx_drv *drv, const char *name)
{
	for (size_t i = 0; i < drv->nenv; i++)
		if (!strcmp(drv->env[i].name, name))
			return drv->env[i].value;
	return NULL;
}

const struct gx_drv_output *gx_drv_output(const struct gx_drv *drv, const char *name)
{
	for (size_t i = 0; i < drv->noutputs; i++)
		if (!strcmp(drv->outputs[i].name, name))
			return &drv->outputs[i];
	return NULL;
}

bool gx_drv_is_fixed(const struct gx_drv *drv)
{
	return drv->noutputs == 1 && *drv->outputs[0].algo;
}

char *gx_drv_name(const char *path)
{
	const char *name = gx_store_path_ok(path) ? gx_store_path_name(path) : gx_path_base(path);
	size_t n = strlen(name);

	if (n > 4 && !strcmp(name + n - 4, ".drv"))
		n -= 4;
	return gx_strndup(name, n);
}

void gx_drv_references(const struct gx_drv *drv, struct gx_strv *out)
{
	for (size_t i = 0; i < drv->ninputs; i++)
		gx_strv_push(out, drv->inputs[i].drv);
	gx_strv_append(out, &drv->sources);
	gx_strv_sort(out);
	gx_strv_uniq(out);
}

void gx_drv_setenv(struct gx_drv *drv, const char *name, const char *value)
{
	size_t at = 0;

	while (at < drv->nenv && strcmp(drv->env[at].name, name) < 0)
		at++;
	if (at < drv->nenv && !strcmp(drv->env[at].name, name)) {
		char *copy = gx_strdup(value);

		free(drv->env[at].value);
		drv->env[at].value = copy;
		return;
	}
	drv->env = gx_reallocarray(drv->env, drv->nenv + 1, sizeof *drv->env);
	memmove(&drv->env[at + 1], &drv->env[at], (drv->nenv - at) * sizeof *drv->env);
	drv->env[at] = (struct gx_drv_env){ gx_strdup(name), gx_strdup(value) };
	drv->nenv++;
}
