/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/util: what every other folder may lean on.
 *
 * Ownership rules of the whole tree:
 *   - `const char *' is borrowed from its owner; `char *' is yours to free.
 *   - Owning locals are declared with GX_AUTO(kind) and given away with
 *     gx_steal(); every clean-up accepts the empty value (NULL, -1, zeroes).
 *   - Functions that can fail return 0, or -1 with their last argument, a
 *     `struct gx_err *', set.  +1 means "absent" where a header says so.
 *     Output parameters are written on success only.
 *   - Running out of memory aborts: gx_malloc and friends never return NULL. */
#ifndef GX_UTIL_H
#define GX_UTIL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* As those of the C library, but they abort where these return NULL. */
void *gx_malloc(size_t n);
void *gx_calloc(size_t n, size_t size);
void *gx_realloc(void *p, size_t n);
/* Grow an array of N elements of SIZE bytes; aborts when the product overflows. */
void *gx_reallocarray(void *p, size_t n, size_t size);
char *gx_strdup(const char *s);
char *gx_strndup(const char *s, size_t n);
/* A newly allocated formatted string. */
char *gx_asprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *gx_vasprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

void gx_cleanup_free(void *p);
void gx_cleanup_fd(int *fd);
void gx_cleanup_dir(void *p);
void gx_cleanup_file(void *p);
/* Close *FD if it is open and mark it closed; errno is kept. */
#define gx_close gx_cleanup_fd

/* GX_AUTO(free) char *s = NULL;  GX_AUTO(fd) int fd = -1; … : cleaned up when
 * the scope is left.  A type gx_foo joins in by defining gx_cleanup_foo. */
#define GX_AUTO(kind) __attribute__((cleanup(gx_cleanup_##kind)))

static inline void *gx_steal_pointer(void *pp)
{
	void **p = (void **)pp;
	void *v = *p;

	*p = NULL;
	return v;
}
/* Hand an owning local over: its value is returned and the local emptied. */
#define gx_steal(pp) ((__typeof__(*(pp)))gx_steal_pointer(pp))

/* The same for a descriptor. */
static inline int gx_steal_fd(int *fd)
{
	int v = *fd;

	*fd = -1;
	return v;
}

#define GX_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#include "util/err.h"
#include "util/buf.h"
#include "util/strv.h"
#include "util/sexp.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/hash.h"
#include "util/sealed.h"
#include "util/base.h"
#include "util/json.h"
#include "util/spawn.h"
#include "util/log.h"
#include "util/suggest.h"
#include "util/where.h"

#endif
