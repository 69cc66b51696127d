/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Error values, and the memory helpers that never fail. */
#include "util/util.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *checked(void *p)
{
	if (!p) {
		static const char msg[] = "gx: out of memory\n";
		ssize_t ignored = write(2, msg, sizeof msg - 1);

		(void)ignored;
		abort();
	}
	return p;
}

void *gx_malloc(size_t n)
{
	return checked(malloc(n ? n : 1));
}

void *gx_calloc(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size ? size : 1));
}

void *gx_realloc(void *p, size_t n)
{
	return checked(realloc(p, n ? n : 1));
}

void *gx_reallocarray(void *p, size_t n, size_t size)
{
	return checked(reallocarray(p, n ? n : 1, size ? size : 1));
}

char *gx_strdup(const char *s)
{
	return checked(strdup(s));
}

char *gx_strndup(const char *s, size_t n)
{
	return checked(strndup(s, n));
}

char *gx_vasprintf(const char *fmt, va_list ap)
{
	char *s = NULL;

	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	return checked(s);
}

char *gx_asprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = gx_vasprintf(fmt, ap);
	va_end(ap);
	return s;
}

void gx_cleanup_free(void *p)
{
	void **pp = p;

	free(*pp);
	*pp = NULL;
}

void gx_cleanup_fd(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

void gx_cleanup_dir(void *p)
{
	DIR **dir = p;

	if (*dir)
		closedir(*dir);
	*dir = NULL;
}

void gx_cleanup_file(void *p)
{
	FILE **file = p;

	if (*file)
		fclose(*file);
	*file = NULL;
}

static void place_clear(struct gx_place *place)
{
	free(place->file);
	free(place->name);
	free(place->text);
	free(place->note);
	*place = (struct gx_place){ NULL };
}

void gx_err_clear(struct gx_err *err)
{
	free(err->msg);
	free(err->hint);
	free(err->kind);
	place_clear(&err->place);
	place_clear(&err->related);
	*err = (struct gx_err)GX_ERR_INIT;
}

int gx_fail(struct gx_err *err, enum gx_err_code code, const char *fmt, ...)
{
	va_list ap;
	char *msg;

	if (!err)
		return -1;
	va_start(ap, fmt);
	msg = gx_vasprintf(fmt, ap);
	va_end(ap);
	gx_err_clear(err);
	err->code = code;
	err->msg = msg;
	return -1;
}

int gx_fail_errno(struct gx_err *err, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	char *msg;

	if (!err)
		return -1;
	va_start(ap, fmt);
	msg = gx_vasprintf(fmt, ap);
	va_end(ap);
	gx_fail(err, GX_ESYS, "%s: %s", msg, strerror(saved));
	err->sys_errno = saved;
	free(msg);
	return -1;
}

int gx_err_prefix(struct gx_err *err, const char *fmt, ...)
{
	GX_AUTO(free) char *prefix = NULL;
	va_list ap;
	char *msg;

	if (!err)
		return -1;
	va_start(ap, fmt);
	prefix = gx_vasprintf(fmt, ap);
	va_end(ap);
	msg = gx_asprintf("%s: %s", prefix, gx_err_text(err));
	free(err->msg);
	err->msg = msg;
	return -1;
}

int gx_err_hint(struct gx_err *err, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return -1;
	free(err->hint);
	va_start(ap, fmt);
	err->hint = gx_vasprintf(fmt, ap);
	va_end(ap);
	return -1;
}

static char *copy(const char *text)
{
	return text ? gx_strdup(text) : NULL;
}

int gx_err_at_text(struct gx_err *err, const char *file, const char *text, unsigned line,
		   unsigned column)
{
	if (!err)
		return -1;
	place_clear(&err->place);
	err->place = (struct gx_place){ .file = copy(file), .text = copy(text), .line = line,
					.column = column };
	return -1;
}

int gx_err_at(struct gx_err *err, const char *file, unsigned line, unsigned column)
{
	return gx_err_at_text(err, file, NULL, line, column);
}

static void set_name(struct gx_place *place, const char *name)
{
	if (!place->file)
		return;
	free(place->name);
	place->name = gx_strdup(name);
}

int gx_err_place_name(struct gx_err *err, const char *name)
{
	if (err) {
		set_name(&err->place, name);
		set_name(&err->related, name);
	}
	return -1;
}

int gx_err_related(struct gx_err *err, unsigned line, unsigned column, const char *note)
{
	if (!err)
		return -1;
	place_clear(&err->related);
	err->related = (struct gx_place){
		.file = copy(err->place.file), .name = copy(err->place.name),
		.text = copy(err->place.text), .note = copy(note), .line = line,
		.column = column };
	return -1;
}

int gx_err_kind(struct gx_err *err, const char *kind)
{
	if (!err)
		return -1;
	free(err->kind);
	err->kind = copy(kind);
	return -1;
}

void gx_err_move(struct gx_err *dst, struct gx_err *src)
{
	if (dst) {
		gx_err_clear(dst);
		*dst = *src;
		*src = (struct gx_err)GX_ERR_INIT;
	} else {
		gx_err_clear(src);
	}
}

const char *gx_err_text(const struct gx_err *err)
{
	return err && err->msg ? err->msg : "unknown error";
}
