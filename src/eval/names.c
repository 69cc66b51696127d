/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which variables hold packages of which name, for (gx eval lazy names): a table that is found out
 * once for each content of the channels' modules and then kept beside the compiled ones, as a
 * text file names-KEY of lines
 *
 *	gx-names 1
 *	NAME FILE VARIABLE		(between tabs; FILE as "gnu/packages/base")
 *	end HASH
 *
 * sorted by name. */
#include "config.h"
#include "eval/compiled.h"
#include "eval/guile.h"
#include "eval/scan.h"
#include "eval/recent.h"
#include "eval/trace.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define NAMES_MAX ((size_t)256 << 20)
#define HEADER "gx-names 1\n"

/* The process's table, from the header on; empty until it is loaded or set. */
static struct gx_buf table;

/* All that package modules are made of: their own texts and those of what they may use. */
static void content_key(struct gx_hash *out)
{
	const struct gx_scan *scan = gx_compiled_modules();
	struct gx_hasher *hasher = gx_hasher_new(GX_HASH_SHA256);

	gx_hasher_add(hasher, HEADER PACKAGE_VERSION, sizeof HEADER PACKAGE_VERSION);
	for (size_t i = 0; i < gx_scan_count(scan); i++) {
		const struct gx_hash *text = gx_scan_text(scan, i);
		size_t root = gx_scan_root_of(scan, i);

		gx_hasher_add(hasher, gx_scan_rel(scan, i), strlen(gx_scan_rel(scan, i)) + 1);
		gx_hasher_add(hasher, &root, sizeof root);
		gx_hasher_add(hasher, text->bytes, text->len);
	}
	gx_hasher_end(hasher, out);
}

/* What the table of the present content is called; yours. */
static char *table_name(void)
{
	GX_AUTO(free) char *text = NULL;
	struct gx_hash key;

	content_key(&key);
	text = gx_base32_str(key.bytes, 20);
	return gx_asprintf("names-%s", text);
}

static bool load(void)
{
	GX_AUTO(free) char *name = NULL, *path = NULL;

	gx_buf_reset(&table);
	if (!gx_compiled_writable())
		return false;
	name = table_name();
	path = gx_path_join(gx_compiled_writable(), name);
	if (!gx_recent_read(path, NAMES_MAX, &table)
	    && !strncmp(gx_buf_str(&table), HEADER, strlen(HEADER)))
		return true;
	gx_buf_reset(&table);
	return false;
}

static SCM engine_names_load(void)
{
	bool loaded;

	gx_trace_suspended++;
	loaded = load();
	gx_trace_suspended--;
	return scm_from_bool(loaded);
}

static void store(void)
{
	GX_AUTO(free) char *name = table_name();
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_buf_add(&text, table.data, table.len);
	if (gx_compiled_writable())
		gx_recent_write(gx_compiled_writable(), name, &text);
}

/* LINES are sorted strings without newlines. */
static SCM engine_names_set(SCM lines, SCM keep)
{
	gx_buf_reset(&table);
	gx_buf_adds(&table, HEADER);
	for (; scm_is_pair(lines); lines = scm_cdr(lines)) {
		char *line = scm_to_utf8_string(scm_car(lines));

		gx_buf_adds(&table, line);
		gx_buf_addc(&table, '\n');
		free(line);
	}
	if (scm_is_true(keep)) {
		gx_trace_suspended++;
		store();
		gx_trace_suspended--;
	}
	return SCM_UNSPECIFIED;
}

/* The rest of the line at *AT, moved behind it: "FILE\tVARIABLE" as a pair. */
static SCM read_pair(const char **at)
{
	const char *tab = strchr(*at, '\t'), *newline = strchr(*at, '\n');
	SCM pair;

	if (!tab || !newline || tab > newline)
		return SCM_BOOL_F;
	pair = scm_cons(scm_from_utf8_stringn(*at, tab - *at),
			scm_from_utf8_symboln(tab + 1, newline - tab - 1));
	*at = newline;
	return pair;
}

