/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The launcher of relocatable packs: a static program that shows its pack's store at
 * /gnu/store and executes a program there.  It leans on nothing but libc. */
#ifndef GX_LAUNCHER_H
#define GX_LAUNCHER_H

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#define LAUNCHER_STORE "/gnu/store"

/* Show the directory STORE at /gnu/store in namespaces of our own, without privileges.
 * 0; -1 with errno when the kernel does not let us (then little or nothing has changed). */
int launcher_enter_namespace(const char *store);

/* From here on a background process translates /gnu/store to STORE in the system calls of
 * this process and its children.  0; -1 with errno when tracing is not possible. */
int launcher_trace(const char *store);

/* Format a file name of at most PATH_MAX - 1 bytes; one that is longer becomes "", which no
 * system call accepts, and false is returned. */
__attribute__((format(printf, 2, 3)))
static inline bool launcher_path(char *out, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(out, PATH_MAX, fmt, ap);
	va_end(ap);
	if (n < 0 || n >= PATH_MAX)
		out[0] = '\0';
	return n >= 0 && n < PATH_MAX;
}

#endif
