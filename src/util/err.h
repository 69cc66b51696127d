/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors: a code for the caller to branch on, a message for people. */
#ifndef GX_ERR_H
#define GX_ERR_H

enum gx_err_code {
	GX_EOK = 0,
	GX_EFAIL,	/* anything a caller does not branch on */
	GX_EUSAGE,	/* the command line is wrong: exit status 2 */
	GX_ENOTFOUND,	/* the named thing does not exist */
	GX_EEXISTS,	/* it exists and must not */
	GX_EINVALID,	/* bytes from outside do not follow their format */
	GX_ESYS,	/* a system call failed: sys_errno holds errno */
	GX_EHASH,	/* content does not have the expected hash */
	GX_EBUILD,	/* a builder failed */
	GX_ENET,	/* the network or a server failed */
	GX_EBUSY,	/* somebody else holds a lock */
	GX_ENOTREALISED,/* not in the store yet: exit status 3 */
	GX_EINTERRUPTED,/* a signal asked us to stop */
};

/* Where in a text that the user can look at. */
struct gx_place {
	char *file;	/* to be read again for the excerpt; NULL: no place */
	char *name;	/* how FILE is shown, or NULL: as it is */
	char *text;	/* the whole text when no file holds it (an expression), or NULL */
	char *note;	/* of a related place: what is there */
	unsigned line, column;	/* from 1, a tab is one character; 0: unknown */
};

/* Keep it on the stack: struct gx_err err = GX_ERR_INIT; clear it at the end.
 * A message is lower case, without newline, and names the thing; places are not part of it. */
struct gx_err {
	enum gx_err_code code;
	int sys_errno;
	char *msg;
	char *hint;	/* what to do next, one thing a line, or NULL */
	char *kind;	/* a stable word for scripts (doc/diagnostics.md), or NULL: that of CODE */
	struct gx_place place, related;
};

#define GX_ERR_INIT { GX_EOK, 0, NULL, NULL, NULL, { NULL }, { NULL } }

void gx_err_clear(struct gx_err *err);
#define gx_cleanup_err gx_err_clear

/* Set ERR (which may be NULL) and return -1.  A message that is already there
 * is replaced: set an error where the fact is known, then only prefix it. */
int gx_fail(struct gx_err *err, enum gx_err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same for a failed system call: ": " and the words of errno are added. */
int gx_fail_errno(struct gx_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Put "text: " before the message of ERR; returns -1. */
int gx_err_prefix(struct gx_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Say what the user can do about it, one thing a line; replaces an earlier hint; returns -1. */
int gx_err_hint(struct gx_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The fault is in FILE at LINE and COLUMN (0: unknown); returns -1.  The excerpt is made when
 * the error is told (util/diagnostic.h).  TEXT: what FILE, a mere name then, stands for; or
 * NULL. */
int gx_err_at(struct gx_err *err, const char *file, unsigned line, unsigned column);
int gx_err_at_text(struct gx_err *err, const char *name, const char *text, unsigned line,
		   unsigned column);
/* Show the file of the places as NAME; returns -1. */
int gx_err_place_name(struct gx_err *err, const char *name);
/* A second place in the same file, and what is there; returns -1. */
int gx_err_related(struct gx_err *err, unsigned line, unsigned column, const char *note);
/* The word for scripts; returns -1. */
int gx_err_kind(struct gx_err *err, const char *kind);
/* Move SRC into DST (cleared first); SRC is empty afterwards. */
void gx_err_move(struct gx_err *dst, struct gx_err *src);
/* The message, without places, or a placeholder when there is none. */
const char *gx_err_text(const struct gx_err *err);

#endif
