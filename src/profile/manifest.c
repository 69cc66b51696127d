/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PROFILE/manifest, versions 3 and 4 (doc/formats.md 7). */
#include "profile/profile.h"

#include "util/sexp.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 64
#define MAX_BYTES (16u << 20)

static void clear_entry(struct gx_manifest_entry *entry)
{
	free(entry->name);
	free(entry->version);
	free(entry->output);
	free(entry->item);
	free(entry->properties);
	gx_search_paths_clear(&entry->paths);
	for (size_t i = 0; i < entry->ndeps; i++)
		clear_entry(&entry->deps[i]);
	free(entry->deps);
}

void gx_manifest_free(struct gx_manifest *manifest)
{
	if (!manifest)
		return;
	for (size_t i = 0; i < manifest->n; i++)
		clear_entry(&manifest->v[i]);
	free(manifest->v);
	free(manifest);
}

void gx_cleanup_manifest(struct gx_manifest **manifest)
{
	gx_manifest_free(*manifest);
	*manifest = NULL;
}

/* --- reading --------------------------------------------------------------------------- */

static int malformed(const struct gx_sexp *at, const char *what, struct gx_err *err)
{
	return gx_fail(err, GX_EINVALID, "line %u: malformed %s", at ? at->line : 0, what);
}

/* (VARIABLE (FILE…) SEPARATOR TYPE PATTERN) */
static int parse_spec(const struct gx_sexp *sexp, struct gx_search_paths *out,
		      struct gx_err *err)
{
	const struct gx_sexp *files = gx_sexp_at(sexp, 1), *type = gx_sexp_at(sexp, 3);
	const char *variable = gx_sexp_string(gx_sexp_at(sexp, 0));
	const char *separator = gx_sexp_string(gx_sexp_at(sexp, 2));
	const char *pattern = gx_sexp_string(gx_sexp_at(sexp, 4));
	struct gx_search_path *spec;

	if (!variable || !files || files->kind != GX_SEXP_LIST || !type ||
	    type->kind != GX_SEXP_SYMBOL)
		return malformed(sexp, "search path", err);
	spec = gx_search_paths_add(out);
	spec->variable = gx_strdup(variable);
	spec->separator = separator ? gx_strdup(separator) : NULL;
	spec->type = gx_strdup(type->text);
	spec->pattern = pattern ? gx_strdup(pattern) : NULL;
	for (size_t i = 0; i < files->n; i++) {
		if (!gx_sexp_string(files->items[i]))
			return malformed(files->items[i], "search path", err);
		gx_strv_push(&spec->files, files->items[i]->text);
	}
	return 0;
}

static int parse_entries(const struct gx_sexp *list, unsigned depth,
			 struct gx_manifest_entry **out, size_t *n, struct gx_err *err);

static int parse_fields(const struct gx_sexp *sexp, unsigned depth,
			struct gx_manifest_entry *entry, struct gx_err *err)
{
	const struct gx_sexp *deps = gx_sexp_find(sexp, "propagated-inputs");
	const struct gx_sexp *paths = gx_sexp_at(gx_sexp_find(sexp, "search-paths"), 1);
	const struct gx_sexp *properties = gx_sexp_at(gx_sexp_find(sexp, "properties"), 1);

	if (deps && parse_entries(gx_sexp_at(deps, 1), depth + 1, &entry->deps,
				  &entry->ndeps, err) < 0)
		return -1;
	for (size_t i = 0; paths && i < paths->n; i++)
		if (parse_spec(paths->items[i], &entry->paths, err) < 0)
			return -1;
	if (properties && properties->n) {
		GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

		gx_sexp_format(properties, &text);
		entry->properties = gx_buf_take(&text);
	}
	return 0;
}

/* ("name" "version" "output" "path" FIELD…) or (repeated "name" "version" "path") */
static int parse_entry(const struct gx_sexp *sexp, unsigned depth,
		       struct gx_manifest_entry *entry, struct gx_err *err)
{
	bool repeated = gx_sexp_is_symbol(gx_sexp_at(sexp, 0), "repeated");
	const char *name = gx_sexp_string(gx_sexp_at(sexp, repeated));
	const char *version = gx_sexp_string(gx_sexp_at(sexp, 1 + repeated));
	const char *output = repeated ? "" : gx_sexp_string(gx_sexp_at(sexp, 2));
	const char *item = gx_sexp_string(gx_sexp_at(sexp, 3));

	if (!name || !version || !output || !item || !gx_store_path_ok(item))
		return malformed(sexp, "entry", err);
	entry->repeated = repeated;
	entry->name = gx_strdup(name);
	entry->version = gx_strdup(version);
	entry->output = repeated ? NULL : gx_strdup(output);
	entry->item = gx_strdup(item);
	return repeated ? 0 : parse_fields(sexp, depth, entry, err);
}

