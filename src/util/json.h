/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON values, on jansson: read foreign documents, write canonical ones. */
#ifndef GX_JSON_H
#define GX_JSON_H

/* A value.  Readers borrow parts of it; gx_json_free releases the root only. */
struct gx_json;

/* Parse LEN bytes; GX_EINVALID names line and column.  Depth and size are bounded. */
int gx_json_parse(const char *text, size_t len, struct gx_json **out, struct gx_err *err);
void gx_json_free(struct gx_json *value);
void gx_cleanup_json(struct gx_json **value);

/* Readers never fail: a member that is absent, or of another kind, is NULL (0, false). */
const struct gx_json *gx_json_get(const struct gx_json *object, const char *key);
const struct gx_json *gx_json_at(const struct gx_json *array, size_t i);
size_t gx_json_count(const struct gx_json *array_or_object);
const char *gx_json_str(const struct gx_json *value);
const char *gx_json_get_str(const struct gx_json *object, const char *key);
long long gx_json_int(const struct gx_json *value);
bool gx_json_is_object(const struct gx_json *value);
bool gx_json_is_array(const struct gx_json *value);
/* Call FN for each member of OBJECT, in the order of their keys. */
void gx_json_each(const struct gx_json *object,
		  void (*fn)(void *payload, const char *key, const struct gx_json *value),
		  void *payload);

/* Makers.  Bytes that are not UTF-8 become "?". */
struct gx_json *gx_json_object(void);
struct gx_json *gx_json_array(void);
struct gx_json *gx_json_string(const char *s);
struct gx_json *gx_json_integer(long long n);
struct gx_json *gx_json_boolean(bool b);
struct gx_json *gx_json_strings(char *const *v, size_t n);	/* an array */
struct gx_json *gx_json_copy(const struct gx_json *value);	/* deep */
/* Both take VALUE over. */
void gx_json_set(struct gx_json *object, const char *key, struct gx_json *value);
void gx_json_add(struct gx_json *array, struct gx_json *value);
void gx_json_set_str(struct gx_json *object, const char *key, const char *s);

/* The text with sorted keys: compact (one line, no blanks), or indented by two. */
void gx_json_format(const struct gx_json *value, bool indented, struct gx_buf *out);

#endif
