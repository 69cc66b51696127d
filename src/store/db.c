/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite: opening, schema, statements, transactions. */
#include "store/db.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#define SCHEMA_VERSION "7"
#define RESERVED (8 << 20)
#define BUSY_MS 120000		/* how long to wait for other writers; commits take milliseconds */

struct gx_db {
	sqlite3 *handle;
	char *file;
	bool full;		/* the synchronous mode at hand */
	sqlite3_stmt *stmts[GX_STMT_MAX];
};

static const char *const schema[] = {
	"CREATE TABLE ValidPaths (\n"
	"    id               integer primary key autoincrement not null,\n"
	"    path             text unique not null,\n"
	"    hash             text not null,\n"
	"    registrationTime integer not null,\n"
	"    deriver          text,\n"
	"    narSize          integer\n"
	")",
	"CREATE TABLE Refs (\n"
	"    referrer  integer not null,\n"
	"    reference integer not null,\n"
	"    primary key (referrer, reference),\n"
	"    foreign key (referrer) references ValidPaths(id) on delete cascade,\n"
	"    foreign key (reference) references ValidPaths(id) on delete restrict\n"
	")",
	"CREATE INDEX IndexReferrer on Refs(referrer)",
	"CREATE INDEX IndexReference on Refs(reference)",
	"CREATE TRIGGER DeleteSelfRefs before delete on ValidPaths\n"
	"  begin\n"
	"    delete from Refs where referrer = old.id and reference = old.id;\n"
	"  end",
	"CREATE TABLE DerivationOutputs (\n"
	"    drv  integer not null,\n"
	"    id   text not null, -- symbolic output id, usually \"out\"\n"
	"    path text not null,\n"
	"    primary key (drv, id),\n"
	"    foreign key (drv) references ValidPaths(id) on delete cascade\n"
	")",
	"CREATE INDEX IndexDerivationOutputs on DerivationOutputs(path)",
	"CREATE TABLE FailedPaths (\n"
	"    path text primary key not null,\n"
	"    time integer not null\n"
	")",
	NULL,
};

static const char *const side_schema[] = {
	"CREATE TABLE IF NOT EXISTS Made (\n"
	"    path       text primary key not null,\n"
	"    kind       text not null,\n"
	"    by         text,\n"
	"    gx         text not null,\n"
	"    time       integer not null,\n"
	"    seconds    real not null,\n"
	"    downloaded integer not null\n"
	") without rowid",
	NULL,
};

static const char *const sql[GX_STMT_MAX] = {
	[GX_STMT_BEGIN] = "begin immediate",
	[GX_STMT_READ] = "begin",
	[GX_STMT_COMMIT] = "commit",
	[GX_STMT_ROLLBACK] = "rollback",
	[GX_STMT_ID] = "select id from ValidPaths where path = ?",
	[GX_STMT_INFO] = "select id, hash, registrationTime, deriver, narSize from ValidPaths"
			 " where path = ?",
	[GX_STMT_REFS] = "select path from Refs join ValidPaths on reference = id"
			 " where referrer = (select id from ValidPaths where path = ?) order by path",
	[GX_STMT_REFERRERS] = "select path from Refs join ValidPaths on referrer = id"
			      " where reference = (select id from ValidPaths where path = ?)"
			      " order by path",
	[GX_STMT_DERIVERS] = "select v.path from DerivationOutputs d join ValidPaths v on d.drv = v.id"
			     " where d.path = ? order by v.path",
	[GX_STMT_ALL] = "select path from ValidPaths order by path",
	[GX_STMT_FROM_HASH] = "select path from ValidPaths where path >= ? limit 1",
	[GX_STMT_INSERT] = "insert into ValidPaths (path, hash, registrationTime, deriver, narSize)"
			   " values (?, ?, ?, ?, ?) on conflict (path) do nothing",
	[GX_STMT_INSERT_REF] = "insert or ignore into Refs (referrer, reference) select r.id, v.id"
			       " from ValidPaths r, ValidPaths v where r.path = ? and v.path = ?",
	[GX_STMT_INSERT_OUTPUT] = "insert or replace into DerivationOutputs (drv, id, path)"
				  " select id, ?2, ?3 from ValidPaths where path = ?1",
	[GX_STMT_DELETE] = "delete from ValidPaths where path = ?1 and not exists (select 1 from Refs"
			   " join ValidPaths v on reference = v.id where v.path = ?1"
			   " and referrer <> reference)",
	[GX_STMT_OUTPUT] = "select path from DerivationOutputs where"
			   " drv = (select id from ValidPaths where path = ?) order by id",
	[GX_STMT_ALL_REFS] = "select a.path, b.path from Refs join ValidPaths a on referrer = a.id"
			     " join ValidPaths b on reference = b.id order by referrer",
	[GX_STMT_ALL_DERIVERS] = "select path, deriver from ValidPaths where deriver is not null",
	[GX_STMT_MADE] = "select kind, by, gx, time, seconds, downloaded from Made where path = ?",
	[GX_STMT_INSERT_MADE] = "insert or replace into Made (path, kind, by, gx, time, seconds,"
				" downloaded) values (?, ?, ?, ?, ?, ?, ?)",
	[GX_STMT_DELETE_MADE] = "delete from Made where path = ?",
};