static int parse_entries(const struct gx_sexp *list, unsigned depth,
			 struct gx_manifest_entry **out, size_t *n, struct gx_err *err)
{
	if (!list || list->kind != GX_SEXP_LIST || list->dotted || depth > MAX_DEPTH)
		return malformed(list, "list of entries", err);
	*out = gx_calloc(list->n, sizeof **out);
	for (size_t i = 0; i < list->n; i++)
		if (parse_entry(list->items[i], depth, &(*out)[(*n)++], err) < 0)
			return -1;
	return 0;
}

/* All entries, what they propagate after them, level by level. */
static const struct gx_manifest_entry **breadth_first(const struct gx_manifest *manifest,
						      size_t *count)
{
	const struct gx_manifest_entry **all = NULL;
	size_t n = 0;

	for (size_t i = 0; i < manifest->n; i++) {
		all = gx_reallocarray(all, n + 1, sizeof *all);
		all[n++] = &manifest->v[i];
	}
	for (size_t at = 0; at < n; at++) {
		const struct gx_manifest_entry *entry = all[at];

		if (!entry->ndeps)
			continue;
		all = gx_reallocarray(all, n + entry->ndeps, sizeof *all);
		for (size_t i = 0; i < entry->ndeps; i++)
			all[n++] = &entry->deps[i];
	}
	*count = n;
	return all;
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What is repeated must be described somewhere. */
static int check_repeated(const struct gx_manifest *manifest, struct gx_err *err)
{
	size_t n, count = 0;
	GX_AUTO(free) const struct gx_manifest_entry **all = breadth_first(manifest, &n);
	GX_AUTO(free) const char **described = gx_calloc(n + 1, sizeof *described);

	for (size_t i = 0; i < n; i++)
		if (!all[i]->repeated)
			described[count++] = all[i]->item;
	qsort(described, count, sizeof *described, compare_text);
	for (size_t i = 0; i < n; i++) {
		const char *key = all[i]->item;

		if (all[i]->repeated &&
		    !bsearch(&key, described, count, sizeof *described, compare_text))
			return gx_fail(err, GX_EINVALID, "%s is repeated but never described", key);
	}
	return 0;
}

int gx_manifest_parse(const char *text, size_t len, struct gx_manifest **out,
		      struct gx_err *err)
{
	GX_AUTO(manifest) struct gx_manifest *manifest = gx_calloc(1, sizeof *manifest);
	GX_AUTO(sexp) struct gx_sexp *doc = NULL;
	const struct gx_sexp *root, *version, *packages;

	if (gx_sexp_parse(text, len, &doc, err) < 0)
		return -1;
	root = doc->n == 1 ? gx_sexp_at(doc, 0) : NULL;
	version = gx_sexp_at(gx_sexp_find(root, "version"), 1);
	packages = gx_sexp_find(root, "packages");
	if (!gx_sexp_is_form(root, "manifest") || !version || !packages ||
	    version->kind != GX_SEXP_SYMBOL)
		return gx_fail(err, GX_EINVALID, "this is not the manifest of a profile");
	if (strcmp(version->text, "3") && strcmp(version->text, "4"))
		return gx_fail(err, GX_EINVALID, "manifest version %s is not known",
			       version->text);
	manifest->version = atoi(version->text);
	if (parse_entries(gx_sexp_at(packages, 1), 0, &manifest->v, &manifest->n, err) < 0 ||
	    check_repeated(manifest, err) < 0)
		return -1;
	*out = gx_steal(&manifest);
	return 0;
}

int gx_manifest_read(const char *store_dir, const char *profile, struct gx_manifest **out,
		     struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(profile, "manifest");
	GX_AUTO(free) char *physical = NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int r = gx_profile_resolve(store_dir, file, &physical, err);

	if (r == 0)
		r = gx_file_read(physical, MAX_BYTES, &text, err);
	if (r > 0) {
		gx_fail(err, GX_ENOTFOUND, "%s is not a profile", profile);
		return gx_err_hint(err, "a profile is a directory with a file 'manifest'");
	}
	if (r == 0)
		r = gx_manifest_parse(gx_buf_str(&text), text.len, out, err);
	return r < 0 ? gx_err_prefix(err, "%s", file) : 0;
}

/* --- writing --------------------------------------------------------------------------- */

static void format_spec(const struct gx_search_path *spec, struct gx_buf *out)
{
	gx_buf_addc(out, '(');
	gx_sexp_add_string(out, spec->variable);
	gx_buf_adds(out, " (");
	for (size_t i = 0; i < spec->files.n; i++) {
		if (i)
			gx_buf_addc(out, ' ');
		gx_sexp_add_string(out, spec->files.v[i]);
	}
	gx_buf_adds(out, ") ");
	if (spec->separator)
		gx_sexp_add_string(out, spec->separator);
	else
		gx_buf_adds(out, "#f");
	gx_buf_addf(out, " %s ", spec->type);
	if (spec->pattern)
		gx_sexp_add_string(out, spec->pattern);
	else
		gx_buf_adds(out, "#f");
	gx_buf_addc(out, ')');
}

static void new_line(struct gx_buf *out, unsigned indent)
{
	gx_buf_addf(out, "\n%*s", (int)indent, "");
}

static void format_entry(const struct gx_manifest_entry *entry, int version, unsigned indent,
			 struct gx_buf *out)
{
	const char *words[] = { entry->name, entry->version, entry->output, entry->item };
	bool all = version == 3;

	gx_buf_adds(out, entry->repeated ? "(repeated " : "(");
	for (size_t i = 0; i < 4; i++) {
		if (!words[i])
			continue;
		gx_sexp_add_string(out, words[i]);
		if (i < 3)
			gx_buf_addc(out, ' ');
	}
	if (entry->ndeps || (all && !entry->repeated)) {
		new_line(out, indent + 1);
		gx_buf_adds(out, "(propagated-inputs (");
		for (size_t i = 0; i < entry->ndeps; i++) {
			new_line(out, indent + 2);
			format_entry(&entry->deps[i], version, indent + 2, out);
		}
		gx_buf_adds(out, "))");
	}
	if (entry->paths.n || (all && !entry->repeated)) {
		new_line(out, indent + 1);
		gx_buf_adds(out, "(search-paths (");
		for (size_t i = 0; i < entry->paths.n; i++) {
			new_line(out, indent + 2);
			format_spec(&entry->paths.v[i], out);
		}
		gx_buf_adds(out, "))");
	}
	if (entry->properties || (all && !entry->repeated)) {
		new_line(out, indent + 1);
		gx_buf_addf(out, "(properties %s)", entry->properties ? entry->properties : "()");
	}
	gx_buf_addc(out, ')');
}

void gx_manifest_format(const struct gx_manifest *manifest, int version, struct gx_buf *out)
{
	gx_buf_addf(out, ";; Written by gx for its own use: the content of a profile.\n"
		    ";; A file for the '--manifest' option looks different;\n"
		    ";; `gx shell --export-manifest' prints one.\n\n"
		    "(manifest\n (version %d)\n (packages\n  (", version);
	for (size_t i = 0; i < manifest->n; i++) {
		if (i)
			new_line(out, 3);
		format_entry(&manifest->v[i], version, 3, out);
	}
	gx_buf_adds(out, ")))\n");
}

/* The description, in the order of the file, of what ENTRY repeats. */
static const struct gx_manifest_entry *find_description(const struct gx_manifest_entry *list,
							size_t n,
							const struct gx_manifest_entry *entry)
{
	for (size_t i = 0; i < n; i++) {
		const struct gx_manifest_entry *at = &list[i];

		if (!at->repeated && !strcmp(at->item, entry->item))
			return at;
		at = find_description(at->deps, at->ndeps, entry);
		if (at)
			return at;
	}
	return NULL;
}

const struct gx_manifest_entry *gx_manifest_described(const struct gx_manifest *manifest,
						      const struct gx_manifest_entry *entry)
{
	const struct gx_manifest_entry *found =
		entry->repeated ? find_description(manifest->v, manifest->n, entry) : NULL;

	return found ? found : entry;
}

/* --- what follows from it ---------------------------------------------------------------- */

void gx_manifest_search_paths(const struct gx_manifest *manifest, struct gx_search_paths *out)
{
	size_t n;
	GX_AUTO(free) const struct gx_manifest_entry **all = breadth_first(manifest, &n);

	gx_search_paths_want_path(out);
	/* Guix turns the list of each package around, and its scripts show it. */
	for (size_t i = 0; i < n; i++)
		for (size_t j = all[i]->paths.n; j > 0; j--)
			gx_search_paths_copy(out, &all[i]->paths.v[j - 1]);
}

void gx_manifest_items(const struct gx_manifest *manifest, struct gx_strv *out)
{
	size_t n;
	GX_AUTO(free) const struct gx_manifest_entry **all = breadth_first(manifest, &n);
	GX_AUTO(free) const char **sorted = gx_calloc(n, sizeof *sorted);
	GX_AUTO(free) bool *seen = gx_calloc(n, sizeof *seen);

	for (size_t i = 0; i < n; i++)
		sorted[i] = all[i]->item;
	qsort(sorted, n, sizeof *sorted, compare_text);
	for (size_t i = 0; i < n; i++) {
		const char *key = all[i]->item;
		const char **at = bsearch(&key, sorted, n, sizeof *sorted, compare_text);

		while (at > sorted && !strcmp(at[-1], key))
			at--;
		if (!seen[at - sorted])
			gx_strv_push(out, key);
		seen[at - sorted] = true;
	}
}