static SCM lookup(const char *name)
{
	GX_AUTO(free) char *start = gx_asprintf("\n%s\t", name);
	const char *at = gx_buf_str(&table);
	SCM out = SCM_EOL;

	/* The lines of one name follow each other, after the header. */
	while ((at = strstr(at, start))) {
		SCM pair;

		at += strlen(start);
		pair = read_pair(&at);
		if (scm_is_true(pair))
			out = scm_cons(pair, out);
	}
	return scm_reverse_x(out, SCM_EOL);
}

static SCM engine_names_lookup(SCM name)
{
	char *text;
	SCM out;

	SCM_ASSERT_TYPE(scm_is_string(name), name, 1, "names-lookup", "string");
	text = scm_to_utf8_string(name);
	out = strpbrk(text, "\n\t") ? SCM_EOL : lookup(text);
	free(text);
	return out;
}

static SCM engine_names_all(void)
{
	const char *at = strchr(gx_buf_str(&table), '\n'), *last = NULL;
	size_t last_len = 0;
	SCM out = SCM_EOL;

	for (; at && at[1]; at = strchr(at + 1, '\n')) {
		size_t len = strcspn(at + 1, "\t\n");

		if (last && len == last_len && !memcmp(last, at + 1, len))
			continue;
		last = at + 1;
		last_len = len;
		out = scm_cons(scm_from_utf8_stringn(last, len), out);
	}
	return scm_reverse_x(out, SCM_EOL);
}

/* --- what the table depends on -------------------------------------------------------------- */

/* The folders of a channel decide by what they do not have, too. */
static void note_folder(const char *path, unsigned depth)
{
	DIR *dir = depth > 32 ? NULL : opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		GX_AUTO(free) char *child = NULL;

		if (entry->d_name[0] == '.' || (entry->d_type != DT_DIR
						&& entry->d_type != DT_UNKNOWN))
			continue;
		child = gx_path_join(path, entry->d_name);
		note_folder(child, depth + 1);
	}
	if (dir)
		closedir(dir);
}

/* A pinned channel is known by its commit. */
static SCM engine_names_note(void)
{
	const struct gx_scan *scan = gx_compiled_modules();
	enum gx_scan_root_kind kind;
	struct stat st;

	for (size_t i = 0; i < gx_scan_root_count(scan); i++) {
		const char *root = gx_scan_root(scan, i, &kind);

		if (kind == GX_SCAN_CHANNEL && !gx_trace_ignored(root))
			note_folder(root, 0);
	}
	for (size_t i = 0; i < gx_scan_count(scan); i++) {
		const char *root = gx_scan_root(scan, gx_scan_root_of(scan, i), &kind);

		if (kind == GX_SCAN_CHANNEL && !gx_trace_ignored(root))
			stat(gx_scan_source(scan, i), &st);
	}
	return SCM_UNSPECIFIED;
}

static SCM engine_names_outside(void)
{
	return scm_from_size_t(gx_trace_outside());
}

static const struct gx_primitive names_table[] = {
	{ "names-load", 0, 0, engine_names_load,
	  "(names-load): is the table of the channels' present content known?" },
	{ "names-set!", 2, 0, engine_names_set,
	  "(names-set! LINES KEEP?): let LINES, sorted, be the table, for later runs too if KEEP?." },
	{ "names-lookup", 1, 0, engine_names_lookup,
	  "(names-lookup NAME): pairs FILE . VARIABLE that may be packages called NAME." },
	{ "names-all", 0, 0, engine_names_all,
	  "(names-all): all names in the table, sorted." },
	{ "names-note", 0, 0, engine_names_note,
	  "(names-note): record that this evaluation depends on all modules of the channels." },
	{ "names-outside", 0, 0, engine_names_outside,
	  "(names-outside): how often something besides the channels' files was looked at, from 1; "
	  "0 if that is not recorded." },
};

void gx_names_define(void)
{
	gx_define_primitives(names_table, GX_ARRAY_SIZE(names_table));
}
