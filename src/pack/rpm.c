/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RPM packages: a lead (96 bytes, for file(1)), the signature header padded to 8 bytes, the
 * header, and a compressed cpio archive ("newc").
 *
 * The header holds the digests of each file and of the payload, and stands before it: the
 * payload is made twice, the first time for its digests. */
#include "pack/deb.h"
#include "pack/async.h"
#include "pack/blob.h"
#include "pack/compression.h"
#include "pack/rpm_header.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What the header tells of one file. */
struct rpm_file {
	char *dir;		/* "/gnu/store/", with slashes at both ends */
	char *base;
	char *target;		/* or NULL */
	char digest[65];	/* "" unless a regular file */
	unsigned mode;
	uint32_t size;
};

struct rpm {
	struct gx_content *content;
	struct rpm_file *files;
	size_t n, cap;
	bool record;		/* the first pass */
	gx_sink_fn *sink;	/* takes the cpio archive */
	void *payload;
	uint64_t offset;	/* in the cpio archive */
	uint32_t inode;
	uint64_t installed;
};

/* --- the cpio archive ------------------------------------------------------------------------ */

static int put(struct rpm *rpm, const void *data, size_t len, struct gx_err *err)
{
	rpm->offset += len;
	return rpm->sink(rpm->payload, data, len, err);
}

static int put_raw(void *rpm, const void *data, size_t len, struct gx_err *err)
{
	return put(rpm, data, len, err);
}

static int pad4(struct rpm *rpm, struct gx_err *err)
{
	return put(rpm, "\0\0\0", -rpm->offset % 4, err);
}

static int put_head(struct rpm *rpm, const char *name, unsigned mode, uint32_t size,
		    struct gx_err *err)
{
	char head[111];

	snprintf(head, sizeof head, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
		 ++rpm->inode, mode, 0, 0, 1, 1, size, 0, 0, 0, 0, (unsigned)strlen(name) + 1, 0);
	if (put(rpm, head, 110, err) || put(rpm, name, strlen(name) + 1, err))
		return -1;
	return pad4(rpm, err);
}

/* A file's bytes into the archive, and into the hash that the header wants. */
struct file_sink {
	struct rpm *rpm;
	struct gx_hasher *hasher;
};

static int put_file(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct file_sink *sink = payload;

	if (sink->hasher)
		gx_hasher_add(sink->hasher, data, len);
	return put_raw(sink->rpm, data, len, err);
}

static int put_contents(struct rpm *rpm, const struct gx_entry *e, char *digest,
			struct gx_err *err)
{
	struct file_sink sink = { rpm, NULL };
	struct gx_hash hash;

	if (e->size > UINT32_MAX / 2)
		return gx_fail(err, GX_EINVALID, "%s is too large for an rpm", e->path);
	if (digest)
		sink.hasher = gx_hasher_new(GX_HASH_SHA256);
	if (gx_entry_read(e, put_file, &sink, err)) {
		gx_hasher_free(sink.hasher);
		return -1;
	}
	if (digest) {
		GX_AUTO(free) char *hex = NULL;

		gx_hasher_end(sink.hasher, &hash);
		hex = gx_base16_str(hash.bytes, hash.len);
		memcpy(digest, hex, 65);
	}
	return pad4(rpm, err);
}

static unsigned file_mode(const struct gx_entry *e)
{
	switch (e->kind) {
	case GX_ENTRY_DIR:
		return S_IFDIR | e->mode;
	case GX_ENTRY_LINK:
		return S_IFLNK | 0777;
	default:
		return S_IFREG | e->mode;
	}
}

static struct rpm_file *record(struct rpm *rpm, const struct gx_entry *e)
{
	const char *base = gx_path_base(e->path);
	struct rpm_file *file;

