/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The note "told" of a cache entry:
 *
 *	{"image": [{"column": N, "file": NAME, "line": N, "name": FIELD, "option": OPTION,
 *		    "values": [TEXT…]}…],
 *	 "packages": [[NAME, VERSION, OUTPUT, PATH]…]} */
#include "cli/told.h"

#include <string.h>

#define NOTE "told"

static struct gx_json *package_json(const struct gx_eval_package *package)
{
	char *const words[] = { package->name, package->version, package->output, package->path };

	return gx_json_strings(words, GX_ARRAY_SIZE(words));
}

static struct gx_json *field_json(const struct gx_eval_image_field *field)
{
	struct gx_json *object = gx_json_object();

	gx_json_set_str(object, "name", field->name);
	gx_json_set_str(object, "option", field->option);
	gx_json_set_str(object, "file", field->file);
	gx_json_set(object, "line", gx_json_integer(field->line));
	gx_json_set(object, "column", gx_json_integer(field->column));
	gx_json_set(object, "values", gx_json_strings(field->values.v, field->values.n));
	return object;
}

void gx_told_add(struct gx_cache_entry *entry, const struct gx_eval_result *result)
{
	GX_AUTO(json) struct gx_json *root = gx_json_object();
	struct gx_json *packages = gx_json_array(), *image = gx_json_array();
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	for (size_t i = 0; i < result->npackages; i++)
		gx_json_add(packages, package_json(&result->packages[i]));
	for (size_t i = 0; i < result->nimage; i++)
		gx_json_add(image, field_json(&result->image[i]));
	gx_json_set(root, "packages", packages);
	gx_json_set(root, "image", image);
	gx_json_format(root, false, &text);
	gx_cache_add_fact(entry, GX_FACT_NOTE, NOTE)->value = gx_buf_take(&text);
}

static char *copy(const struct gx_json *text)
{
	return gx_strdup(gx_json_str(text) ? gx_json_str(text) : "");
}

static void read_packages(const struct gx_json *list, struct gx_eval_result *result)
{
	size_t n = gx_json_count(list);

	result->packages = gx_calloc(n ? n : 1, sizeof *result->packages);
	result->npackages = n;
	for (size_t i = 0; i < n; i++) {
		const struct gx_json *words = gx_json_at(list, i);

		result->packages[i] = (struct gx_eval_package){
			copy(gx_json_at(words, 0)), copy(gx_json_at(words, 1)),
			copy(gx_json_at(words, 2)), copy(gx_json_at(words, 3)) };
	}
}

static void read_image(const struct gx_json *list, struct gx_eval_result *result)
{
	size_t n = gx_json_count(list);

	result->image = gx_calloc(n ? n : 1, sizeof *result->image);
	result->nimage = n;
	for (size_t i = 0; i < n; i++) {
		const struct gx_json *from = gx_json_at(list, i);
		const struct gx_json *values = gx_json_get(from, "values");
		struct gx_eval_image_field *field = &result->image[i];

		field->name = copy(gx_json_get(from, "name"));
		field->option = copy(gx_json_get(from, "option"));
		field->file = copy(gx_json_get(from, "file"));
		field->line = (int)gx_json_int(gx_json_get(from, "line"));
		field->column = (int)gx_json_int(gx_json_get(from, "column"));
		for (size_t k = 0; k < gx_json_count(values); k++)
			gx_strv_take(&field->values, copy(gx_json_at(values, k)));
	}
}

bool gx_told_read(const struct gx_cache_entry *entry, struct gx_eval_result *result)
{
	for (size_t i = 0; i < entry->nfacts; i++) {
		const struct gx_fact *fact = &entry->facts[i];
		GX_AUTO(json) struct gx_json *root = NULL;

		if (fact->type != GX_FACT_NOTE || strcmp(fact->name, NOTE) || !fact->value)
			continue;
		if (gx_json_parse(fact->value, strlen(fact->value), &root, NULL))
			return false;
		read_packages(gx_json_get(root, "packages"), result);
		read_image(gx_json_get(root, "image"), result);
		result->profile_out = gx_strdup(entry->profile);
		return true;
	}
	return false;
}
