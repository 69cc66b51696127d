/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running start-up files to see what they do to the environment. */
#include "shell/check.h"

#include "shell/variables.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* A start-up file that waits for something is given up; a trace is that long at most. */
#define PATIENCE 60
#define MAX_TRACE (256u << 20)
#define TRACE_FD 99

static bool is_shell(const char *shell, const char *name)
{
	return !strcmp(gx_path_base(shell), name);
}

/* --- command lines ------------------------------------------------------------------------ */

/* What the prompt of a trace shows: the place, and each variable. */
static char *trace_prompt(const struct gx_shell_plan *plan, const char *place)
{
	struct gx_buf text = GX_BUF_INIT;

	gx_buf_addf(&text, "\x1e%s\x1f", place);
	for (size_t i = 0; i < plan->nenv; i++)
		gx_buf_addf(&text, "${%s-}\x1f", plan->env[i].name);
	return gx_buf_take(&text);
}

static void add_home_file(struct gx_strv *argv, const char *name)
{
	const char *home = getenv("HOME");
	GX_AUTO(free) char *file = gx_path_join(home ? home : "/", name);

	gx_strv_push(argv, file);
}

/* bash's own order: a login shell reads the first of three. */
static void add_bash_files(struct gx_strv *argv, bool login)
{
	static const char *const names[] = { ".bash_profile", ".bash_login", ".profile" };
	const char *home = getenv("HOME");

	if (!login) {
		gx_strv_push(argv, "/etc/bash.bashrc");
		add_home_file(argv, ".bashrc");
		return;
	}
	gx_strv_push(argv, "/etc/profile");
	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++) {
		GX_AUTO(free) char *file = gx_path_join(home ? home : "/", names[i]);

		if (gx_exists(file)) {
			gx_strv_push(argv, file);
			return;
		}
	}
}

static void bash_command(const struct gx_shell_plan *plan, bool login, struct gx_strv *argv)
{
	GX_AUTO(free) char *prompt = trace_prompt(plan, "${BASH_SOURCE-}\x1f${LINENO}");
	GX_AUTO(free) char *fd = gx_asprintf("%d", TRACE_FD);

	/* (root's bash takes no PS4 from outside) */
	setenv("__GX_PS4", prompt, 1);
	setenv("__GX_TRACE", fd, 1);
	gx_strv_push(argv, "--norc");
	gx_strv_push(argv, "--noprofile");
	gx_strv_push(argv, login ? "-li" : "-i");
	gx_strv_take(argv, gx_shell_rc_file("check.bash"));
	add_bash_files(argv, login);
}

static void zsh_command(const struct gx_shell_plan *plan, bool login, struct gx_strv *argv)
{
	static const char *const words[] = { "-o", "promptsubst", "-x", "-i" };
	GX_AUTO(free) char *prompt = trace_prompt(plan, "%x\x1f%I");

	setenv("PS4", prompt, 1);
	for (size_t i = 0; i < GX_ARRAY_SIZE(words); i++)
		gx_strv_push(argv, words[i]);
	if (login)
		gx_strv_push(argv, "-l");
	gx_strv_push(argv, "-c");
	gx_strv_push(argv, ": __gx_end");
}

static void fish_command(const struct gx_shell_plan *plan, struct gx_strv *argv)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(free) char *joined = NULL;

	for (size_t i = 0; i < plan->nenv; i++)
		gx_strv_push(&names, plan->env[i].name);
	joined = gx_strv_join(&names, " ");
	setenv("__GX_WATCH", joined, 1);
	gx_strv_push(argv, "-N");
	gx_strv_push(argv, "-i");
	gx_strv_push(argv, "-C");
	gx_strv_push(argv, "source $__GX_RC/check.fish");
}

/* --- running ---------------------------------------------------------------------------------- */