	if (rpm->n == rpm->cap) {
		rpm->cap = rpm->cap * 2 + 256;
		rpm->files = gx_reallocarray(rpm->files, rpm->cap, sizeof *rpm->files);
	}
	file = &rpm->files[rpm->n++];
	*file = (struct rpm_file){ .base = gx_strdup(base), .mode = file_mode(e) };
	file->dir = gx_asprintf("/%.*s", (int)(base - e->path), e->path);
	if (e->kind == GX_ENTRY_LINK)
		file->target = gx_strdup(e->target);
	file->size = e->kind == GX_ENTRY_FILE ? (uint32_t)e->size
		: e->kind == GX_ENTRY_LINK ? (uint32_t)strlen(e->target) : 4096;
	rpm->installed += e->kind == GX_ENTRY_FILE ? e->size : 0;
	return file;
}

/* Directories that every system has are not ours to own. */
static bool is_common(const struct gx_entry *e)
{
	return e->kind == GX_ENTRY_DIR && e->mode == 0755 && strncmp(e->path, "gnu", 3);
}

static int add_entry(void *payload, const struct gx_entry *e, struct gx_err *err)
{
	struct rpm *rpm = payload;
	struct rpm_file *file = NULL;
	GX_AUTO(free) char *name = gx_asprintf("./%s", e->path);
	uint32_t size = e->kind == GX_ENTRY_FILE ? (uint32_t)e->size
		: e->kind == GX_ENTRY_LINK ? (uint32_t)strlen(e->target) : 0;

	if (is_common(e))
		return 0;
	if (e->kind == GX_ENTRY_HARD)
		return gx_fail(err, GX_EUSAGE, "an rpm cannot be relocatable");
	if (rpm->record)
		file = record(rpm, e);
	if (put_head(rpm, name, file_mode(e), size, err))
		return -1;
	if (e->kind == GX_ENTRY_LINK)
		return put(rpm, e->target, size, err) ? -1 : pad4(rpm, err);
	return e->kind == GX_ENTRY_FILE ? put_contents(rpm, e, file ? file->digest : NULL, err) : 0;
}

/* The whole compressed payload. */
static int make_payload(struct rpm *rpm, gx_sink_fn *sink, void *payload, struct gx_hash *plain,
			struct gx_err *err)
{
	GX_AUTO(compressor) struct gx_compressor *z = NULL;
	GX_AUTO(tap) struct gx_tap tap = { 0 };

	if (gx_compression_open(gx_blob_compression(rpm->content->opts),
				rpm->content->opts->threads, sink, payload, &z, err))
		return -1;
	gx_tap_init(&tap, gx_compressor_write, z);
	rpm->sink = gx_tap_write;
	rpm->payload = &tap;
	rpm->offset = 0;
	rpm->inode = 0;
	if (gx_content_emit(rpm->content, add_entry, rpm, err) ||
	    put_head(rpm, "TRAILER!!!", 0, 0, err) || gx_tap_end(&tap, plain, err))
		return -1;
	return gx_compressor_end(z, err);
}

/* --- the header ------------------------------------------------------------------------------ */

static int compare_files(const void *a, const void *b)
{
	const struct rpm_file *x = a, *y = b;
	int r = strcmp(x->dir, y->dir);

	return r ? r : strcmp(x->base, y->base);
}

#define EACH_FILE(f) for (const struct rpm_file *f = rpm->files; f < rpm->files + rpm->n; f++)

static void add_file_ints(struct gx_rpm_header *h, const struct rpm *rpm)
{
	gx_rpm_begin_int32(h, 1028, rpm->n);	/* sizes */
	EACH_FILE(f)
		gx_rpm_put_int32(h, f->size);
	gx_rpm_begin_int16(h, 1030, rpm->n);	/* modes */
	EACH_FILE(f)
		gx_rpm_put_int16(h, f->mode);
	gx_rpm_begin_int16(h, 1033, rpm->n);	/* device numbers */
	EACH_FILE(f)
		gx_rpm_put_int16(h, 0);
	gx_rpm_begin_int32(h, 1034, rpm->n);	/* times */
	EACH_FILE(f)
		gx_rpm_put_int32(h, 1);
}

