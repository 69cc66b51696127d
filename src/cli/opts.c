/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option parser. */
#include "cli/opts.h"
#include "util/diagnostic.h"
#include "util/progress.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct parse {
	const struct gx_opt *table;
	char *const *argv;
	int argc, at;
	gx_opt_fn *fn;
	void *payload;
};

const struct gx_opt gx_opts_common[] = {
	{ 'v', "verbosity", "LEVEL", "0: errors only; 1: progress; 2 and more: the builders' output" },
	{ 'q', "quiet", NULL, "say nothing but errors" },
	{ GX_OPT_PROGRESS, "progress", "FORM", "show progress as a line, plain, json or none" },
	{ GX_OPT_DIAGNOSTICS, "diagnostics", "FORM", "tell errors and warnings as text or json" },
	{ GX_OPT_VERSION, "version", NULL, "show gx's version" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

char gx_opt_letter(const struct gx_opt *opt)
{
	switch (opt->id) {
	case GX_OPT_HELP:
		return 'h';
	case GX_OPT_VERSION:
		return 'V';
	default:
		return opt->id < 32 || opt->id >= GX_OPT_LONG ? '\0' : (char)opt->id;
	}
}

bool gx_opt_value_optional(const struct gx_opt *opt)
{
	return opt->arg && opt->arg[0] == '[' && opt->arg[strlen(opt->arg) - 1] == ']';
}

static bool takes_value(const struct gx_opt *opt)
{
	return opt->arg && !gx_opt_value_optional(opt);
}

static const struct gx_opt *find_long(const struct gx_opt *table, const char *name, size_t len)
{
	for (; table->id; table++)
		if (table->name && strlen(table->name) == len && !memcmp(table->name, name, len))
			return table;
	return NULL;
}

static const struct gx_opt *find_letter(const struct gx_opt *table, char letter)
{
	for (; table->id; table++)
		if (gx_opt_letter(table) == letter)
			return table;
	return NULL;
}

bool gx_opt_is_common(const struct gx_opt *opt)
{
	return opt->name ? find_long(gx_opts_common, opt->name, strlen(opt->name)) != NULL :
		gx_opt_letter(opt) && find_letter(gx_opts_common, gx_opt_letter(opt));
}

/* The row of TABLE that gives LETTER a meaning of its own. */
static const struct gx_opt *find_own(const struct gx_opt *table, char letter)
{
	const struct gx_opt *opt = find_letter(table, letter);

	return opt && !gx_opt_is_common(opt) ? opt : NULL;
}

char gx_opt_letter_beside(const struct gx_opt *opt, const struct gx_opt *table)
{
	char letter = gx_opt_letter(opt);
	const struct gx_opt *own = letter ? find_own(table, letter) : NULL;

	return own && own != opt ? '\0' : letter;
}

static int set_verbosity(const char *value, struct gx_err *err)
{
	unsigned long level;

	if (gx_opt_number("--verbosity", value, 1000, &level, err) < 0)
		return -1;
	gx_log_set_level(level == 0 ? GX_LOG_QUIET : level == 1 ? GX_LOG_NORMAL : GX_LOG_VERBOSE);
	return 0;
}

static int take_common(int id, const char *value, struct gx_err *err)
{
	switch (id) {
	case 'q':
		gx_log_set_level(GX_LOG_QUIET);
		return 0;
	case 'v':
		return set_verbosity(value, err);
	case GX_OPT_PROGRESS:
		return gx_progress_set_form(value, err);
	case GX_OPT_DIAGNOSTICS:
		return gx_diagnostic_set_form(value, err);
	case GX_OPT_VERSION:
		return 2;
	default:
		return 1;	/* --help */
	}
}

void gx_opts_heed_diagnostics(int argc, char *const *argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strncmp(argv[i], "--diagnostics=", 14))
			gx_diagnostic_set_form(argv[i] + 14, NULL);
}

/* Where to read on: ARGV[0] is the command's name. */
static int hint_at_help(const struct parse *p, struct gx_err *err)
{
	return gx_err_hint(err, "`gx %s --help' lists the options", p->argv[0]);
}

static size_t add_names(const struct gx_opt *table, const char **names, size_t n)
{
	for (; table->id; table++)
		if (table->name && table->help)
			names[n++] = table->name;
	return n;
}

static int unknown_option(const struct parse *p, const char *name, size_t len,
			  struct gx_err *err)
{
	GX_AUTO(free) char *word = gx_strndup(name, len);
	const char *names[128], *near;

	names[add_names(gx_opts_common, names, add_names(p->table, names, 0))] = NULL;
	near = gx_suggest(word, names);
	gx_fail(err, GX_EUSAGE, "unknown option '--%s'", word);
	return near ? gx_err_hint(err, "did you mean '--%s'?", near) : hint_at_help(p, err);
}

static int unknown_letter(const struct parse *p, const char *shown, struct gx_err *err)
{
	gx_fail(err, GX_EUSAGE, "unknown option '%s'", shown);
	return hint_at_help(p, err);
}

/* An empty FILE would be the working directory: mostly a variable that is not set. */
static int empty_file(const char *shown, struct gx_err *err)
{
	gx_fail(err, GX_EUSAGE, "option '%s' names no file: its value is empty", shown);
	return gx_err_hint(err, "perhaps a variable of the shell is not set");
}

/* Call back for OPT; VALUE is what was joined to it, if anything. */
static int deliver(struct parse *p, const struct gx_opt *opt, const char *shown,
		   const char *value, struct gx_err *err)
{
	if (value && !opt->arg)
		return gx_fail(err, GX_EUSAGE, "option '%s' takes no value", shown);
	if (!value && takes_value(opt)) {
		if (p->at >= p->argc)
			return gx_fail(err, GX_EUSAGE, "option '%s' needs a value: %s", shown,
				       opt->arg);
		value = p->argv[p->at++];
	}
	if (value && !*value && (!strcmp(opt->arg, "FILE") || !strcmp(opt->arg, "DIR")))
		return empty_file(shown, err);
	if (opt >= gx_opts_common && opt < gx_opts_common + GX_ARRAY_SIZE(gx_opts_common))
		return take_common(opt->id, value, err);
	return p->fn(p->payload, opt->id, value, err);
}

static int parse_long(struct parse *p, const char *text, struct gx_err *err)
{
	size_t len = strcspn(text, "=");
	const struct gx_opt *opt = find_long(gx_opts_common, text, len);
	GX_AUTO(free) char *shown = gx_asprintf("--%.*s", (int)len, text);

	opt = opt ? opt : find_long(p->table, text, len);
	if (!opt)
		return unknown_option(p, text, len, err);
	return deliver(p, opt, shown, text[len] ? text + len + 1 : NULL, err);
}

static int parse_letters(struct parse *p, const char *text, struct gx_err *err)
{
	while (*text) {
		const struct gx_opt *opt = find_own(p->table, *text);
		char shown[] = { '-', *text, '\0' };
		int r;

		opt = opt ? opt : find_letter(gx_opts_common, *text);
		if (!opt)
			return unknown_letter(p, shown, err);
		text++;
		if (opt->arg && *text)
			return deliver(p, opt, shown, text, err);
		r = deliver(p, opt, shown, NULL, err);
		if (r)
			return r;
	}
	return 0;
}

int gx_opts_parse(const struct gx_opt *table, int argc, char *const *argv, gx_opt_fn *fn,
		  void *payload, int *rest, struct gx_err *err)
{
	struct parse p = { table, argv, argc, 1, fn, payload };
	bool ended = false;

	if (rest)
		*rest = 0;
	while (p.at < argc) {
		const char *arg = argv[p.at++];
		int r;

		if (!ended && !strcmp(arg, "--")) {
			ended = true;
			if (!rest)
				continue;
			*rest = p.at;
			return 0;
		}
		if (ended || arg[0] != '-' || !arg[1])
			r = fn(payload, GX_OPT_OPERAND, arg, err);
		else if (arg[1] == '-')
			r = parse_long(&p, arg + 2, err);
		else
			r = parse_letters(&p, arg + 1, err);
		if (r)
			return r;
	}
	return 0;
}

int gx_opt_number(const char *option, const char *value, unsigned long max,
		  unsigned long *out, struct gx_err *err)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(value, &end, 10);
	if (*value < '0' || *value > '9' || *end || errno || n > max)
		return gx_fail(err, GX_EUSAGE, "'%s' is not a number for %s", value, option);
	*out = n;
	return 0;
}

static double unit(const char *text)
{
	static const char letters[] = "KMGTPE";
	const char *at;
	double base = 1024, factor = 1;

	if (!*text || !strcmp(text, "B"))
		return 1;
	at = strchr(letters, *text == 'k' ? 'K' : *text);
	if (!at)
		return 0;
	if (!strcmp(text + 1, "B"))
		base = 1000;
	else if (text[1] && strcmp(text + 1, "iB"))
		return 0;
	for (; at >= letters; at--)
		factor *= base;
	return factor;
}

int gx_opt_size(const char *option, const char *value, uint64_t *out, struct gx_err *err)
{
	char *end;
	double n = strtod(value, &end), factor = unit(end);

	if (*value < '0' || *value > '9' || factor == 0 || n * factor > 9e18)
		return gx_fail(err, GX_EUSAGE, "'%s' is not a size for %s (such as 500M or 2GiB)",
			       value, option);
	*out = (uint64_t)(n * factor);
	return 0;
}
