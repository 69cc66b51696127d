/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The launcher of relocatable packs.
 *
 * It is PACK/gnu/store/HASH-profileR/bin/NAME, hard-linked under the name of each program,
 * and finds by its own name what to execute: /gnu/store/HASH-profile/bin/NAME.  With RR at
 * the end of the item's name it may also trace where namespaces are not to be had.
 * $GX_EXECUTION_ENGINE (or Guix's $GUIX_EXECUTION_ENGINE) chooses:
 *	default, performance	a user namespace, then (RR) tracing
 *	userns			a user namespace only
 *	ptrace, proot		(RR) tracing only */
#include "pack/launcher/launcher.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
	char store[PATH_MAX];		/* PACK/gnu/store */
	char target[PATH_MAX];		/* /gnu/store/HASH-profile/bin/NAME */
	bool may_trace;
};

__attribute__((format(printf, 1, 2), noreturn))
static void die(const char *fmt, ...)
{
	va_list ap;

	fputs("gx launcher: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(127);
}

static bool exists_below(const char *store, const char *item, size_t len)
{
	char path[PATH_MAX];
	struct stat st;

	launcher_path(path, "%s/%.*s", store, (int)len, item);
	return !lstat(path, &st);
}

/* Take our own name apart. */
static void find_place(struct place *place)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *at = NULL, *item, *rest;
	size_t len;

	if (n < 0)
		die("/proc is not mounted: %s", strerror(errno));
	self[n] = '\0';
	for (char *p = strstr(self, LAUNCHER_STORE "/"); p; p = strstr(p + 1, LAUNCHER_STORE "/"))
		at = p;
	item = at ? at + sizeof LAUNCHER_STORE : NULL;
	rest = item ? strchr(item, '/') : NULL;
	if (!rest || rest == item || rest[-1] != 'R')
		die("%s is not in a relocatable pack", self);
	item[-1] = '\0';
	launcher_path(place->store, "%s", self);
	len = (size_t)(rest - item) - 1;
	if (len > 1 && item[len - 1] == 'R' && exists_below(place->store, item, len - 1)) {
		place->may_trace = true;
		len--;
	}
	if (!launcher_path(place->target, LAUNCHER_STORE "/%.*s%s", (int)len, item, rest))
		die("the name of the pack's directory is too long");
}

/* Is the pack's item already to be seen at /gnu/store (inside an engine, or on a machine
 * that has it)? */
static bool is_shown(const struct place *place)
{
	const char *item = place->target + sizeof LAUNCHER_STORE;
	char here[PATH_MAX], there[PATH_MAX];
	struct stat a, b;
	size_t len = strcspn(item, "/");

	launcher_path(here, LAUNCHER_STORE "/%.*s", (int)len, item);
	launcher_path(there, "%s/%.*s", place->store, (int)len, item);
	return !stat(here, &a) && !stat(there, &b) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

static const char *chosen_engine(void)
{
	const char *engine = getenv("GX_EXECUTION_ENGINE");

	if (!engine || !*engine)
		engine = getenv("GUIX_EXECUTION_ENGINE");
	return engine && *engine ? engine : "default";
}

static void trace(const struct place *place)
{
	if (launcher_trace(place->store))
		die("this system does not let a program trace itself (%s)", strerror(errno));
}

static void enter(const struct place *place)
{
	const char *engine = chosen_engine();
	bool any = !strcmp(engine, "default") || !strcmp(engine, "performance");
	bool traced = !strcmp(engine, "ptrace") || !strcmp(engine, "proot");

	if (!any && !traced && strcmp(engine, "userns"))
		die("unknown execution engine '%s': default, userns or ptrace", engine);
	if (traced && !place->may_trace)
		die("this pack has no engine but userns: make it with -RR");
	if (!traced && !launcher_enter_namespace(place->store))
		return;
	if (!traced && !(any && place->may_trace))
		die("user namespaces are not available (%s)%s", strerror(errno),
		    place->may_trace ? "" : "; a pack made with -RR needs none");
	trace(place);
}

int main(int argc, char **argv)
{
	struct place place = { .may_trace = false };

	(void)argc;
	find_place(&place);
	if (!is_shown(&place))
		enter(&place);
	execv(place.target, argv);
	die("%s: %s", place.target, strerror(errno));
}
