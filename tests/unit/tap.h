/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Test Anything Protocol for unit tests: ok() with a sentence, done() at the end. */
#ifndef GX_TAP_H
#define GX_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_count, tap_failures;

/* One test point; returns COND. */
__attribute__((format(printf, 2, 3), unused))
static bool tap_point(bool cond, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", cond ? "" : "not ", ++tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	tap_failures += !cond;
	return cond;
}

/* A macro so that COND is evaluated before the words, which may tell its error. */
#define ok(cond, ...) ({ bool cond_ = (cond); tap_point(cond_, __VA_ARGS__); })

/* Two strings are equal; both are shown when not. */
__attribute__((format(printf, 3, 4), unused))
static bool is(const char *got, const char *want, const char *fmt, ...)
{
	char name[512];
	va_list ap;
	bool same = got && want && !strcmp(got, want);

	va_start(ap, fmt);
	vsnprintf(name, sizeof name, fmt, ap);
	va_end(ap);
	ok(same, "%s", name);
	if (!same)
		printf("#      got: %s\n# expected: %s\n", got ? got : "(null)", want ? want : "(null)");
	return same;
}

__attribute__((unused))
static void skip(const char *what, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_count, what, why);
}

/* Print the plan; the value for main to return. */
__attribute__((unused))
static int done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failures != 0;
}

/* A file below the tests' data, as a path to free. */
__attribute__((unused))
static char *data_path(const char *name)
{
	const char *dir = getenv("GX_TEST_DATA");
	char *path = NULL;

	if (asprintf(&path, "%s/%s", dir ? dir : "tests/data", name) < 0)
		abort();
	return path;
}

#endif
