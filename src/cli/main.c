/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gx program: thin, so that a warm `gx shell' costs little more than the command that
 * it runs.  What it cannot answer from the evaluation cache goes to gx-engine. */
#include "config.h"
#include "cache/cache.h"
#include "cli/authorities.h"
#include "cli/discover.h"
#include "cli/shell_args.h"
#include "shell/shell.h"
#include "util/util.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int run_engine(char **argv)
{
	GX_AUTO(free) char *engine = gx_where_program("gx-engine");

	execv(engine, argv);
	gx_warn("%s: %s", engine, strerror(errno));
	return 1;
}

static int print_search_paths(const struct gx_cache_entry *entry, bool pure)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_shell_format(entry->env, entry->nenv, pure, &text);
	if (fputs(gx_buf_str(&text), stdout) >= 0 && fflush(stdout) == 0)
		return 0;
	gx_warn("standard output could not be written");
	return 1;
}

/* The entry that answers ARGS without a doubt; its profile is held. */
static struct gx_cache_entry *find_entry(const struct gx_shell_args *args)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(buf) struct gx_buf key = GX_BUF_INIT;
	GX_AUTO(free) char *dir = gx_cache_dir();

	gx_shell_args_key(args, &key);
	if (gx_cache_read(dir, &key, &entry, NULL) != 0 ||
	    gx_cache_check_quick(entry, NULL) != GX_CACHE_FRESH ||
	    gx_shell_hold(entry->store_root, entry->store_state, entry->profile, NULL) < 0)
		return NULL;
	gx_cache_touch(dir, &key);
	return gx_steal(&entry);
}

/* The exit status, or -1: the engine shall do it. */
static int try_warm(int argc, char **argv)
{
	GX_AUTO(shell_args) struct gx_shell_args args = GX_SHELL_ARGS_INIT;
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *setup = NULL;

	if (gx_shell_args_parse(&args, argc, argv, NULL) != 0)
		return -1;
	if (!args.ninputs && !args.profile && !gx_discover_quick(&args))
		return -1;
	if (!gx_shell_args_cacheable(&args) || (args.setup && !gx_exists(args.setup)) ||
	    !(entry = find_entry(&args)) ||
	    gx_authorities_use(entry, &args.extra_ca, NULL, NULL) != 0)
		return -1;
	if (args.search_paths)
		return print_search_paths(entry, args.pure);
	setup = gx_shell_args_setup(&args);
	gx_shell_enter(&(struct gx_shell_plan){
		.profile = entry->profile, .store_root = entry->store_root,
		.env = entry->env, .nenv = entry->nenv, .pure = args.pure, .keep = &args.keep,
		.project = args.project, .setup = setup, .argv = args.argv }, &err);
	gx_complain(&err);
	return gx_shell_exit_status(&err);
}

/* gx --in-store ROOT STATE PROFILE PROGRAM ARGUMENT…: a launcher (src/shell/shims.c) of a
 * program in a store that only a namespace shows. */
static int run_in_store(char **argv)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	if (gx_shell_hold(argv[0], argv[1], argv[2], &err) == 0 &&
	    (gx_shell_sees_store(argv[0]) || gx_shell_show_store(argv[0], &err) == 0)) {
		execv(argv[3], argv + 3);
		gx_fail_errno(&err, "%s", argv[3]);
	}
	gx_complain(&err);
	return 126;
}

int main(int argc, char **argv)
{
	int status;

	if (argc > 5 && !strcmp(argv[1], "--in-store"))
		return run_in_store(argv + 2);
	status = argc > 1 && !strcmp(argv[1], "shell") ? try_warm(argc - 1, argv + 1) : -1;

	return status >= 0 ? status : run_engine(argv);
}
