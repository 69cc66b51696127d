/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQLite databases of a store; private to src/store.
 *
 * db.sqlite has Guix's schema: doc/formats.md 6.  gx.db is ours: who made an item, at what
 * cost.  Both are in WAL mode.  Writers begin with BEGIN IMMEDIATE, so that a transaction
 * never fails half way because another one was quicker. */
#ifndef GX_STORE_DB_H
#define GX_STORE_DB_H

#include "util/util.h"

#include <sqlite3.h>

enum gx_stmt {
	GX_STMT_BEGIN, GX_STMT_READ, GX_STMT_COMMIT, GX_STMT_ROLLBACK,
	GX_STMT_ID, GX_STMT_INFO, GX_STMT_REFS, GX_STMT_REFERRERS, GX_STMT_DERIVERS,
	GX_STMT_ALL, GX_STMT_FROM_HASH, GX_STMT_INSERT, GX_STMT_INSERT_REF,
	GX_STMT_INSERT_OUTPUT, GX_STMT_DELETE, GX_STMT_OUTPUT,
	GX_STMT_ALL_REFS, GX_STMT_ALL_DERIVERS,
	GX_STMT_MADE, GX_STMT_INSERT_MADE, GX_STMT_DELETE_MADE, GX_STMT_MAX
};

struct gx_db;
/* Open STATE/db/db.sqlite; with CREATE make it (the caller holds the lock that makes this
 * happen once).  READ_ONLY works without write permission. */
int gx_db_open(const char *state, bool create, bool read_only, struct gx_db **out,
	       struct gx_err *err);
/* db/reserved is 8 MiB that the collector can give back where a full disk would not even let
 * it write its log.  Failing to make it is no error. */
void gx_db_reserve(const char *state);
void gx_db_release(const char *state);
/* Open or make STATE/gx.db. */
int gx_db_open_side(const char *state, bool read_only, struct gx_db **out, struct gx_err *err);
/* ERR came of it: if it is damaged rename it to gx.db.damaged, and say so.  What it holds is good
 * to know only: a new one does. */
bool gx_db_drop_side(const char *state, const struct gx_err *err);
void gx_db_close(struct gx_db *db);

/* A prepared statement, reset.  Bind, then gx_db_step until it is 0. */
sqlite3_stmt *gx_db_stmt(struct gx_db *db, enum gx_stmt which, struct gx_err *err);
/* 1 a row, 0 done, -1 error. */
int gx_db_step(struct gx_db *db, sqlite3_stmt *stmt, struct gx_err *err);
/* Run a statement without parameters and rows. */
int gx_db_run(struct gx_db *db, enum gx_stmt which, struct gx_err *err);
/* BEGIN IMMEDIATE; DURABLE waits at the commit until it is on disk. */
int gx_db_begin(struct gx_db *db, bool durable, struct gx_err *err);
int gx_db_commit(struct gx_db *db, struct gx_err *err);
void gx_db_rollback(struct gx_db *db);
/* Let the queries until gx_db_read_end see one state, and lock once for all of them.  False
 * when a transaction is under way already (or none can begin); pass the answer on. */
bool gx_db_read_begin(struct gx_db *db);
void gx_db_read_end(struct gx_db *db, bool began);
/* The strings in the first column of the rows left. */
int gx_db_strings(struct gx_db *db, sqlite3_stmt *stmt, struct gx_strv *out, struct gx_err *err);
void gx_bind_text(sqlite3_stmt *stmt, int n, const char *text);	/* NULL: SQL NULL */
/* Rows that the last statement changed. */
int gx_db_changes(struct gx_db *db);
/* Does the whole file pass SQLite's own check?  Faults are appended to OUT. */
int gx_db_check(struct gx_db *db, struct gx_strv *out, struct gx_err *err);
/* Is this statfs type a network file system, where locks and shared memory fail? */
bool gx_fs_is_network(long type);

#endif
