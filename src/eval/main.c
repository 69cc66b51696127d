/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gx-eval program: the only one that boots Guile. */
#include "config.h"
#include "eval/compiled.h"
#include "eval/guile.h"
#include "eval/trace.h"
#include "util/diagnostic.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <signal.h>
#include <unistd.h>

#define MEMORY_MAX ((rlim_t)4 << 30)

struct gx_eval_env gx_eval_env = { .worker_fd = -1, .request_fd = -1, .result_fd = -1 };

enum mode { MODE_NONE, MODE_EXPR, MODE_SCRIPT, MODE_REPL, MODE_RUN, MODE_COMPILE };

struct run {
	enum mode mode;
	const char *what;	/* expression or file */
	bool trace;		/* print the trace at the end */
	bool eager;		/* load all modules whole */
	int argc;
	char **argv;		/* of the script, from its own name on */
};

static const char usage_text[] =
	"Usage: gx-eval [OPTION]… -c EXPR | --script FILE ARG… | --repl | --compile\n"
	"Part of gx, which starts it; the forms above are for development.\n"
	"\n"
	"  -L DIR            look for modules in DIR first\n"
	"  --channel=DIR     then in DIR, whose modules are compiled\n"
	"  --cache=DIR       keep compiled modules in DIR\n"
	"  --worker-fd=N     speak the worker protocol on descriptor N\n"
	"  --eager           load package modules whole, as GX_EVAL_EAGER=1 does\n"
	"  --trace           in the end say what the evaluation depended on\n";

static SCM procedure(const char *module, const char *name)
{
	return scm_variable_ref(scm_c_public_lookup(module, name));
}

static void run_mode(const struct run *run)
{
	switch (run->mode) {
	case MODE_EXPR:
		scm_c_eval_string(run->what);
		break;
	case MODE_SCRIPT:
		scm_call_1(procedure("gx eval script", "run-script"),
			   scm_from_utf8_string(run->what));
		break;
	case MODE_REPL:
		/* Without a terminal there is nobody to greet or to prompt. */
		if (isatty(0))
			scm_call_0(procedure("system repl repl", "start-repl"));
		else
			scm_c_primitive_load("/dev/stdin");
		break;
	case MODE_RUN:
		scm_call_0(procedure("gx eval main", "main"));
		break;
	case MODE_COMPILE:
		scm_call_0(procedure("gx eval compile", "compile-missing"));
		break;
	default:
		break;
	}
}

/* Interpreting modules is better than waiting long for their compilation; package modules, of
 * which few are ever compiled, nobody waits for. */
#define PATIENCE 3000		/* milliseconds */

static void compile_first(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	size_t packages, n = gx_compiled_count_missing(&packages);
	int r;

	if (!n || !gx_eval_env.cache)
		return;
	if (n - packages > 20)
		gx_say("compiling %zu modules of the channels, once", n - packages);
	r = gx_compiled_ensure(n > packages ? PATIENCE : 0, &err);
	if (r < 0)
		gx_warn("modules are not compiled: %s", gx_err_text(&err));
	if (r == 2 && n > packages)
		gx_say("going on without; the rest is compiled in the background");
}

/* For debugging: all modules at once, as Guile does by itself. */
static bool wants_eager(const struct run *run)
{
	const char *eager = getenv("GX_EVAL_EAGER");

	return run->eager || (eager && *eager);
}

static void *run_in_guile(void *data)
{
	struct run *run = data;

	gx_boot_modules();
	if (run->mode == MODE_RUN || run->mode == MODE_REPL || run->mode == MODE_SCRIPT)
		compile_first();
	/* The compiler itself asks for them when it comes to modules that import them. */
	if (run->mode != MODE_COMPILE && !wants_eager(run))
		scm_call_0(procedure("gx eval lazy", "install-lazy-modules!"));
	scm_set_program_arguments(run->argc, run->argv, NULL);
	if (run->trace)
		scm_call_0(procedure("gx eval impure", "start-trace!"));
	run_mode(run);
	if (run->trace)
		scm_call_0(procedure("gx engine", "print-trace"));
	scm_flush_all_ports();
	return data;
}

static pid_t owner;

/* Who serves us must see the end even if user code left a process that holds a copy. */
static void hang_up(void)
{
	if (gx_eval_env.worker_fd >= 0 && getpid() == owner)
		shutdown(gx_eval_env.worker_fd, SHUT_RDWR);
}

/* An evaluation that eats all memory must fail, not the machine. */
static void limit_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
	struct rlimit limit;

	if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur > MEMORY_MAX) {
		limit.rlim_cur = MEMORY_MAX;
		setrlimit(RLIMIT_AS, &limit);
	}
#endif
}

static int number(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	return *end || end == text || n < 0 || n > 65535 ? -1 : (int)n;
}

