/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a transaction changes: found, told, printed. */
#include "cli/package_changes.h"

#include "build/build.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *kind_of_change(const char *before, const char *after)
{
	int r = strverscmp(before, after);

	return r < 0 ? "upgrade" : r > 0 ? "downgrade" : "rebuild";
}

static const struct gx_manifest_entry *find_entry(const struct gx_manifest *manifest,
						  const struct gx_eval_package *package)
{
	for (size_t i = 0; i < manifest->n; i++) {
		const struct gx_manifest_entry *entry =
			gx_manifest_described(manifest, &manifest->v[i]);

		if (!strcmp(entry->name, package->name) &&
		    !strcmp(entry->output, package->output))
			return entry;
	}
	return NULL;
}

static bool stays(const struct gx_manifest_entry *entry, const struct gx_eval_result *result)
{
	for (size_t i = 0; i < result->npackages; i++)
		if (!strcmp(entry->name, result->packages[i].name) &&
		    !strcmp(entry->output, result->packages[i].output))
			return true;
	return false;
}

size_t gx_package_changes(const struct gx_manifest *old, const struct gx_eval_result *result,
			  struct gx_package_change *out)
{
	size_t n = 0;

	for (size_t i = 0; i < old->n; i++) {
		const struct gx_manifest_entry *entry = gx_manifest_described(old, &old->v[i]);

		if (!stays(entry, result))
			out[n++] = (struct gx_package_change){
				"remove", entry->name, entry->output, entry->version, NULL };
	}
	for (size_t i = 0; i < result->npackages; i++) {
		const struct gx_eval_package *p = &result->packages[i];
		const struct gx_manifest_entry *before = find_entry(old, p);

		if (!before)
			out[n++] = (struct gx_package_change){
				"install", p->name, p->output, NULL, p->version };
		else if (strcmp(before->item, p->path))
			out[n++] = (struct gx_package_change){
				kind_of_change(before->version, p->version), p->name, p->output,
				before->version, p->version };
	}
	return n;
}

void gx_package_tell(const struct gx_package_change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct gx_package_change *c = &changes[i];
		bool plain = !strcmp(c->output, "out");
		const char *arrow = c->before && c->after ? " -> " : "";

		gx_say("%-9s %s%s%s %s%s%s", c->what, c->name, plain ? "" : ":",
		       plain ? "" : c->output, c->before ? c->before : "", arrow,
		       c->after ? c->after : "");
	}
}

void gx_package_print_json(const char *profile, unsigned long number, const char *item,
		       const struct gx_package_change *changes, size_t n)
{
	GX_AUTO(json) struct gx_json *object = gx_json_object();
	struct gx_json *array = gx_json_array();
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		struct gx_json *change = gx_json_object();

		gx_json_set_str(change, "change", changes[i].what);
		gx_json_set_str(change, "name", changes[i].name);
		gx_json_set_str(change, "output", changes[i].output);
		if (changes[i].before)
			gx_json_set_str(change, "before", changes[i].before);
		if (changes[i].after)
			gx_json_set_str(change, "after", changes[i].after);
		gx_json_add(array, change);
	}
	gx_json_set_str(object, "profile", profile);
	gx_json_set(object, "generation", gx_json_integer((long long)number));
	gx_json_set_str(object, "item", item);
	gx_json_set(object, "changes", array);
	gx_json_format(object, true, &text);
	puts(gx_buf_str(&text));
}

/* --- collisions ------------------------------------------------------------------------------ */

#define WARNING "warning: "
#define COLLISION " is in both "
#define MAX_LOG (4u << 20)

/* The text of the build log of DRV; nothing when there is none. */
static void read_log(struct gx_store *store, const char *drv, struct gx_buf *out)
{
	GX_AUTO(free) char *log = NULL;
	GX_AUTO(fd) int fd = memfd_create("gx-log", MFD_CLOEXEC);

	if (fd >= 0 && gx_build_log_path(store, drv, &log, NULL) == 0 &&
	    gx_build_log_show(log, fd, NULL) == 0 && lseek(fd, 0, SEEK_SET) == 0)
		gx_fd_read_all(fd, MAX_LOG, out, NULL);
}

void gx_package_tell_collisions(struct gx_store *store, const char *drv)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	read_log(store, drv, &text);
	gx_strv_split(&lines, gx_buf_str(&text), "\n");
	for (size_t i = 0; i < lines.n; i++) {
		const char *warning = strstr(lines.v[i], WARNING);

		if (warning && strstr(warning, COLLISION))
			gx_warn("%s", warning + strlen(WARNING));
	}
}