static void add_file_strings(struct gx_rpm_header *h, const struct rpm *rpm)
{
	gx_rpm_begin_strings(h, 1035, rpm->n);	/* digests */
	EACH_FILE(f)
		gx_rpm_put_string(h, f->digest);
	gx_rpm_begin_strings(h, 1036, rpm->n);	/* link targets */
	EACH_FILE(f)
		gx_rpm_put_string(h, f->target ? f->target : "");
	gx_rpm_begin_int32(h, 1037, rpm->n);	/* flags */
	EACH_FILE(f)
		gx_rpm_put_int32(h, 0);
	gx_rpm_begin_strings(h, 1039, rpm->n);	/* owners */
	EACH_FILE(f)
		gx_rpm_put_string(h, "root");
	gx_rpm_begin_strings(h, 1040, rpm->n);	/* groups */
	EACH_FILE(f)
		gx_rpm_put_string(h, "root");
}

static void add_file_numbers(struct gx_rpm_header *h, const struct rpm *rpm)
{
	uint32_t inode = 0;

	gx_rpm_begin_int32(h, 1095, rpm->n);	/* devices */
	EACH_FILE(f)
		gx_rpm_put_int32(h, 1);
	gx_rpm_begin_int32(h, 1096, rpm->n);	/* inodes */
	EACH_FILE(f)
		gx_rpm_put_int32(h, ++inode);
	gx_rpm_begin_strings(h, 1097, rpm->n);	/* languages */
	EACH_FILE(f)
		gx_rpm_put_string(h, "");
}

static bool new_dir(const struct rpm *rpm, const struct rpm_file *f)
{
	return f == rpm->files || strcmp(f->dir, f[-1].dir);
}

static void add_names(struct gx_rpm_header *h, const struct rpm *rpm)
{
	uint32_t dirs = 0;

	gx_rpm_begin_int32(h, 1116, rpm->n);	/* index of each one's directory */
	EACH_FILE(f) {
		dirs += new_dir(rpm, f);
		gx_rpm_put_int32(h, dirs - 1);
	}
	gx_rpm_begin_strings(h, 1117, rpm->n);	/* base names */
	EACH_FILE(f)
		gx_rpm_put_string(h, f->base);
	gx_rpm_begin_strings(h, 1118, dirs);	/* directories */
	EACH_FILE(f) {
		if (new_dir(rpm, f))
			gx_rpm_put_string(h, f->dir);
	}
}

static const struct { const char *name, *version; } features[] = {
	{ "rpmlib(CompressedFileNames)", "3.0.4-1" }, { "rpmlib(FileDigests)", "4.6.0-1" },
	{ "rpmlib(PayloadFilesHavePrefix)", "4.0-1" },
	{ "rpmlib(PayloadIsXz)", "5.2-1" }, { "rpmlib(PayloadIsZstd)", "5.4.18-1" },
};

/* The features of rpm that reading this package takes. */
static void add_requires(struct gx_rpm_header *h, enum gx_pack_compression c)
{
	bool wanted[] = { true, true, true, c == GX_PACK_XZ, c == GX_PACK_ZSTD };
	size_t n = c == GX_PACK_GZIP ? 3 : 4;

	gx_rpm_begin_int32(h, 1048, n);
	for (size_t i = 0; i < n; i++)
		gx_rpm_put_int32(h, 0x0100000a);	/* rpmlib, at most */
	gx_rpm_begin_strings(h, 1049, n);
	for (size_t i = 0; i < GX_ARRAY_SIZE(features); i++) {
		if (wanted[i])
			gx_rpm_put_string(h, features[i].name);
	}
	gx_rpm_begin_strings(h, 1050, n);
	for (size_t i = 0; i < GX_ARRAY_SIZE(features); i++) {
		if (wanted[i])
			gx_rpm_put_string(h, features[i].version);
	}
}

/* rpm separates name, version and release by dashes. */
static char *undashed(const char *text, const char *otherwise)
{
	char *copy = gx_strdup(text && *text ? text : otherwise);

	for (char *p = copy; *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr(".+_~^", *p))
			*p = '_';
	}
	return copy;
}

