/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON values, on jansson. */
#include "util/util.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* struct gx_json is jansson's json_t under our name: no other folder sees the library. */
static json_t *inner(const struct gx_json *value)
{
	return (json_t *)value;
}

static struct gx_json *outer(json_t *value)
{
	if (!value)
		abort();
	return (struct gx_json *)value;
}

int gx_json_parse(const char *text, size_t len, struct gx_json **out, struct gx_err *err)
{
	json_error_t e;
	json_t *value = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);

	if (!value)
		return gx_fail(err, GX_EINVALID, "line %d, column %d of the JSON text: %s",
			       e.line, e.column, e.text);
	*out = outer(value);
	return 0;
}

void gx_json_free(struct gx_json *value)
{
	json_decref(inner(value));
}

void gx_cleanup_json(struct gx_json **value)
{
	gx_json_free(*value);
	*value = NULL;
}

const struct gx_json *gx_json_get(const struct gx_json *object, const char *key)
{
	return (const struct gx_json *)json_object_get(inner(object), key);
}

const struct gx_json *gx_json_at(const struct gx_json *array, size_t i)
{
	return (const struct gx_json *)json_array_get(inner(array), i);
}

size_t gx_json_count(const struct gx_json *value)
{
	return json_is_object(inner(value)) ? json_object_size(inner(value))
					    : json_array_size(inner(value));
}

const char *gx_json_str(const struct gx_json *value)
{
	return json_string_value(inner(value));
}

const char *gx_json_get_str(const struct gx_json *object, const char *key)
{
	return gx_json_str(gx_json_get(object, key));
}

long long gx_json_int(const struct gx_json *value)
{
	return json_integer_value(inner(value));
}

bool gx_json_is_object(const struct gx_json *value)
{
	return json_is_object(inner(value));
}

bool gx_json_is_array(const struct gx_json *value)
{
	return json_is_array(inner(value));
}

void gx_json_each(const struct gx_json *object,
		  void (*fn)(void *payload, const char *key, const struct gx_json *value),
		  void *payload)
{
	struct gx_strv keys = GX_STRV_INIT;
	const char *key;
	json_t *value;

	json_object_foreach(inner(object), key, value)
		gx_strv_push(&keys, key);
	gx_strv_sort(&keys);
	for (size_t i = 0; i < keys.n; i++)
		fn(payload, keys.v[i], gx_json_get(object, keys.v[i]));
	gx_strv_clear(&keys);
}

struct gx_json *gx_json_object(void)
{
	return outer(json_object());
}

struct gx_json *gx_json_array(void)
{
	return outer(json_array());
}

/* What is not UTF-8 cannot be JSON: S with question marks for it; yours. */
static char *plain(const char *s)
{
	char *copy = gx_strdup(s);

	for (char *p = copy; *p; p++) {
		if ((unsigned char)*p >= 0x80)
			*p = '?';
	}
	return copy;
}

struct gx_json *gx_json_string(const char *s)
{
	json_t *value = json_string(s);
	GX_AUTO(free) char *copy = value ? NULL : plain(s);

	return outer(value ? value : json_string(copy));
}

struct gx_json *gx_json_integer(long long n)
{
	return outer(json_integer(n));
}

struct gx_json *gx_json_boolean(bool b)
{
	return outer(json_boolean(b));
}

struct gx_json *gx_json_strings(char *const *v, size_t n)
{
	struct gx_json *array = gx_json_array();

	for (size_t i = 0; i < n; i++)
		gx_json_add(array, gx_json_string(v[i]));
	return array;
}

struct gx_json *gx_json_copy(const struct gx_json *value)
{
	return outer(json_deep_copy(inner(value)));
}

void gx_json_set(struct gx_json *object, const char *key, struct gx_json *value)
{
	GX_AUTO(free) char *copy = NULL;

	json_incref(inner(value));
	if (json_object_set_new(inner(object), key, inner(value))) {
		/* the failure took the other reference */
		copy = plain(key);
		if (json_object_set(inner(object), copy, inner(value)))
			abort();
	}
	json_decref(inner(value));
}

void gx_json_add(struct gx_json *array, struct gx_json *value)
{
	if (json_array_append_new(inner(array), inner(value)))
		abort();
}

void gx_json_set_str(struct gx_json *object, const char *key, const char *s)
{
	gx_json_set(object, key, gx_json_string(s));
}

static int add_chunk(const char *data, size_t len, void *buf)
{
	gx_buf_add(buf, data, len);
	return 0;
}

void gx_json_format(const struct gx_json *value, bool indented, struct gx_buf *out)
{
	size_t flags = JSON_SORT_KEYS | JSON_ENCODE_ANY;

	flags |= indented ? JSON_INDENT(2) : JSON_COMPACT;
	if (json_dump_callback(inner(value), add_chunk, out, flags))
		abort();
}
