/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gx-eval program: the only one that boots Guile. */
#include "config.h"
#include "eval/guile.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct gx_eval_env gx_eval_env = { .worker_fd = -1, .request_fd = -1, .result_fd = -1 };

enum mode { MODE_NONE, MODE_EXPR, MODE_SCRIPT, MODE_REPL };

struct run {
	enum mode mode;
	const char *what;	/* expression or file */
	int argc;
	char **argv;		/* of the script, from its own name on */
};

static void usage(FILE *port)
{
	fputs("Usage: gx-eval [-L DIR]… [--worker-fd=N] -c EXPR | --script FILE ARG… | --repl\n"
	      "Part of gx, which starts it; the forms above are for development.\n", port);
}

/* The engine's Scheme: $GX_DATADIR, or the source tree when run from the build tree, or
 * where it was installed. */
static char *find_scheme(void)
{
	const char *data = getenv("GX_DATADIR");
	GX_AUTO(free) char *exe = NULL, *dir = NULL;
	struct gx_err err = GX_ERR_INIT;

	if (data && *data)
		return gx_path_join(data, "scheme");
	if (gx_readlink("/proc/self/exe", &exe, &err) == 0)
		dir = gx_path_dir(exe);
	gx_err_clear(&err);
	if (dir && !strcmp(dir, GX_BUILDDIR))
		return gx_path_join(GX_SRCDIR, "scheme");
	return gx_path_join(GX_DATADIR, "scheme");
}

static SCM main_module(const char *name, const char *proc)
{
	return scm_variable_ref(scm_c_public_lookup(name, proc));
}

static void *run_in_guile(void *data)
{
	struct run *run = data;

	gx_boot_modules();
	scm_set_program_arguments(run->argc, run->argv, NULL);
	switch (run->mode) {
	case MODE_EXPR:
		scm_c_eval_string(run->what);
		break;
	case MODE_SCRIPT:
		scm_c_primitive_load(run->what);
		break;
	case MODE_REPL:
		scm_call_0(main_module("system repl repl", "start-repl"));
		break;
	default:
		break;
	}
	scm_flush_all_ports();
	return data;
}

static int number(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	return *end || end == text || n < 0 || n > 65535 ? -1 : (int)n;
}

int main(int argc, char **argv)
{
	enum { OPT_WORKER = 256, OPT_SCRIPT, OPT_REPL, OPT_HELP, OPT_VERSION };
	static const struct option options[] = {
		{ "worker-fd", required_argument, NULL, OPT_WORKER },
		{ "script", required_argument, NULL, OPT_SCRIPT },
		{ "repl", no_argument, NULL, OPT_REPL },
		{ "help", no_argument, NULL, OPT_HELP },
		{ "version", no_argument, NULL, OPT_VERSION },
		{ NULL, 0, NULL, 0 },
	};
	struct run run = { MODE_NONE };
	int c;

	while (run.mode != MODE_SCRIPT
	       && (c = getopt_long(argc, argv, "+L:c:", options, NULL)) >= 0) {
		switch (c) {
		case 'L':
			gx_strv_take(&gx_eval_env.load_path, gx_path_absolute(optarg));
			break;
		case 'c':
			run.mode = MODE_EXPR;
			run.what = optarg;
			break;
		case OPT_WORKER:
			gx_eval_env.worker_fd = number(optarg);
			break;
		case OPT_SCRIPT:
			run.mode = MODE_SCRIPT;
			run.what = optarg;
			break;
		case OPT_REPL:
			run.mode = MODE_REPL;
			break;
		case OPT_HELP:
			usage(stdout);
			return 0;
		case OPT_VERSION:
			puts("gx-eval " PACKAGE_VERSION);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	if (run.mode == MODE_NONE) {
		usage(stderr);
		return 2;
	}
	/* The word before the script's own arguments makes room for its name. */
	run.argv = argv + optind - 1;
	run.argc = argc - optind + 1;
	run.argv[0] = (char *)(run.mode == MODE_SCRIPT ? run.what : "gx-eval");
	gx_eval_env.scheme_dir = find_scheme();
	gx_boot_environment();
	return scm_with_guile(run_in_guile, &run) ? 0 : 1;
}