static void add_about(struct gx_rpm_header *h, const struct rpm *rpm, const char *name,
		      const char *version)
{
	GX_AUTO(free) char *summary = gx_asprintf("%s, packed by gx", name);
	uint64_t kept = rpm->installed;

	gx_rpm_begin_strings(h, 100, 1);
	gx_rpm_put_string(h, "C");
	gx_rpm_add_string(h, 1000, name);
	gx_rpm_add_string(h, 1001, version);
	gx_rpm_add_string(h, 1002, "1");
	gx_rpm_add_i18n(h, 1004, summary);
	gx_rpm_add_i18n(h, 1005, summary);
	gx_rpm_add_int32(h, 1006, 1);
	gx_rpm_add_string(h, 1007, "localhost");
	gx_rpm_add_int32(h, 1009, kept > UINT32_MAX ? UINT32_MAX : (uint32_t)kept);
	gx_rpm_add_string(h, 1014, "see the packages");
	gx_rpm_add_i18n(h, 1016, "Unspecified");
	gx_rpm_add_string(h, 1021, "linux");
	gx_rpm_add_string(h, 1022, "x86_64");
}

/* Scripts in the order of their tags, and then what runs them. */
static void add_scripts(struct gx_rpm_header *h, const struct gx_pack_opts *opts, unsigned tag,
			const char *same)
{
	for (unsigned i = 0; i < GX_ARRAY_SIZE(opts->rpm_scripts); i++) {
		if (opts->rpm_scripts[i])
			gx_rpm_add_string(h, tag + i, same ? same : opts->rpm_scripts[i]);
	}
}

static void add_provides(struct gx_rpm_header *h, const char *name)
{
	gx_rpm_begin_strings(h, 1047, 1);
	gx_rpm_put_string(h, name);
}

static void add_payload_facts(struct gx_rpm_header *h, enum gx_pack_compression c,
			      const struct gx_hash *digest, const struct gx_hash *plain)
{
	GX_AUTO(free) char *hex = gx_base16_str(digest->bytes, digest->len);
	GX_AUTO(free) char *plain_hex = gx_base16_str(plain->bytes, plain->len);

	gx_rpm_add_string(h, 1124, "cpio");
	gx_rpm_add_string(h, 1125, gx_pack_compression_name(c));
	gx_rpm_add_string(h, 1126, "9");
	gx_rpm_add_int32(h, 5011, 8);		/* files' digests are SHA-256 */
	gx_rpm_begin_strings(h, 5092, 1);
	gx_rpm_put_string(h, hex);
	gx_rpm_add_int32(h, 5093, 8);
	gx_rpm_begin_strings(h, 5097, 1);
	gx_rpm_put_string(h, plain_hex);
}

static void make_header(const struct rpm *rpm, const struct gx_hash *digest,
			const struct gx_hash *plain, struct gx_buf *out)
{
	const struct gx_pack_opts *opts = rpm->content->opts;
	enum gx_pack_compression c = gx_blob_compression(opts);
	GX_AUTO(free) char *version = undashed(opts->version, "0");
	GX_AUTO(free) char *evr = gx_asprintf("%s-1", version);
	const char *name = opts->name ? opts->name : "gx-pack";
	GX_AUTO(rpm_header) struct gx_rpm_header h;

	gx_rpm_header_init(&h);
	add_about(&h, rpm, name, version);
	add_scripts(&h, opts, 1023, NULL);
	add_file_ints(&h, rpm);
	add_file_strings(&h, rpm);
	gx_rpm_add_string(&h, 1044, "gx-1-1.src.rpm");	/* without one it is a source package */
	gx_rpm_begin_int32(&h, 1045, rpm->n);	/* what to verify: all */
	EACH_FILE(f)
		gx_rpm_put_int32(&h, ~0u);
	add_provides(&h, name);
	add_requires(&h, c);
	gx_rpm_add_string(&h, 1064, "4.0");
	add_scripts(&h, opts, 1085, "/bin/sh");
	add_file_numbers(&h, rpm);
	gx_rpm_add_int32(&h, 1112, 8);		/* provided: exactly this version */
	gx_rpm_begin_strings(&h, 1113, 1);
	gx_rpm_put_string(&h, evr);
	add_names(&h, rpm);
	add_payload_facts(&h, c, digest, plain);
	gx_rpm_header_format(&h, 63, out);
}

