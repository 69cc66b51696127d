/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Search path specifications and what they give for a profile. */
#include "profile/profile.h"

#include <dirent.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_DEPTH 64

static void clear_spec(struct gx_search_path *spec)
{
	free(spec->variable);
	gx_strv_clear(&spec->files);
	free(spec->separator);
	free(spec->type);
	free(spec->pattern);
}

void gx_search_paths_clear(struct gx_search_paths *paths)
{
	for (size_t i = 0; i < paths->n; i++)
		clear_spec(&paths->v[i]);
	free(paths->v);
	*paths = (struct gx_search_paths)GX_SEARCH_PATHS_INIT;
}

struct gx_search_path *gx_search_paths_add(struct gx_search_paths *paths)
{
	paths->v = gx_reallocarray(paths->v, paths->n + 1, sizeof *paths->v);
	paths->v[paths->n] = (struct gx_search_path){ 0 };
	return &paths->v[paths->n++];
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_spec(const struct gx_search_path *a, const struct gx_search_path *b)
{
	if (strcmp(a->variable, b->variable) || !same_text(a->separator, b->separator) ||
	    !same_text(a->pattern, b->pattern) || strcmp(a->type, b->type) ||
	    a->files.n != b->files.n)
		return false;
	for (size_t i = 0; i < a->files.n; i++)
		if (strcmp(a->files.v[i], b->files.v[i]))
			return false;
	return true;
}

static char *copy_text(const char *text)
{
	return text ? gx_strdup(text) : NULL;
}

void gx_search_paths_copy(struct gx_search_paths *paths, const struct gx_search_path *spec)
{
	struct gx_search_path *copy;

	for (size_t i = 0; i < paths->n; i++)
		if (same_spec(&paths->v[i], spec))
			return;
	copy = gx_search_paths_add(paths);
	copy->variable = gx_strdup(spec->variable);
	gx_strv_append(&copy->files, &spec->files);
	copy->separator = copy_text(spec->separator);
	copy->type = gx_strdup(spec->type);
	copy->pattern = copy_text(spec->pattern);
}

void gx_search_paths_want_path(struct gx_search_paths *paths)
{
	struct gx_search_path *spec, moved;
	size_t i;

	for (i = 0; i < paths->n; i++)
		if (!strcmp(paths->v[i].variable, "PATH"))
			break;
	if (i == paths->n) {
		spec = gx_search_paths_add(paths);
		spec->variable = gx_strdup("PATH");
		gx_strv_push(&spec->files, "bin");
		gx_strv_push(&spec->files, "sbin");
		spec->separator = gx_strdup(":");
		spec->type = gx_strdup("directory");
	}
	moved = paths->v[i];
	memmove(paths->v + 1, paths->v, i * sizeof *paths->v);
	paths->v[0] = moved;
}

/* --- the lines ------------------------------------------------------------------------- */

/* The text up to the next tab or newline, which *P then is at; NULL if empty. */
static char *field(const char **p)
{
	size_t n = strcspn(*p, "\t\n");
	char *text = n ? gx_strndup(*p, n) : NULL;

	*p += n;
	return text;
}

static char *next_field(const char **p)
{
	if (**p != '\t')
		return NULL;
	(*p)++;
	return field(p);
}

static int parse_line(const char **p, struct gx_search_paths *out, struct gx_err *err)
{
	struct gx_search_path *spec = gx_search_paths_add(out);

	spec->variable = field(p);
	spec->separator = next_field(p);
	spec->type = next_field(p);
	if (!spec->type)
		spec->type = gx_strdup("directory");
	spec->pattern = next_field(p);
	while (**p == '\t') {
		char *file = next_field(p);

		/* "" is the profile itself, as in a search path for its root */
		gx_strv_take(&spec->files, file ? file : gx_strdup(""));
	}
	if (!spec->variable || !spec->files.n)
		return gx_fail(err, GX_EINVALID, "a search path lacks its variable or files");
	return 0;
}

int gx_search_paths_parse(const char *lines, struct gx_search_paths *out, struct gx_err *err)
{
	GX_AUTO(search_paths) struct gx_search_paths paths = GX_SEARCH_PATHS_INIT;

	while (*lines) {
		if (*lines == '\n') {
			lines++;
			continue;
		}
		if (parse_line(&lines, &paths, err) < 0)
			return -1;
	}
	*out = paths;
	paths = (struct gx_search_paths)GX_SEARCH_PATHS_INIT;
	return 0;
}

/* --- evaluation ------------------------------------------------------------------------ */

struct find {
	const char *store_dir;
	const char *type;
	regex_t pattern;
	struct gx_strv found;
};

static bool has_type(const char *type, mode_t mode)
{
	if (!strcmp(type, "directory"))
		return S_ISDIR(mode);
	return !strcmp(type, "regular") && S_ISREG(mode);
}

/* Look at FILE (called NAME in the result) and below, base names against the pattern. */
static int find_below(struct find *f, const char *file, const char *name, unsigned depth,
		      struct gx_err *err)
{
	GX_AUTO(free) char *physical = NULL;
	GX_AUTO(dir) DIR *dir = NULL;
	struct dirent *entry;
	struct stat st;
	int r = gx_profile_resolve(f->store_dir, file, &physical, err);