__attribute__((noreturn))
static void execute(const struct gx_strv *argv, int trace, bool trace_is_stderr)
{
	struct rlimit limit = { MAX_TRACE, MAX_TRACE };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* no terminal: nothing can be asked, and ours is left alone */
	setsid();
	setrlimit(RLIMIT_FSIZE, &limit);
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(trace_is_stderr ? trace : null, 2) < 0 || dup2(trace, TRACE_FD) < 0)
		_exit(126);
	alarm(PATIENCE);
	execv(argv->v[0], argv->v);
	_exit(127);
}

/* The trace is a file, not a pipe: what a start-up file leaves running may hold it open. */
static int run_traced(const struct gx_strv *argv, bool trace_is_stderr, struct gx_buf *out,
		      struct gx_err *err)
{
	GX_AUTO(fd) int trace = memfd_create("gx-trace", MFD_CLOEXEC);
	pid_t child;
	int status;

	if (trace < 0)
		return gx_fail_errno(err, "memfd_create");
	child = fork();
	if (child < 0)
		return gx_fail_errno(err, "fork");
	if (child == 0)
		execute(argv, trace, trace_is_stderr);
	if (gx_wait(child, &status, err) < 0)
		return -1;
	if (status == 127)
		return gx_fail(err, GX_ENOTFOUND, "%s cannot be executed", argv->v[0]);
	if (lseek(trace, 0, SEEK_SET) < 0)
		return gx_fail_errno(err, "read the trace");
	return gx_fd_read_all(trace, MAX_TRACE + 1, out, err);
}

static bool has(const struct gx_clobbers *list, const struct gx_clobber *c)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct gx_clobber *o = &list->v[i];

		if (o->kind == c->kind && o->line == c->line && !strcmp(o->file, c->file) &&
		    !strcmp(o->variable ? o->variable : "", c->variable ? c->variable : ""))
			return true;
	}
	return false;
}

static void merge(struct gx_clobbers *into, struct gx_clobbers *from)
{
	for (size_t i = 0; i < from->n; i++) {
		if (has(into, &from->v[i]))
			continue;
		into->v = gx_reallocarray(into->v, into->n + 1, sizeof *into->v);
		into->v[into->n++] = (struct gx_clobber){
			from->v[i].kind, gx_steal(&from->v[i].variable),
			gx_steal(&from->v[i].file), from->v[i].line };
	}
}

static int check_as(const struct gx_shell_plan *plan, const char *shell, bool login,
		    struct gx_clobbers *out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv argv = GX_STRV_INIT;
	GX_AUTO(clobbers) struct gx_clobbers found = GX_CLOBBERS_INIT;
	GX_AUTO(buf) struct gx_buf trace = GX_BUF_INIT;
	bool bash = is_shell(shell, "bash");

	gx_strv_push(&argv, shell);
	if (bash)
		bash_command(plan, login, &argv);
	else if (is_shell(shell, "zsh"))
		zsh_command(plan, login, &argv);
	else
		fish_command(plan, &argv);
	if (run_traced(&argv, !bash, &trace, err) < 0)
		return -1;
	gx_check_trace(plan->env, plan->nenv, plan->pure, gx_buf_str(&trace), trace.len, &found);
	merge(out, &found);
	return 0;
}

int gx_shell_check(const struct gx_shell_plan *plan, const char *shell, struct gx_clobbers *out,
		   struct gx_err *err)
{
	bool fish = is_shell(shell, "fish");
	GX_AUTO(free) char *rc = NULL;

	if (!fish && !is_shell(shell, "bash") && !is_shell(shell, "zsh")) {
		gx_fail(err, GX_EUSAGE, "the start-up files of %s cannot be checked", shell);
		return gx_err_hint(err, "SHELL can name bash, zsh or fish");
	}
	rc = gx_shell_rc_file("");
	setenv("__GX_RC", rc, 1);
	if ((!gx_shell_sees_store(plan->store_root) &&
	     gx_shell_show_store(plan->store_root, err) < 0) ||
	    gx_variables_apply(plan, err) < 0 || check_as(plan, shell, false, out, err) < 0)
		return -1;
	return fish ? 0 : check_as(plan, shell, true, out, err);
}
