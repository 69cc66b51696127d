/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option parser of every command.
 *
 * Options and operands may be mixed and are handed over in their order, since some options
 * concern what follows them.  Long options take their value after '=' or as the next
 * argument, short ones joined or as the next argument (a value that may be left out only
 * joined); short options without value may be written together.  There are no abbreviations.
 * "--" ends both. */
#ifndef GX_OPTS_H
#define GX_OPTS_H

#include "util/util.h"

struct gx_opt {
	int id;			/* for the callback: the letter, or from GX_OPT_LONG on */
	const char *name;	/* without dashes; NULL: only a letter */
	const char *arg;	/* "FILE"; "[N]" when it may be left out; NULL */
	const char *help;	/* one sentence in lower case; NULL: not shown */
};

enum {
	GX_OPT_OPERAND = 0,	/* the id given for an argument that is no option */
	GX_OPT_HELP = 1,	/* never given: makes gx_opts_parse return +1 */
	GX_OPT_PROGRESS, GX_OPT_DIAGNOSTICS, GX_OPT_VERSION,	/* never given either */
	GX_OPT_LONG = 256,	/* ids from here on have no letter */
};

#define GX_OPT_END { 0, NULL, NULL, NULL }
#define GX_OPT_HELP_ROW { GX_OPT_HELP, "help", NULL, "show this text" }

/* Options of every command: how much is said, and in which form.  gx_opts_parse acts on them
 * itself; what a table has of the same name, or of the same letter without a name of its own,
 * does not count. */
extern const struct gx_opt gx_opts_common[];
/* May OPT's value be left out?  Then its ARG is in brackets as a whole. */
bool gx_opt_value_optional(const struct gx_opt *opt);
/* The letter of OPT, or NUL. */
char gx_opt_letter(const struct gx_opt *opt);
/* The same, NUL also when OPT is a common one whose letter means something else in TABLE. */
char gx_opt_letter_beside(const struct gx_opt *opt, const struct gx_opt *table);
/* Does OPT, a row of a command's table, stand for one of the common options? */
bool gx_opt_is_common(const struct gx_opt *opt);
/* Heed --diagnostics in ARGV before anything can be wrong in it. */
void gx_opts_heed_diagnostics(int argc, char *const *argv);

/* VALUE: of the option (NULL if none), or the operand.  -1 with ERR set to stop. */
typedef int gx_opt_fn(void *payload, int id, const char *value, struct gx_err *err);

/* Parse ARGV[1..ARGC-1].  *REST, unless REST is NULL, becomes the index after "--", or 0
 * when there was none (with REST NULL what follows "--" are operands).  +1: --help was
 * asked for; +2: --version; -1: GX_EUSAGE, with a suggestion where one is close. */
int gx_opts_parse(const struct gx_opt *table, int argc, char *const *argv, gx_opt_fn *fn,
		  void *payload, int *rest, struct gx_err *err);

/* Values of options: GX_EUSAGE names the option. */
int gx_opt_number(const char *option, const char *value, unsigned long max,
		  unsigned long *out, struct gx_err *err);
/* "512", "10M", "1.5GiB" … as Guix reads them: K, M, G, T and KiB… are powers of 1024, kB…
 * of 1000. */
int gx_opt_size(const char *option, const char *value, uint64_t *out, struct gx_err *err);

#endif