bool gx_fs_is_network(long type)
{
	static const unsigned magics[] = {
		0x6969,		/* NFS */
		0x517b,		/* SMB */
		0xff534d42,	/* CIFS */
		0xfe534d42,	/* SMB2 */
		0x01021997,	/* 9P */
		0x00c36400,	/* Ceph */
		0x5346414f,	/* AFS */
		0x6b414653,	/* kAFS */
		0x73757245,	/* Coda */
		0x0bd00bd0,	/* Lustre */
		0x47504653,	/* GPFS */
		0x01161970,	/* GFS2 */
		0x7461636f,	/* OCFS2 */
		0x786f4256,	/* VirtualBox shared folders */
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(magics); i++)
		if ((unsigned)type == magics[i])
			return true;
	return false;
}

/* Where the log cannot be made SQLite tries to read one, and forgets why. */
static bool has_no_space(const char *file)
{
	GX_AUTO(free) char *dir = gx_path_dir(file);
	struct statvfs fs;

	return statvfs(dir, &fs) == 0 && (!fs.f_bavail || (fs.f_files && !fs.f_favail));
}

/* CODE says so, or an error of input and output was that. */
static bool is_full(struct gx_db *db, int code)
{
	switch (code & 0xff) {
	case SQLITE_FULL:
		return true;
	case SQLITE_IOERR:
		return sqlite3_system_errno(db->handle) == ENOSPC;
	case SQLITE_CANTOPEN:
		return has_no_space(db->file);
	default:
		return false;
	}
}

