/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of `gx shell', read alike by the thin gx and by the engine. */
#ifndef GX_SHELL_ARGS_H
#define GX_SHELL_ARGS_H

#include "cli/opts.h"
#include "shell/container.h"
#include "util/util.h"

/* An option or operand that the engine gives to gx_inputs_option; file names are absolute. */
struct gx_shell_word {
	int id;
	char *value;		/* or NULL */
};

struct gx_shell_args {
	struct gx_shell_word *words;
	size_t nwords;
	size_t ninputs;		/* words that name something to enter */
	struct gx_strv keep;	/* -E */
	struct gx_strv extra_ca;	/* --extra-ca, absolute */
	bool pure, search_paths, dry_run, rebuild, export_manifest, no_setup, check;
	bool no_discovery;	/* -q: what is not named is not looked for */
	char *setup;		/* --setup, absolute */
	char *root;		/* -r, absolute */
	char *profile;		/* -p, absolute */
	char *from_image;	/* --from-image, absolute: only the engine knows images */
	char *project;		/* directory of the first manifest, or NULL */
	bool in_container;	/* -C, and what it is made of */
	struct gx_container container;
	char *const *argv;	/* after "--", or NULL: an interactive shell */
};
#define GX_SHELL_ARGS_INIT { .words = NULL }

/* Parse ARGV (argv[0] is "shell"): 0, +1 for --help, -1. */
int gx_shell_args_parse(struct gx_shell_args *args, int argc, char **argv, struct gx_err *err);
void gx_shell_args_clear(struct gx_shell_args *args);
#define gx_cleanup_shell_args gx_shell_args_clear

/* Add a word as if it stood at the end of the command line. */
void gx_shell_args_add(struct gx_shell_args *args, int id, const char *value);

/* After the last word: what follows from them (the project). */
void gx_shell_args_finish(struct gx_shell_args *args);

/* Is it a request that a cache entry can answer? */
bool gx_shell_args_cacheable(const struct gx_shell_args *args);
/* Everything of ARGS, of gx and of its installation that decides the profile. */
void gx_shell_args_key(const struct gx_shell_args *args, struct gx_buf *key);
/* An expression for the package that --emulate-fhs adds, before all others; or NULL. */
const char *gx_shell_args_libc(const struct gx_shell_args *args);
/* The hook of ARGS, or NULL; yours. */
char *gx_shell_args_setup(const struct gx_shell_args *args);

#endif
