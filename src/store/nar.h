/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NAR, the archive whose hash identifies a tree (doc/formats.md 2).
 * Both directions stream: neither holds more than one block of a file. */
#ifndef GX_NAR_H
#define GX_NAR_H

#include "util/util.h"

/* Receives the next LEN bytes; 0, or -1 with err set to stop. */
typedef int gx_sink_fn(void *payload, const void *data, size_t len, struct gx_err *err);
/* Fills DATA with exactly LEN bytes; 0, or -1 with err set (an early end is GX_EINVALID). */
typedef int gx_source_fn(void *payload, void *data, size_t len, struct gx_err *err);
/* Should the entry at PATH (the dumped path, "/", the place below it) be part of the
 * archive?  Not asked for the root itself. */
typedef bool gx_select_fn(void *payload, const char *path, mode_t mode);

/* Send the archive of the tree at PATH.  SELECT may be NULL.  Trees deeper than
 * GX_NAR_DEPTH are refused, since what is dumped must be restorable. */
#define GX_NAR_DEPTH 512
int gx_nar_dump(const char *path, gx_select_fn *select, void *select_payload,
		gx_sink_fn *sink, void *payload, struct gx_err *err);
/* Hash (sha256 unless ALGO says otherwise) and size of the archive of PATH. */
int gx_nar_hash(enum gx_hash_algo algo, const char *path, struct gx_hash *hash,
		uint64_t *size, struct gx_err *err);
/* The same of NAME in the directory DIRFD. */
int gx_nar_hash_at(enum gx_hash_algo algo, int dirfd, const char *name, struct gx_hash *hash,
		   uint64_t *size, struct gx_err *err);

/* Limits that a reader enforces before it allocates or creates anything. */
struct gx_nar_limits {
	uint64_t max_bytes;	/* of one archive; 0: no limit */
	unsigned max_depth;	/* 0: GX_NAR_DEPTH */
};

/* Unpack one archive at PATH, which must not exist.  Files get 0444/0555, directories
 * 0555, mtime 1.  Everything is made relative to directory descriptors, so that no link in
 * the archive leads outside.  Unsorted, duplicate or illegal names are GX_EINVALID.  What
 * was made before a failure is removed. */
int gx_nar_restore(gx_source_fn *source, void *payload, const char *path,
		   const struct gx_nar_limits *limits, struct gx_err *err);
/* The same, and every byte also goes to SINK: to hash while unpacking. */
int gx_nar_restore_from(gx_source_fn *source, void *source_payload, gx_sink_fn *sink,
			void *sink_payload, const char *path,
			const struct gx_nar_limits *limits, struct gx_err *err);
/* Check one archive's grammar and pass its bytes on to SINK (may be NULL) without
 * unpacking: how an archive is hashed, or skipped, in a longer stream. */
int gx_nar_copy(gx_source_fn *source, void *source_payload, gx_sink_fn *sink,
		void *sink_payload, const struct gx_nar_limits *limits, struct gx_err *err);

/* A sink that hashes and counts. */
struct gx_nar_hasher {
	struct gx_hasher *hasher;
	uint64_t size;
};
#define GX_NAR_HASHER_INIT(algo) { gx_hasher_new(algo), 0 }
int gx_nar_hash_sink(void *hasher, const void *data, size_t len, struct gx_err *err);
/* A source that reads memory: the LEFT bytes at P. */
struct gx_nar_memory {
	const char *p;
	size_t left;
};
int gx_nar_memory_source(void *memory, void *data, size_t len, struct gx_err *err);

#endif
