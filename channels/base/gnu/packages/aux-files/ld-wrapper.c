/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linker of the collection: GNU ld, told where programs find libraries. */

/*
 * Debian's ld and dynamic linker look in /lib and /usr/lib; ours must look in
 * store items only.  So this program passes its arguments on and adds
 *   -nostdlib         no library directory but those that gcc names;
 *   -rpath DIR        for the C library, and for each store item that holds
 *                     one of the shared libraries that are linked;
 *   -dynamic-linker   that of the C library.
 * It takes away --sysroot, with which ld would look for the libraries that
 * libraries need in a wrong place.
 *
 * GX_LD, GX_LIBC (the directory of libc.so.6) and GX_GCC (the compiler's
 * item, which nothing that is linked may refer to) are given when compiling.
 */

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STORE "/gnu/store/"

struct list {
	const char **items;
	size_t count, room;
};

struct link {
	struct list arguments;		/* as they are passed on */
	struct list directories;	/* of -L */
	struct list libraries;		/* of -l, or names of files */
	struct list rpath;
	bool shared, fixed;		/* fixed: -static or -r */
};

static void die(const char *what)
{
	fprintf(stderr, "ld: ");
	perror(what);
	exit(1);
}

static void add(struct list *l, const char *item)
{
	if (l->count == l->room) {
		l->room = l->room ? 2 * l->room : 64;
		l->items = realloc(l->items, l->room * sizeof(*l->items));
		if (!l->items)
			die("realloc");
	}
	l->items[l->count++] = item;
}

static bool has(const struct list *l, const char *item)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->items[i], item))
			return true;
	return false;
}

static bool begins(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

static bool is_any(const char *s, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(s, *names))
			return true;
	return false;
}

/* The contents of a response file, to be freed by nobody; NULL if none. */
static char *read_file(const char *name)
{
	FILE *f = fopen(name, "r");
	size_t size = 0, room = 65536;
	char *text = malloc(room);

	if (!f || !text)
		return NULL;
	for (size_t n; (n = fread(text + size, 1, room - size - 1, f)) > 0;) {
		size += n;
		if (size + 1 == room && !(text = realloc(text, room *= 2)))
			die("realloc");
	}
	text[size] = 0;
	fclose(f);
	return text;
}

/* Take one word, quoted as libiberty does, from *text, in place. */
static char *next_word(char **text)
{
	char *in = *text + strspn(*text, " \t\r\n\f\v"), *word = in, *out = in;
	char quote = 0;

	if (!*in)
		return NULL;
	for (; *in && (quote || !strchr(" \t\r\n\f\v", *in)); in++) {
		if (*in == '\\' && in[1])
			*out++ = *++in;
		else if (quote && *in == quote)
			quote = 0;
		else if (!quote && (*in == '"' || *in == '\''))
			quote = *in;
		else
			*out++ = *in;
	}
	*text = *in ? in + 1 : in;
	*out = 0;
	return word;
}

/* Replace each @FILE by the words in it. */
static void expand(struct list *l, const char *argument, int depth)
{
	char *text, *word;

	if (argument[0] != '@' || depth > 8 || !(text = read_file(argument + 1))) {
		add(l, argument);
		return;
	}
	while ((word = next_word(&text)))
		expand(l, word, depth + 1);
}

static bool is_shared_name(const char *s)
{
	const char *dot = strstr(s, ".so");

	return dot && (!dot[3] || dot[3] == '.');
}

/* Note what argument i means; return how many arguments it takes. */
static size_t note(struct link *l, const struct list *all, size_t i)
{
	static const char *const fixed[] = {
		"-r", "-i", "-static", "-Ur", "--relocatable", "-relocatable", NULL
	};
	static const char *const shared[] = { "-shared", "--shared", "-Bshareable", NULL };
	const char *a = all->items[i];
	const char *next = i + 1 < all->count ? all->items[i + 1] : NULL;

	if (begins(a, "--sysroot="))
		return 1;
	add(&l->arguments, a);
	if (is_any(a, fixed))
		l->fixed = true;
	else if (is_any(a, shared))
		l->shared = true;
	else if ((!strcmp(a, "-L") || !strcmp(a, "-l")) && next) {
		add(a[1] == 'L' ? &l->directories : &l->libraries, next);
		add(&l->arguments, next);
		return 2;
	} else if (begins(a, "-L"))
		add(&l->directories, a + 2);
	else if (begins(a, "-l"))
		add(&l->libraries, a + 2);
	else if (begins(a, "/") && is_shared_name(a))
		add(&l->libraries, a);
	return 1;
}

/* Find library NAME as ld would; write its real name to FILE. */
static bool find(const struct link *l, const char *name, char file[PATH_MAX])
{
	char path[PATH_MAX];

	if (name[0] == '/')
		return realpath(name, file);
	for (size_t i = 0; i < l->directories.count; i++) {
		const char *dir = l->directories.items[i];

		snprintf(path, sizeof(path), name[0] == ':' ? "%s/%s" : "%s/lib%s.so",
			 dir, name[0] == ':' ? name + 1 : name);
		if (realpath(path, file))
			return true;
		snprintf(path, sizeof(path), "%s/lib%s.a", dir, name);
		if (!access(path, F_OK))
			return false;
	}
	return false;
}

static void add_rpath(struct link *l, const char *library)
{
	char file[PATH_MAX];

	if (!find(l, library, file) || !begins(file, STORE) || begins(file, GX_GCC "/"))
		return;
	*strrchr(file, '/') = 0;
	if (!has(&l->rpath, file))
		add(&l->rpath, strdup(file));
}

int main(int argc, char **argv)
{
	struct list all = { 0 };
	struct link l = { 0 };

	for (int i = 1; i < argc; i++)
		expand(&all, argv[i], 0);
	add(&l.arguments, GX_LD);
	add(&l.arguments, "-nostdlib");
	for (size_t i = 0; i < all.count;)
		i += note(&l, &all, i);
	if (!l.fixed) {
		add(&l.rpath, GX_LIBC);
		for (size_t i = 0; i < l.libraries.count; i++)
			add_rpath(&l, l.libraries.items[i]);
		for (size_t i = 0; i < l.rpath.count; i++) {
			add(&l.arguments, "-rpath");
			add(&l.arguments, l.rpath.items[i]);
		}
		if (!l.shared) {
			/* gcc gave Debian's; the last one wins. */
			add(&l.arguments, "-dynamic-linker");
			add(&l.arguments, GX_LIBC "/ld-linux-x86-64.so.2");
		}
	}
	add(&l.arguments, NULL);
	execv(GX_LD, (char **)l.arguments.items);
	die(GX_LD);
}
