/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/pack: a profile and its closure as one file for other machines.
 *
 * Formats and their bytes: doc/formats.md, "Packs".  Invariants:
 *   - a pack is a function of its options and of the store items' contents: not of the
 *     machine, the user, the clock, the number of threads or the order of a directory;
 *   - store items are read where they are, nothing is copied to disk but the pack itself,
 *     and memory does not grow with the size of the closure.
 *
 *	struct gx_pack_opts opts = { .format = GX_PACK_DOCKER, .profile = profile };
 *	struct gx_pack_result result = { 0 };
 *	gx_strv_push(&opts.image.cmd, "bin/app");
 *	gx_pack_write(store, &opts, fd, &result, err);
 *	gx_pack_result_clear(&result); gx_pack_opts_clear(&opts);
 */
#ifndef GX_PACK_H
#define GX_PACK_H

#include "store/store.h"

/* --- what to make ------------------------------------------------------------------------ */

enum gx_pack_format {
	GX_PACK_TARBALL,
	GX_PACK_DOCKER,		/* what `docker load' reads */
	GX_PACK_OCI,		/* an OCI image layout in a tar archive */
	GX_PACK_OCI_DIR,	/* the same as a directory */
	GX_PACK_SQUASHFS,
	GX_PACK_DEB,
	GX_PACK_RPM,
};
enum gx_pack_compression {
	GX_PACK_DEFAULT,	/* the format's own: see gx_pack_default_compression */
	GX_PACK_NONE, GX_PACK_GZIP, GX_PACK_ZSTD, GX_PACK_XZ, GX_PACK_LZIP,
};

struct gx_pack_format_info {
	enum gx_pack_format format;
	const char *name;
	const char *summary;
	const char *suffix;	/* of the file, before that of the compression */
};
/* Ends with a row whose name is NULL. */
extern const struct gx_pack_format_info gx_pack_formats[];
/* GX_EUSAGE lists the names. */
int gx_pack_format_parse(const char *name, enum gx_pack_format *out, struct gx_err *err);
int gx_pack_compression_parse(const char *name, enum gx_pack_compression *out,
			      struct gx_err *err);
enum gx_pack_compression gx_pack_default_compression(enum gx_pack_format format);
const char *gx_pack_compression_name(enum gx_pack_compression compression);
/* ".gz" and so on; "" for none. */
const char *gx_pack_compression_suffix(enum gx_pack_compression compression);

/* What a container engine reads in an image's configuration. */
struct gx_pack_image {
	struct gx_strv entrypoint;	/* a first word without slash at its start lies in the
					 * profile: "bin/app" */
	struct gx_strv cmd;
	struct gx_strv env;		/* "NAME=VALUE"; the last of a name holds */
	struct gx_strv ports;		/* "8080/tcp" */
	struct gx_strv volumes;		/* "/data" */
	struct gx_strv labels;		/* "KEY=VALUE" */
	char *workdir;
	char *stop_signal;
	struct gx_strv healthcheck;	/* ("CMD" WORD…) or ("CMD-SHELL" TEXT) */
	uint64_t health_interval, health_timeout, health_start;	/* nanoseconds; 0: engine's */
	unsigned health_retries;
};

/* Who the image's processes are. */
struct gx_pack_user {
	char *name;		/* or NULL */
	uint32_t uid, gid;
	bool set;
};
/* "NAME:UID:GID", "NAME:UID", "UID:GID" or "UID". */
int gx_pack_user_parse(const char *text, struct gx_pack_user *out, struct gx_err *err);

struct gx_pack_link {
	char *path;		/* absolute, inside the pack */
	char *target;		/* in the profile if relative */
};
/* "SOURCE=TARGET", as -S takes it. */
int gx_pack_link_parse(const char *text, struct gx_pack_link *out, struct gx_err *err);

struct gx_pack_file {
	char *path;		/* absolute, inside the pack */
	struct gx_buf data;
};

