/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside gx-eval: what its files share.  Private to src/eval. */
#ifndef GX_EVAL_GUILE_H
#define GX_EVAL_GUILE_H

#include "util/util.h"

#include <libguile.h>

/* One procedure of (gx core): all are rows of one table (core.c). */
struct gx_primitive {
	const char *name;
	int required;
	int optional;
	scm_t_subr fn;
	const char *doc;
};

/* What the command line of gx-eval says; set once, before Guile boots. */
struct gx_eval_env {
	int worker_fd;			/* the worker protocol, or -1 */
	int request_fd;			/* the request, or -1 */
	int result_fd;			/* where the result goes, or -1 */
	char *scheme_dir;		/* the engine's own Scheme modules */
	const char *cache;		/* where compiled modules are kept, or NULL */
	struct gx_strv load_path;	/* -L */
	struct gx_strv channels;	/* roots of channels, whose modules are compiled */
};
extern struct gx_eval_env gx_eval_env;

/* Set before Guile boots: its own directories and nothing of the host's sites. */
void gx_boot_environment(void);
/* In Guile mode: load path, no automatic compilation, (gx core). */
void gx_boot_modules(void);
/* Define the modules (gx core) and (gx engine). */
void gx_core_init(void);
void gx_engine_init(void);
/* Define what (gx engine) has for lazy modules, in the module that is being defined. */
void gx_modules_define(void);
void gx_names_define(void);
void gx_datum_define(void);
/* Define and export TABLE's N procedures in the module that is being defined. */
void gx_define_primitives(const struct gx_primitive *table, size_t n);

/* Throw the Scheme exception `gx-error' with CODE and ERR's message; ERR is cleared. */
SCM_NORETURN void gx_throw(struct gx_err *err);

#endif