	if (r)
		return r < 0 ? -1 : 0;
	if (lstat(physical, &st) < 0)
		return 0;
	if (has_type(f->type, st.st_mode) &&
	    !regexec(&f->pattern, gx_path_base(name), 0, NULL, 0))
		gx_strv_push(&f->found, name);
	if (!S_ISDIR(st.st_mode) || depth > MAX_DEPTH || !(dir = opendir(physical)))
		return 0;
	while ((entry = readdir(dir))) {
		GX_AUTO(free) char *below = NULL, *below_name = NULL;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		below = gx_path_join(physical, entry->d_name);
		below_name = gx_path_join(name, entry->d_name);
		if (find_below(f, below, below_name, depth + 1, err) < 0)
			return -1;
	}
	return 0;
}

static int eval_pattern(const char *store_dir, const char *file, const char *name,
			const struct gx_search_path *spec, struct gx_strv *out,
			struct gx_err *err)
{
	struct find f = { .store_dir = store_dir, .type = spec->type };
	int r;

	if (regcomp(&f.pattern, spec->pattern, REG_EXTENDED | REG_NOSUB))
		return gx_fail(err, GX_EINVALID, "%s: '%s' is no regular expression",
			       spec->variable, spec->pattern);
	r = find_below(&f, file, name, 0, err);
	gx_strv_sort(&f.found);
	gx_strv_append(out, &f.found);
	gx_strv_clear(&f.found);
	regfree(&f.pattern);
	return r;
}

static int eval_file(const char *store_dir, const char *root, const char *name,
		     const struct gx_search_path *spec, struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(free) char *file = *name ? gx_path_join(root, name) : gx_strdup(root);
	GX_AUTO(free) char *physical = NULL;
	struct stat st;
	int r;

	if (spec->pattern)
		return eval_pattern(store_dir, file, name, spec, out, err);
	r = gx_profile_resolve(store_dir, file, &physical, err);
	if (r == 0 && lstat(physical, &st) == 0 && has_type(spec->type, st.st_mode))
		gx_strv_push(out, name);
	return r < 0 ? -1 : 0;
}

int gx_search_path_eval(const char *store_dir, const char *root,
			const struct gx_search_path *spec, struct gx_strv *out,
			struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv found = GX_STRV_INIT;

	for (size_t i = 0; i < spec->files.n; i++)
		if (eval_file(store_dir, root, spec->files.v[i], spec, &found, err) < 0)
			return -1;
	for (size_t i = 0; i < found.n && (i == 0 || spec->separator); i++)
		gx_strv_push(out, found.v[i]);
	return 0;
}