/* --- the file -------------------------------------------------------------------------------- */

static void make_lead(const char *name, struct gx_buf *out)
{
	unsigned char lead[96] = { 0xed, 0xab, 0xee, 0xdb, 3, 0, 0, 0, 0, 1 };

	memcpy(lead + 10, name, strnlen(name, 65));
	lead[77] = 1;	/* Linux */
	lead[79] = 5;	/* a signature header follows */
	gx_buf_add(out, lead, sizeof lead);
}

/* Digests of the header, and the sizes. */
static void make_signature(const struct gx_buf *header, uint64_t payload, uint64_t cpio,
			   struct gx_buf *out)
{
	GX_AUTO(rpm_header) struct gx_rpm_header h;
	GX_AUTO(free) char *sha1 = NULL, *sha256 = NULL;
	struct gx_hash hash;
	uint64_t size = header->len + payload;

	gx_hash_data(GX_HASH_SHA1, header->data, header->len, &hash);
	sha1 = gx_base16_str(hash.bytes, hash.len);
	gx_hash_data(GX_HASH_SHA256, header->data, header->len, &hash);
	sha256 = gx_base16_str(hash.bytes, hash.len);
	gx_rpm_header_init(&h);
	gx_rpm_add_string(&h, 269, sha1);
	gx_rpm_add_string(&h, 273, sha256);
	if (size <= INT32_MAX && cpio <= INT32_MAX) {
		gx_rpm_add_int32(&h, 1000, (uint32_t)size);
		gx_rpm_add_int32(&h, 1007, (uint32_t)cpio);
	}
	gx_rpm_header_format(&h, 62, out);
	while (out->len % 8)
		gx_buf_addc(out, '\0');
}

static int write_rpm(struct rpm *rpm, gx_sink_fn *sink, void *payload, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf header = GX_BUF_INIT, front = GX_BUF_INIT;
	GX_AUTO(tap) struct gx_tap first = { 0 }, second = { 0 };
	struct gx_hash digest, again, plain;

	gx_tap_init(&first, NULL, NULL);
	rpm->record = true;
	if (make_payload(rpm, gx_tap_write, &first, &plain, err) ||
	    gx_tap_end(&first, &digest, err))
		return -1;
	qsort(rpm->files, rpm->n, sizeof *rpm->files, compare_files);
	make_header(rpm, &digest, &plain, &header);
	make_lead(rpm->content->opts->name ? rpm->content->opts->name : "gx-pack", &front);
	make_signature(&header, first.size, rpm->offset, &front);
	gx_tap_init(&second, sink, payload);
	rpm->record = false;
	if (sink(payload, front.data, front.len, err) ||
	    sink(payload, header.data, header.len, err) ||
	    make_payload(rpm, gx_tap_write, &second, &plain, err) ||
	    gx_tap_end(&second, &again, err))
		return -1;
	return gx_hash_equal(&digest, &again) ? 0
		: gx_fail(err, GX_EHASH, "the store changed while the package was made");
}

int gx_rpm_write(struct gx_content *content, gx_sink_fn *sink, void *payload,
		 struct gx_err *err)
{
	struct rpm rpm = { .content = content };
	int result;

	content->total *= 2;	/* for the progress: twice through the store */
	result = write_rpm(&rpm, sink, payload, err);
	for (size_t i = 0; i < rpm.n; i++) {
		free(rpm.files[i].dir);
		free(rpm.files[i].base);
		free(rpm.files[i].target);
	}
	free(rpm.files);
	return result;
}
