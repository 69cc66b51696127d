/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an evaluation has depended on so far.  Private to gx-eval.
 *
 * src/eval/interpose.c sees each access of the process to the world and reports it here.
 * Nothing is recorded before gx_trace_start, nor while gx_trace_suspended is above zero in
 * the thread that acts. */
#ifndef GX_EVAL_TRACE_H
#define GX_EVAL_TRACE_H

#include "eval/eval.h"

#include <sys/stat.h>

extern _Thread_local int gx_trace_suspended;

void gx_trace_start(void);
/* gx_trace_suspended--, as a function. */
void gx_trace_resume(void);
/* Is anything to be recorded now, by this thread? */
bool gx_trace_active(void);
/* Accesses at or below the absolute path PREFIX are not recorded. */
void gx_trace_ignore(const char *prefix);

/* Would an access to the absolute PATH be left out? */
bool gx_trace_ignored(const char *path);
/* Files below the absolute path ROOT are those of a channel. */
void gx_trace_channel(const char *root);
/* How often something else than channels' files was looked at; 0 unless all is recorded. */
size_t gx_trace_outside(void);

/* PATH (relative: against DIRFD) was looked at: FOUND, or NULL and why in ERROR. */
void gx_trace_access(int dirfd, const char *path, const struct stat *found, int error);
/* It was opened for reading, and is FOUND. */
void gx_trace_open(int dirfd, const char *path, const struct stat *found);
/* It is created, changed or removed. */
void gx_trace_write(int dirfd, const char *path);
/* The file PATH decides what happens, although it was read before. */
void gx_trace_note(const char *path);
/* A symbolic link was looked at. */
void gx_trace_link(int dirfd, const char *path, const char *target);
void gx_trace_env(const char *name, const char *value);
/* The process itself set the variable NAME: reading it later says nothing of the world. */
void gx_trace_env_set(const char *assignment);
void gx_trace_cwd(void);
/* The evaluation did something whose result a cache cannot vouch for. */
void gx_trace_impure(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Stop recording, hash what was read, and call EMIT for each item. */
typedef void gx_trace_emit_fn(void *payload, const struct gx_trace_item *item);
void gx_trace_finish(gx_trace_emit_fn *emit, void *payload);

#endif
