/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tracer: what its files share. */
#ifndef GX_LAUNCHER_TRACE_H
#define GX_LAUNCHER_TRACE_H

#include "pack/launcher/launcher.h"

#include <stdint.h>
#include <sys/user.h>

enum pending {
	PENDING_NOTHING,
	PENDING_RESTORE,	/* at the call's end the registers are as they were */
	PENDING_SCRATCH,	/* an mmap of ours is running in place of the call */
	PENDING_EXECUTED,	/* the program was replaced: nothing to restore */
};

/* One traced thread. */
struct tracee {
	struct tracee *next;
	pid_t tid;
	bool born;		/* its maker told us of it */
	bool held;		/* it stopped before that, and waits */
	enum pending pending;
	struct user_regs_struct saved;
	uint64_t scratch;	/* memory of ours in the tracee, or 0 */
	size_t scratch_size;
	char *exe;		/* what /proc/self/exe is to say, or NULL: the kernel knows */
	char *next_exe;		/* the same once the running execve succeeds */
};

/* The replacement of memory for one system call: bytes to be copied to the scratch memory,
 * and which arguments then point there. */
struct patch {
	unsigned char *bytes;
	size_t len, cap;
	struct { int argument; size_t offset; } arguments[4];
	int n;
};

/* --- memory.c: the tracee's memory ----------------------------------------------------- */

/* The string at ADDRESS: its length, or -1 (unreadable, or longer than SIZE - 1). */
ssize_t tracee_read_string(pid_t tid, uint64_t address, char *out, size_t size);
int tracee_read(pid_t tid, uint64_t address, void *out, size_t len);
int tracee_write(pid_t tid, uint64_t address, const void *data, size_t len);
uint64_t tracee_argument(const struct user_regs_struct *regs, int n);
void tracee_set_argument(struct user_regs_struct *regs, int n, uint64_t value);

/* Append LEN bytes, aligned to 8; returns their offset. */
size_t patch_add(struct patch *patch, const void *data, size_t len);
void patch_point(struct patch *patch, int argument, size_t offset);
void patch_clear(struct patch *patch);

/* PATH below /gnu/store as it is below STORE, into OUT (PATH_MAX); false: not ours. */
bool translate_path(const char *store, const char *path, char *out);

/* --- exec.c: execve, where the kernel itself would look for interpreters ------------------- */

/* Fill PATCH for an execve by T; sets t->next_exe.  Addresses in the patch are relative to
 * BASE, the scratch memory. */
void patch_execve(struct tracee *t, const char *store, const struct user_regs_struct *regs,
		  uint64_t base, struct patch *patch);

/* --- trace.c --------------------------------------------------------------------------- */

/* Serve until no tracee is left. */
void trace_loop(const char *store, pid_t first);

#endif
