/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx-builder: read the script, and trust nothing in it. */
#include "build/builder.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char *read_all(int fd, size_t *len)
{
	struct stat st;
	char *text;
	size_t n = 0;

	if (fstat(fd, &st) < 0)
		builder_die_errno("the script is missing");
	if (st.st_size <= 0 || st.st_size > (off_t)GX_SANDBOX_SCRIPT_MAX)
		builder_die("the script has an impossible size");
	text = malloc(st.st_size + 1);
	if (!text)
		builder_die("out of memory");
	while (n < (size_t)st.st_size) {
		ssize_t got = pread(fd, text + n, st.st_size - n, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			builder_die("the script cannot be read");
		n += got;
	}
	text[n] = 0;
	*len = n;
	return text;
}

static void push(struct words *list, char *word)
{
	if ((list->n & (list->n + 1)) == 0) {	/* full at 0, 1, 3, 7 … */
		list->v = reallocarray(list->v, (list->n + 1) * 2, sizeof *list->v);
		if (!list->v)
			builder_die("out of memory");
	}
	list->v[list->n++] = word;
	list->v[list->n] = NULL;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* In place; NUL bytes cannot be in a word. */
static void decode(char *word)
{
	char *out = word;

	if (!strcmp(word, "%")) {
		*word = 0;
		return;
	}
	for (const char *p = word; *p; p++) {
		int hi, lo;

		if (*p != '%') {
			*out++ = *p;
			continue;
		}
		hi = hex(p[1]);
		lo = hi < 0 ? -1 : hex(p[2]);
		if (lo < 0 || (hi == 0 && lo == 0))
			builder_die("the script has a malformed word");
		*out++ = hi << 4 | lo;
		p += 2;
	}
	*out = 0;
}

/* No "", ".", ".." between slashes. */
static bool tidy(const char *path)
{
	for (;;) {
		size_t n = strcspn(path, "/");

		if (n == 0 || (n == 1 && path[0] == '.') || (n == 2 && !strncmp(path, "..", 2)))
			return false;
		if (!path[n])
			return true;
		path += n + 1;
	}
}

static bool absolute(const char *path)
{
	return path[0] == '/' && tidy(path + 1);
}

static bool store_name(const char *name)
{
	size_t n = strlen(name);

	if (n < 34 || n > 244 || name[32] != '-')
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("+-._?=", name[i]))
			return false;
	return true;
}

static unsigned number(const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	if (!isdigit((unsigned char)*word) || *end || n >= 0xffffffffu)
		builder_die("the script has a malformed number");
	return n;
}

static void once(char **field, char *word, bool legal)
{
	if (*field || !legal)
		builder_die("the script has an illegal or repeated line");
	*field = word;
}

/* One operation; A and B are its words, NULL when absent. */
static void operation(struct sandbox *box, const char *op, char *a, char *b)
{
	if (!a)
		builder_die("the script has an incomplete line");
	if (!strcmp(op, "ids") && b && !box->have_ids) {
		box->uid = number(a);
		box->gid = number(b);
		box->have_ids = true;
	} else if (!strcmp(op, "symlink") && b && absolute(b) && *a) {
		push(&box->links, a);
		push(&box->links, b);
	} else if (b) {
		builder_die("the script has a line with too many words");
	} else if (!strcmp(op, "base")) {
		once(&box->base, a, !strcmp(a, "/") || absolute(a));
	} else if (!strcmp(op, "store")) {
		once(&box->store, a, tidy(a));
	} else if (!strcmp(op, "scratch")) {
		once(&box->scratch, a, tidy(a));
	} else if (!strcmp(op, "network") && !strcmp(a, "host")) {
		box->host_network = true;
	} else if (!strcmp(op, "input") && store_name(a)) {
		push(&box->inputs, a);
	} else if (!strcmp(op, "host") && absolute(a)) {
		push(&box->hosts, a);
	} else if (!strcmp(op, "env") && strchr(a, '=') > a) {
		push(&box->env, a);
	} else if (!strcmp(op, "chdir")) {
		once(&box->chdir, a, absolute(a));
	} else if (!strcmp(op, "arg")) {
		push(&box->args, a);
	} else if (!strcmp(op, "exec")) {
		once(&box->exec, a, absolute(a));
	} else if (!strcmp(op, "exec-host")) {
		once(&box->exec, a, absolute(a));
		box->exec_is_host = true;
	} else {
		builder_die("the script has an illegal line: %.40s", op);
	}
}

static void parse_line(struct sandbox *box, char *line)
{
	char *words[3] = { NULL, NULL, NULL };
	size_t n = 0;

	for (char *p = line; ; ) {
		char *space = strchr(p, ' ');

		if (n == 3 || !*p)
			builder_die("the script has a malformed line");
		words[n++] = p;
		if (!space)
			break;
		*space = 0;
		p = space + 1;
	}
	for (size_t i = 1; i < n; i++)
		decode(words[i]);
	operation(box, words[0], words[1], words[2]);
}

void sandbox_read(int fd, struct sandbox *out)
{
	static const char magic[] = GX_SANDBOX_MAGIC " " GX_SANDBOX_VERSION "\n";
	size_t len;
	char *text = read_all(fd, &len), *line = text + sizeof magic - 1;
	bool ended = false;

	if (strlen(text) != len || strncmp(text, magic, sizeof magic - 1))
		builder_die("the script is of another version: gx was only half updated");
	for (char *p = text; *p; p++)
		if (*p != '\n' && *p != ' ' && (*p < 0x21 || *p > 0x7e))
			builder_die("the script is not printable");
	while (*line && !ended) {
		char *end = strchr(line, '\n');

		if (!end)
			builder_die("the script was cut off");
		*end = 0;
		if (!strcmp(line, "end"))
			ended = true;
		else
			parse_line(out, line);
		line = end + 1;
	}
	if (!ended || *line)
		builder_die("the script was cut off");
	if (!out->base || !out->store || !out->scratch || !out->have_ids || !out->chdir ||
	    !out->exec || !out->args.n || !out->env.n)
		builder_die("the script lacks a line");
}