enum {
	OPT_WORKER = 256, OPT_REQUEST, OPT_RESULT, OPT_SCRIPT, OPT_REPL, OPT_COMPILE, OPT_CHANNEL,
	OPT_CACHE, OPT_PLAIN, OPT_PINNED, OPT_TRACE, OPT_EAGER, OPT_QUIET, OPT_JSON, OPT_HELP, OPT_VERSION,
};

static const struct option options[] = {
	{ "worker-fd", required_argument, NULL, OPT_WORKER },
	{ "request-fd", required_argument, NULL, OPT_REQUEST },
	{ "result-fd", required_argument, NULL, OPT_RESULT },
	{ "script", required_argument, NULL, OPT_SCRIPT },
	{ "repl", no_argument, NULL, OPT_REPL },
	{ "compile", no_argument, NULL, OPT_COMPILE },
	{ "pinned-channel", required_argument, NULL, OPT_PINNED },
	{ "plain", required_argument, NULL, OPT_PLAIN },
	{ "quiet", no_argument, NULL, OPT_QUIET },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "channel", required_argument, NULL, OPT_CHANNEL },
	{ "cache", required_argument, NULL, OPT_CACHE },
	{ "trace", no_argument, NULL, OPT_TRACE },
	{ "eager", no_argument, NULL, OPT_EAGER },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

/* Act on one option; -1 to go on, otherwise the exit status. */
static int take_option(int c, struct run *run)
{
	switch (c) {
	case OPT_QUIET:
		gx_log_set_level(GX_LOG_QUIET);
		return -1;
	case OPT_JSON:
		return gx_diagnostic_set_form("json", NULL) < 0 ? 1 : -1;
	case 'L':
	case OPT_PLAIN:
		gx_strv_take(&gx_eval_env.load_path, gx_path_absolute(optarg));
		return -1;
	case OPT_CHANNEL:
		gx_strv_take(&gx_eval_env.channels, gx_path_absolute(optarg));
		return -1;
	case OPT_PINNED:
		gx_strv_take(&gx_eval_env.channels, gx_path_absolute(optarg));
		/* Its commit stands for all that is read below. */
		gx_trace_ignore(gx_eval_env.channels.v[gx_eval_env.channels.n - 1]);
		return -1;
	case OPT_CACHE:
		gx_eval_env.cache = gx_path_absolute(optarg);
		return -1;
	case OPT_WORKER:
		gx_eval_env.worker_fd = number(optarg);
		return -1;
	case OPT_REQUEST:
		gx_eval_env.request_fd = number(optarg);
		run->mode = MODE_RUN;
		return -1;
	case OPT_RESULT:
		gx_eval_env.result_fd = number(optarg);
		return -1;
	case OPT_TRACE:
		run->trace = true;
		return -1;
	case OPT_EAGER:
		run->eager = true;
		return -1;
	case 'c':
	case OPT_SCRIPT:
		run->mode = c == 'c' ? MODE_EXPR : MODE_SCRIPT;
		run->what = optarg;
		return -1;
	case OPT_REPL:
		run->mode = MODE_REPL;
		return -1;
	case OPT_COMPILE:
		run->mode = MODE_COMPILE;
		return -1;
	case OPT_HELP:
		fputs(usage_text, stdout);
		return 0;
	case OPT_VERSION:
		puts("gx-eval " PACKAGE_VERSION);
		return 0;
	default:
		fputs(usage_text, stderr);
		return 2;
	}
}

static int parse_options(int argc, char **argv, struct run *run)
{
	int c, status = -1;

	while (status < 0 && run->mode != MODE_SCRIPT
	       && (c = getopt_long(argc, argv, "+L:c:", options, NULL)) >= 0)
		status = take_option(c, run);
	if (status < 0 && run->mode == MODE_NONE) {
		fputs(usage_text, stderr);
		status = 2;
	}
	/* The word before the script's own arguments makes room for its name. */
	run->argv = argv + optind - 1;
	run->argc = argc - optind + 1;
	return status;
}

#ifdef __SANITIZE_ADDRESS__
/* What Guile's collector owns looks leaked. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

int main(int argc, char **argv)
{
	struct run run = { MODE_NONE };
	int status = parse_options(argc, argv, &run);

	if (status >= 0)
		return status;
	run.argv[0] = (char *)(run.mode == MODE_SCRIPT ? run.what : "gx-eval");
	/* Nobody waits for the answer of an evaluation whose gx is gone. */
	owner = getpid();
	limit_memory();
	atexit(hang_up);
	if (run.mode == MODE_RUN)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int fd = 3; fd < 6; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	gx_eval_env.scheme_dir = gx_where_data("scheme");
	gx_boot_environment();
	return scm_with_guile(run_in_guile, &run) ? 0 : 1;
}