struct gx_pack_opts {
	enum gx_pack_format format;
	enum gx_pack_compression compression;
	unsigned threads;		/* for compression; 0: one per processor */
	char *profile;			/* /gnu/store/…-profile */
	struct gx_strv roots;		/* further store items */
	char *tag;			/* a checked image name; NULL: NAME:latest */
	char *name, *version;		/* of the package (deb, rpm) or unnamed image */
	unsigned max_layers;		/* with the one for /etc and the like; 0: 100 */
	struct gx_pack_image image;
	struct gx_pack_user user;
	struct gx_pack_link *links;	size_t nlinks;
	struct gx_pack_file *files;	size_t nfiles;
	bool ca_certificates;		/* fail when the closure has none */
	bool bin_sh;			/* provide /bin/sh */
	unsigned relocatable;		/* 1: -R, 2: -RR */
	char *launcher;			/* the launcher program on disk, for relocatable */
	/* control files of a deb: name and text; or NULL */
	char *deb_control, *deb_postinst, *deb_triggers;
	/* scripts of an rpm, run before and after it is installed, before and after it is removed;
	 * or NULL */
	char *rpm_scripts[4];
	/* bytes of contents read so far; may be NULL */
	void (*progress)(void *payload, uint64_t done, uint64_t total);
	void *payload;
};
/* Everything in OPTS that decides the pack, for a hash: equal keys mean equal packs. */
void gx_pack_key(const struct gx_pack_opts *opts, struct gx_buf *out);
void gx_pack_opts_clear(struct gx_pack_opts *opts);

/* --- doing it ---------------------------------------------------------------------------- */

struct gx_pack_layer {
	char *items;			/* "ruby-3.4.7", or "files" */
	struct gx_hash diff_id;
	uint64_t size;			/* uncompressed */
	struct gx_hash digest;		/* of the blob as stored or pushed */
	uint64_t blob_size;
};
struct gx_pack_result {
	struct gx_pack_layer *layers;	size_t nlayers;	/* of an image */
	struct gx_hash config;		/* digest of an image's configuration: its id */
	struct gx_buf config_text;	/* the configuration (gx_pack_measure) */
	struct gx_hash manifest;	/* digest of an OCI image's manifest; len 0: none */
	struct gx_strv warnings;
	uint64_t moved;			/* bytes that a push sent */
	size_t moved_blobs, kept_blobs;
};
void gx_pack_result_clear(struct gx_pack_result *result);
#define gx_cleanup_pack_result gx_pack_result_clear

/* Write the pack to FD, which may be a pipe. */
int gx_pack_write(struct gx_store *store, const struct gx_pack_opts *opts, int fd,
		  struct gx_pack_result *result, struct gx_err *err);
/* GX_PACK_OCI_DIR: make the layout in DIR, which may exist and hold other images. */
int gx_pack_write_dir(struct gx_store *store, const struct gx_pack_opts *opts, const char *dir,
		      struct gx_pack_result *result, struct gx_err *err);
/* Find what gx_pack_write would tell of an image, without writing it. */
int gx_pack_measure(struct gx_store *store, const struct gx_pack_opts *opts,
		    struct gx_pack_result *result, struct gx_err *err);
/* Push the image to REGISTRY/NAME[:TAG]; blobs that are there do not move.  Layers are
 * compressed with gzip by default.  opts->format must be an image's. */
int gx_pack_push(struct gx_store *store, const struct gx_pack_opts *opts, const char *name,
		 struct gx_pack_result *result, struct gx_err *err);

/* --- names ------------------------------------------------------------------------------- */

/* [REGISTRY[:PORT]/]NAME[/NAME]…[:TAG] as docker understands it. */
struct gx_image_ref {
	char *registry;		/* or NULL */
	char *repository;	/* "library/app", without registry */
	char *tag;		/* "latest" when none was given */
	char *text;		/* the whole, with the tag */
};
/* GX_EUSAGE shows TEXT with a caret under the offending character. */
int gx_image_ref_parse(const char *text, struct gx_image_ref *out, struct gx_err *err);
void gx_image_ref_clear(struct gx_image_ref *ref);
#define gx_cleanup_image_ref gx_image_ref_clear

/* Is WORD (relative) an executable file of PROFILE?  GX_ENOTFOUND suggests near names. */
int gx_pack_check_entry(struct gx_store *store, const char *profile, const char *word,
			struct gx_err *err);

#endif