static int fail(struct gx_db *db, struct gx_err *err)
{
	int code = sqlite3_errcode(db->handle);
	bool full = is_full(db, code);
	bool damaged = (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;

	gx_fail(err, (code & 0xff) == SQLITE_BUSY ? GX_EBUSY : damaged ? GX_EINVALID : GX_EFAIL,
		"database %s: %s", db->file,
		full ? strerror(ENOSPC) : sqlite3_errmsg(db->handle));
	if (err && full)
		err->sys_errno = ENOSPC;
	if (damaged)
		gx_err_hint(err, "the file is damaged; `gx gc --verify' lists what is affected");
	return gx_store_hint_space(-1, err);
}

static int exec(struct gx_db *db, const char *text, struct gx_err *err)
{
	return sqlite3_exec(db->handle, text, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(db, err);
}

void gx_db_close(struct gx_db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < GX_STMT_MAX; i++)
		sqlite3_finalize(db->stmts[i]);
	sqlite3_close(db->handle);
	free(db->file);
	free(db);
}

static int open_file(struct gx_db *db, const char *name, int flags)
{
	sqlite3_close(db->handle);
	db->handle = NULL;
	if (sqlite3_open_v2(name, &db->handle, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return -1;
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, BUSY_MS);
	return 0;
}

/* file:PATH?immutable=1, with the characters escaped that mean something in a URI. */
static char *immutable_uri(const char *file)
{
	struct gx_buf uri = GX_BUF_INIT;

	gx_buf_adds(&uri, "file:");
	for (; *file; file++) {
		if (strchr("?#%", *file))
			gx_buf_addf(&uri, "%%%02x", (unsigned char)*file);
		else
			gx_buf_addc(&uri, *file);
	}
	gx_buf_adds(&uri, "?immutable=1");
	return gx_buf_take(&uri);
}

/* A reader of a WAL database needs its -shm file; where that cannot be made because the
 * folder is not writable, nobody writes either, and the file is read as it is. */
static int open_reader(struct gx_db *db, struct gx_err *err)
{
	GX_AUTO(free) char *uri = NULL;

	if (open_file(db, db->file, SQLITE_OPEN_READONLY) == 0
	    && sqlite3_exec(db->handle, "select 1 from sqlite_master limit 1", NULL, NULL, NULL)
	    == SQLITE_OK)
		return 0;
	uri = immutable_uri(db->file);
	if (open_file(db, uri, SQLITE_OPEN_READONLY) < 0
	    || sqlite3_exec(db->handle, "select 1 from sqlite_master limit 1", NULL, NULL, NULL)
	    != SQLITE_OK)
		return fail(db, err);
	return 0;
}

static int open_writer(struct gx_db *db, bool create, struct gx_err *err)
{
	if (open_file(db, db->file, SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0)) < 0)
		return fail(db, err);
	/* NORMAL: a power cut may lose the last additions, never consistency; deletions
	 * ask for more (gx_db_begin). */
	return exec(db, "pragma foreign_keys = on; pragma synchronous = normal", err);
}

static int create_tables(struct gx_db *db, const char *const *statements, struct gx_err *err)
{
	if (exec(db, "pragma journal_mode = wal", err) < 0 || exec(db, "begin immediate", err) < 0)
		return -1;
	for (; *statements; statements++) {
		if (exec(db, *statements, err) < 0) {
			sqlite3_exec(db->handle, "rollback", NULL, NULL, NULL);
			return -1;
		}
	}
	return exec(db, "commit", err);
}

static int has_table(struct gx_db *db, const char *name, struct gx_err *err)
{
	sqlite3_stmt *stmt;
	int r;

	if (sqlite3_prepare_v2(db->handle, "select 1 from sqlite_master where name = ?", -1, &stmt,
			       NULL) != SQLITE_OK)
		return fail(db, err);
	gx_bind_text(stmt, 1, name);
	r = gx_db_step(db, stmt, err);
	sqlite3_finalize(stmt);
	return r;
}

static struct gx_db *new_db(char *file)
{
	struct gx_db *db = gx_calloc(1, sizeof *db);

	db->file = file;
	return db;
}

static int check_schema_version(const char *dir, struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(dir, "schema");
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int r = gx_file_read(file, 64, &text, err);

	if (r < 0)
		return -1;
	if (r > 0 || strcmp(gx_buf_str(&text), SCHEMA_VERSION))
		return gx_fail(err, GX_EINVALID, "%s says `%s': this gx reads schema %s", file,
			       gx_buf_str(&text), SCHEMA_VERSION);
	return 0;
}

static int create_db(struct gx_db *db, const char *dir, struct gx_err *err)
{
	GX_AUTO(free) char *version = gx_path_join(dir, "schema");
	int there = has_table(db, "FailedPaths", err);

	if (there < 0 || (!there && create_tables(db, schema, err) < 0))
		return -1;
	if (!gx_exists(version))
		return gx_file_write(version, SCHEMA_VERSION, 1, 0644, err);
	return 0;
}

int gx_db_open(const char *state, bool create, bool read_only, struct gx_db **out,
	       struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_path_join(state, "db");
	struct gx_db *db = new_db(gx_path_join(dir, "db.sqlite"));
	struct statfs fs;
	int r = 0;

	if (create)
		r = gx_mkdirs(dir, 0755, err);
	if (r == 0 && statfs(dir, &fs) < 0)
		r = gx_fail_errno(err, "%s", dir);
	if (r == 0 && !read_only && gx_fs_is_network(fs.f_type)) {
		r = gx_fail(err, GX_EFAIL, "%s is on a network file system, where several processes "
			    "cannot share a database safely", state);
		gx_err_hint(err, "set XDG_DATA_HOME (or GX_STORE_ROOT) to a folder on a local disk");
	}
	if (r == 0)
		r = read_only ? open_reader(db, err) : open_writer(db, create, err);
	if (r == 0 && create)
		r = create_db(db, dir, err);
	if (r == 0)
		r = check_schema_version(dir, err);
	if (r < 0) {
		gx_db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

void gx_db_reserve(const char *state)
{
	GX_AUTO(free) char *file = gx_path_join(state, "db/reserved");
	GX_AUTO(fd) int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size < RESERVED
	    && fallocate(fd, 0, 0, RESERVED) < 0)
		unlink(file);
}

void gx_db_release(const char *state)
{
	GX_AUTO(free) char *file = gx_path_join(state, "db/reserved");

	unlink(file);
}

bool gx_db_drop_side(const char *state, const struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(state, "gx.db");
	GX_AUTO(free) char *away = gx_asprintf("%s.damaged", file);
	GX_AUTO(free) char *wal = gx_asprintf("%s-wal", file), *shm = gx_asprintf("%s-shm", file);
	struct stat st;

	if (err->code != GX_EINVALID && (lstat(file, &st) < 0 || S_ISREG(st.st_mode)))
		return false;
	gx_remove_tree(away, NULL);
	if (rename(file, away) < 0)
		return false;
	unlink(wal);
	unlink(shm);
	gx_warn("%s was damaged: who made which item is forgotten", file);
	return true;
}

int gx_db_open_side(const char *state, bool read_only, struct gx_db **out, struct gx_err *err)
{
	struct gx_db *db = new_db(gx_path_join(state, "gx.db"));
	int r = read_only ? open_reader(db, err) : open_writer(db, true, err);
	int there = r < 0 ? -1 : has_table(db, "Made", err);

	if (there == 0)
		there = read_only ? gx_fail(err, GX_ENOTFOUND, "%s is empty", db->file)
				  : create_tables(db, side_schema, err);
	if (there < 0) {
		gx_db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

sqlite3_stmt *gx_db_stmt(struct gx_db *db, enum gx_stmt which, struct gx_err *err)
{
	sqlite3_stmt **stmt = &db->stmts[which];

	if (*stmt) {
		sqlite3_reset(*stmt);
		sqlite3_clear_bindings(*stmt);
	} else if (sqlite3_prepare_v3(db->handle, sql[which], -1, SQLITE_PREPARE_PERSISTENT, stmt,
				      NULL) != SQLITE_OK) {
		fail(db, err);
		return NULL;
	}
	return *stmt;
}

int gx_db_step(struct gx_db *db, sqlite3_stmt *stmt, struct gx_err *err)
{
	int r = sqlite3_step(stmt);

	if (r == SQLITE_ROW)
		return 1;
	if (r != SQLITE_DONE)
		fail(db, err);
	/* Reset at once: an open statement would keep its read transaction, and so the
	 * log from being written back. */
	sqlite3_reset(stmt);
	return r == SQLITE_DONE ? 0 : -1;
}

int gx_db_run(struct gx_db *db, enum gx_stmt which, struct gx_err *err)
{
	sqlite3_stmt *stmt = gx_db_stmt(db, which, err);

	return stmt && gx_db_step(db, stmt, err) == 0 ? 0 : -1;
}

int gx_db_begin(struct gx_db *db, bool durable, struct gx_err *err)
{
	if (db->full != durable
	    && exec(db, durable ? "pragma synchronous = full" : "pragma synchronous = normal", err) < 0)
		return -1;
	db->full = durable;
	return gx_db_run(db, GX_STMT_BEGIN, err);
}

int gx_db_commit(struct gx_db *db, struct gx_err *err)
{
	if (gx_db_run(db, GX_STMT_COMMIT, err) == 0)
		return 0;
	gx_db_rollback(db);
	return -1;
}

void gx_db_rollback(struct gx_db *db)
{
	if (!sqlite3_get_autocommit(db->handle))
		gx_db_run(db, GX_STMT_ROLLBACK, NULL);
}

bool gx_db_read_begin(struct gx_db *db)
{
	return sqlite3_get_autocommit(db->handle) && gx_db_run(db, GX_STMT_READ, NULL) == 0;
}

void gx_db_read_end(struct gx_db *db, bool began)
{
	if (began && gx_db_run(db, GX_STMT_COMMIT, NULL) < 0)
		gx_db_rollback(db);
}

int gx_db_strings(struct gx_db *db, sqlite3_stmt *stmt, struct gx_strv *out, struct gx_err *err)
{
	int r;

	while ((r = gx_db_step(db, stmt, err)) > 0) {
		const char *text = (const char *)sqlite3_column_text(stmt, 0);

		if (text)
			gx_strv_push(out, text);
	}
	return r;
}

void gx_bind_text(sqlite3_stmt *stmt, int n, const char *text)
{
	sqlite3_bind_text(stmt, n, text, -1, SQLITE_TRANSIENT);
}

int gx_db_changes(struct gx_db *db)
{
	return sqlite3_changes(db->handle);
}

int gx_db_check(struct gx_db *db, struct gx_strv *out, struct gx_err *err)
{
	sqlite3_stmt *stmt;
	int r;

	if (sqlite3_prepare_v2(db->handle, "pragma integrity_check", -1, &stmt, NULL) != SQLITE_OK)
		return fail(db, err);
	r = gx_db_strings(db, stmt, out, err);
	sqlite3_finalize(stmt);
	if (out->n == 1 && !strcmp(out->v[0], "ok"))
		gx_strv_clear(out);
	return r;
}
