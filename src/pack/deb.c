/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Debian packages: an ar archive of
 *
 *	debian-binary		"2.0\n"
 *	control.tar.gz		control, and postinst and triggers if given
 *	data.tar[.gz|.xz|.zst]	the files
 *
 * each after a header of 60 bytes (name 16, time 12, owner 6, group 6, mode 8, size 10, "`\n")
 * and padded to an even length.  The size of data.tar stands before it: it is made twice,
 * the first time to count. */
#include "pack/deb.h"
#include "pack/blob.h"
#include "pack/compression.h"
#include "pack/tar.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct counter {
	gx_sink_fn *next;
	void *payload;
	uint64_t size;
};

static int count(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct counter *counter = payload;

	counter->size += len;
	return counter->next ? counter->next(counter->payload, data, len, err) : 0;
}

/* What dpkg allows in a package's name. */
static char *package_name(const char *name)
{
	struct gx_buf out = GX_BUF_INIT;

	for (const char *p = name; *p; p++) {
		char c = (char)tolower((unsigned char)*p);

		gx_buf_addc(&out, isalnum((unsigned char)c) || strchr("+-.", c) ? c : '-');
	}
	if (out.len < 2 || !isalnum((unsigned char)out.data[0])) {
		GX_AUTO(free) char *rest = out.len ? gx_buf_take(&out) : gx_strdup("");

		gx_buf_addf(&out, "gx-%s", rest);
	}
	return gx_buf_take(&out);
}

static char *control_text(const struct gx_content *c)
{
	GX_AUTO(free) char *name = package_name(c->opts->name ? c->opts->name : "gx-pack");
	const char *version = c->opts->version ? c->opts->version : "0";

	if (c->opts->deb_control)
		return gx_strdup(c->opts->deb_control);
	return gx_asprintf("Package: %s\nVersion: %s%s\nArchitecture: amd64\n"
			   "Maintainer: gx\nSection: misc\nPriority: optional\n"
			   "Installed-Size: %llu\nDescription: %s, packed by gx\n", name,
			   isdigit((unsigned char)version[0]) ? "" : "0+", version,
			   (unsigned long long)((c->total + 1023) / 1024), name);
}

static int add_control(struct gx_tar *tar, const char *path, mode_t mode, const char *text,
		       struct gx_err *err)
{
	struct gx_entry e = { .path = path, .kind = GX_ENTRY_FILE, .mode = mode, .data = text };

	if (!text)
		return 0;
	e.size = strlen(text);
	return gx_tar_add(tar, &e, err);
}

static int write_control(struct gx_content *c, gx_sink_fn *sink, void *payload,
			 struct gx_err *err)
{
	GX_AUTO(compressor) struct gx_compressor *z = NULL;
	GX_AUTO(free) char *control = control_text(c);
	GX_AUTO(tar) struct gx_tar tar = { 0 };

	if (gx_compression_open(GX_PACK_GZIP, 1, sink, payload, &z, err))
		return -1;
	gx_tar_init(&tar, gx_compressor_write, z);
	if (add_control(&tar, "./control", 0644, control, err) ||
	    add_control(&tar, "./postinst", 0755, c->opts->deb_postinst, err) ||
	    add_control(&tar, "./triggers", 0644, c->opts->deb_triggers, err) ||
	    gx_tar_end(&tar, err))
		return -1;
	return gx_compressor_end(z, err);
}

/* dpkg knows files as "./usr/bin/x". */
static int add_dotted(void *tar, const struct gx_entry *entry, struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_asprintf("./%s", entry->path), *target = NULL;
	struct gx_entry e = *entry;

	e.path = path;
	if (e.kind == GX_ENTRY_HARD)
		e.target = target = gx_asprintf("./%s", entry->target);
	return gx_tar_add(tar, &e, err);
}

static int write_tar(struct gx_content *c, gx_sink_fn *sink, void *payload, struct gx_err *err)
{
	GX_AUTO(tar) struct gx_tar tar;

	gx_tar_init(&tar, sink, payload);
	tar.gnu = true;
	if (gx_content_emit(c, add_dotted, &tar, err))
		return -1;
	return gx_tar_end(&tar, err);
}

static int write_data(struct gx_content *c, gx_sink_fn *sink, void *payload, struct gx_err *err)
{
	enum gx_pack_compression compression = gx_blob_compression(c->opts);
	GX_AUTO(compressor) struct gx_compressor *z = NULL;

	if (compression == GX_PACK_NONE)
		return write_tar(c, sink, payload, err);
	if (gx_compression_open(compression, c->opts->threads, sink, payload, &z, err) ||
	    write_tar(c, gx_compressor_write, z, err))
		return -1;
	return gx_compressor_end(z, err);
}

#define MAX_MEMBER 9999999999ull	/* ten digits in the header of ar */

typedef int member_fn(struct gx_content *c, gx_sink_fn *sink, void *payload, struct gx_err *err);

/* An ar member: made once to count, then sent. */
static int write_member(struct gx_content *c, const char *name, member_fn *make,
			gx_sink_fn *sink, void *payload, struct gx_err *err)
{
	struct counter dry = { 0 }, wet = { sink, payload };
	char head[61];

	if (make(c, count, &dry, err))
		return -1;
	if (dry.size > MAX_MEMBER) {
		gx_fail(err, GX_EINVALID, "a deb cannot hold so much: %s takes %llu bytes", name,
			(unsigned long long)dry.size);
		return gx_err_hint(err, "compress it (-C xz), or make another format");
	}
	snprintf(head, sizeof head, "%-16s%-12d%-6d%-6d%-8s%-10llu`\n", name, 1, 0, 0, "100644",
		 (unsigned long long)dry.size);
	if (sink(payload, head, 60, err) || make(c, count, &wet, err))
		return -1;
	if (wet.size != dry.size)
		return gx_fail(err, GX_EHASH, "the store changed while %s was made", name);
	return wet.size % 2 ? sink(payload, "\n", 1, err) : 0;
}

static int write_version(struct gx_content *c, gx_sink_fn *sink, void *payload,
			 struct gx_err *err)
{
	return sink(payload, "2.0\n", 4, err);
}

int gx_deb_write(struct gx_content *c, gx_sink_fn *sink, void *payload, struct gx_err *err)
{
	enum gx_pack_compression compression = gx_blob_compression(c->opts);
	GX_AUTO(free) char *data = gx_asprintf("data.tar%s", gx_pack_compression_suffix(compression));

	c->total *= 2;	/* for the progress: twice through the store */
	if (sink(payload, "!<arch>\n", 8, err) ||
	    write_member(c, "debian-binary", write_version, sink, payload, err) ||
	    write_member(c, "control.tar.gz", write_control, sink, payload, err))
		return -1;
	return write_member(c, data, write_data, sink, payload, err);
}
