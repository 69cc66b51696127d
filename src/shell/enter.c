/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entering: which program is executed, and how each kind of shell is made to apply the
 * environment after the user's own start-up files. */
#include "shell/shell.h"

#include "shell/variables.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How bash reads files, told from its arguments. */
enum bash_kind {
	BASH_INTERACTIVE,	/* we can give it our rc file */
	BASH_OTHER,		/* it was told which files to read */
	BASH_COMMAND,		/* -c, a script, or standard input: reads BASH_ENV */
	BASH_LOGIN_COMMAND,	/* the same after /etc/profile */
};
struct bash_use {
	enum bash_kind kind;
	bool login;
};

char *gx_shell_rc_file(const char *name)
{
	const char *known = getenv("__GX_RC");
	GX_AUTO(free) char *dir = NULL;

	if (known)
		return gx_path_join(known, name);
	dir = gx_where_uninstalled() ? gx_strdup(GX_SRCDIR "/src/shell/rc")
				     : gx_where_data("shell");
	return gx_path_join(dir, name);
}

static void set_rc(const char *variable, const char *name)
{
	GX_AUTO(free) char *file = gx_shell_rc_file(name);

	setenv(variable, file, 1);
}

char *gx_shell_find_setup(const char *project)
{
	GX_AUTO(free) char *file = gx_path_join(project, "setup-env.sh");
	struct stat st;

	return stat(file, &st) == 0 && S_ISREG(st.st_mode) ? gx_steal(&file) : NULL;
}

/* --- programs ------------------------------------------------------------------------------ */

/* The first executable NAME of the directories in PATH; yours, or NULL. */
static char *search(const char *name, const char *path)
{
	GX_AUTO(strv) struct gx_strv dirs = GX_STRV_INIT;

	if (strchr(name, '/'))
		return access(name, X_OK) == 0 ? gx_strdup(name) : NULL;
	gx_strv_split(&dirs, path ? path : "", ":");
	for (size_t i = 0; i < dirs.n; i++) {
		GX_AUTO(free) char *file = gx_path_join(dirs.v[i], name);
		struct stat st;

		if (access(file, X_OK) == 0 && stat(file, &st) == 0 && S_ISREG(st.st_mode))
			return gx_steal(&file);
	}
	return NULL;
}

/* The environment's bash, or the host's. */
static char *find_bash(const char *host_path)
{
	char *bash = search("bash", getenv("PATH"));

	if (!bash)
		bash = search("bash", host_path);
	return bash ? bash : search("/bin/bash", NULL);
}

/* --- bash -------------------------------------------------------------------------------------- */

struct bash_words {
	bool login, interactive, command, other;
	bool operand;		/* a script, or -c's command */
};

/* Long options first, then clusters of letters, then operands. */
static struct bash_words read_words(char *const *argv)
{
	struct bash_words w = { false };
	size_t i;

	for (i = 1; argv[i] && (argv[i][0] == '-' || argv[i][0] == '+') && argv[i][1]; i++) {
		const char *arg = argv[i];

		if (!strcmp(arg, "--login")) {
			w.login = true;
		} else if (!strncmp(arg, "--", 2)) {
			w.other = w.other || arg[2];
			if (!strcmp(arg, "--rcfile") || !strcmp(arg, "--init-file"))
				i += argv[i + 1] != NULL;
		} else {
			w.login = w.login || strchr(arg, 'l');
			w.interactive = w.interactive || strchr(arg, 'i');
			w.command = w.command || strchr(arg, 'c');
			w.other = w.other || strpbrk(arg, "pr");
			if (strpbrk(arg, "oO"))
				i += argv[i + 1] != NULL;
		}
		if (!strcmp(arg, "--"))
			break;
	}
	w.operand = argv[i] != NULL;
	return w;
}

static struct bash_use bash_use(char *const *argv)
{
	struct bash_words w = read_words(argv);

	if (!w.interactive && (w.command || w.operand || !isatty(0)))
		return (struct bash_use){ w.login ? BASH_LOGIN_COMMAND : BASH_COMMAND, w.login };
	return (struct bash_use){ w.other ? BASH_OTHER : BASH_INTERACTIVE, w.login };
}

/* bash reads BASH_ENV when it runs a command; our file first gives the user's back. */
static void prepare_bash_env(void)
{
	const char *old = getenv("BASH_ENV");
	GX_AUTO(free) char *marked = gx_asprintf("=%s", old ? old : "");
	GX_AUTO(free) char *pid = gx_asprintf("%d", (int)getpid());

	setenv("__GX_BASH_ENV", old ? marked : "", 1);
	/* what the profile files start reads BASH_ENV too, and is not meant */
	setenv("__GX_PID", pid, 1);
	set_rc("BASH_ENV", "bash-env");
}

/* --- hooks ------------------------------------------------------------------------------------- */

/* The hooks of this shell and those around it, for shells that are entered inside. */
static void chain_hooks(const struct gx_shell_plan *plan)
{
	const char *outer = getenv("GX_SHELL_HOOKS");
	GX_AUTO(free) char *chain = NULL;

	setenv("__GX_OUTER", outer ? outer : "", 1);
	if (!plan->setup)
		return;
	chain = gx_asprintf("%s%s%s\x1f%s", outer ? outer : "", outer && *outer ? "\n" : "",
			    plan->setup, plan->project ? plan->project : "");
	setenv("GX_SHELL_HOOKS", chain, 1);
}

static void announce_setup(const struct gx_shell_plan *plan)
{
	GX_AUTO(free) char *cwd = getcwd(NULL, 0);
	const char *name = plan->setup;
	size_t n = cwd ? strlen(cwd) : 0;

	if (n && !strncmp(name, cwd, n) && name[n] == '/')
		name += n + 1;
	gx_say("sourcing %s (--no-setup leaves it out)", name);
}

/* --- execution --------------------------------------------------------------------------------- */

/* The programs of the environment. */
static void list_programs(const char *path, struct gx_strv *out)
{
	GX_AUTO(strv) struct gx_strv dirs = GX_STRV_INIT;

	gx_strv_split(&dirs, path ? path : "", ":");
	for (size_t i = 0; i < dirs.n; i++) {
		GX_AUTO(dir) DIR *dir = strncmp(dirs.v[i], "/gnu/store/", 11) ? NULL
									: opendir(dirs.v[i]);
		struct dirent *entry;

		while (dir && (entry = readdir(dir)))
			gx_strv_push(out, entry->d_name);
	}
}

static int command_not_found(const char *name, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv programs = GX_STRV_INIT;
	const char *near = NULL;

	list_programs(getenv("PATH"), &programs);
	if (programs.n)
		near = gx_suggest(name, (const char *const *)programs.v);
	gx_fail(err, GX_ENOTFOUND, "%s: command not found", name);
	return near ? gx_err_hint(err, "did you mean '%s'?", near) : -1;
}

int gx_shell_exit_status(const struct gx_err *err)
{
	if (err->code == GX_ENOTFOUND)
		return 127;
	return err->sys_errno == EACCES || err->sys_errno == ENOEXEC ? 126
								   : gx_exit_status(err);
}

/* FILE is there, but what it names after #!, or as its dynamic linker, is not. */
static int no_interpreter(const char *file, struct gx_err *err)
{
	gx_fail(err, GX_ENOTFOUND, "%s: the interpreter that it names is not here", file);
	return gx_err_hint(err, "a program from elsewhere runs with --container --emulate-fhs");
}

static int run(char *const *argv, struct gx_err *err)
{
	GX_AUTO(free) char *file = search(argv[0], getenv("PATH"));

	/* with a slash: nothing is searched again, but a script without #! goes to sh */
	execvp(file ? file : strchr(argv[0], '/') ? argv[0] : "/", argv);
	if (file && errno == ENOENT)
		return no_interpreter(file, err);
	if (!file && (errno == ENOENT || !strchr(argv[0], '/')))
		return command_not_found(argv[0], err);
	return gx_fail_errno(err, "%s", argv[0]);
}

/* PROGRAM, FIRST…, then the words of REST; freed never: the process is replaced. */
static char **compose(const char *program, const char *const *first, char *const *rest)
{
	struct gx_strv list = GX_STRV_INIT;

	gx_strv_push(&list, program);
	for (; first && *first; first++)
		gx_strv_push(&list, *first);
	for (; rest && *rest; rest++)
		gx_strv_push(&list, *rest);
	return list.v;
}

static int run_through_bash(const char *bash, const char *script, char *const *argv,
			    struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_shell_rc_file(script);
	const char *const first[] = { "--norc", "--noprofile", file, NULL };
	const char *old = getenv("BASH_ENV");
	GX_AUTO(free) char *marked = gx_asprintf("=%s", old ? old : "");

	/* the script is ours, so BASH_ENV is for the command only */
	setenv("__GX_BASH_ENV", old ? marked : "", 1);
	unsetenv("BASH_ENV");
	return run(compose(bash, first, argv), err);
}

/* ARG without the letter l, or NULL when nothing is left of it. */
static char *without_login(const char *arg)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	if (!strcmp(arg, "--login"))
		return NULL;
	if (arg[0] != '-' || arg[1] == '-' || !arg[1])
		return gx_strdup(arg);
	for (; *arg; arg++)
		if (*arg != 'l')
			gx_buf_addc(&text, *arg);
	return text.len > 1 ? gx_buf_take(&text) : NULL;
}

/* With our rc file.  A login shell would not read it, so ours reads the profile files in the
 * login shell's stead. */
static int enter_bash(char *const *argv, bool login, struct gx_err *err)
{
	struct gx_strv list = GX_STRV_INIT;
	size_t i;

	gx_strv_push(&list, argv[0]);
	gx_strv_push(&list, "--rcfile");
	gx_strv_take(&list, gx_shell_rc_file("bashrc"));
	gx_strv_push(&list, "-i");
	for (i = 1; argv[i] && (argv[i][0] == '-' || argv[i][0] == '+'); i++) {
		char *arg = login ? without_login(argv[i]) : gx_strdup(argv[i]);

		if (arg)
			gx_strv_take(&list, arg);
	}
	for (; argv[i]; i++)
		gx_strv_push(&list, argv[i]);
	if (login)
		setenv("__GX_LOGIN", "1", 1);
	return run(list.v, err);
}

static int enter_zsh(const char *zsh, struct gx_err *err)
{
	const char *old = getenv("ZDOTDIR");
	GX_AUTO(free) char *marked = gx_asprintf("=%s", old ? old : "");

	setenv("__GX_ZDOTDIR", old ? marked : "", 1);
	set_rc("ZDOTDIR", "zsh");
	return run(compose(zsh, (const char *const[]){ "-i", NULL }, NULL), err);
}

static int enter_fish(const char *fish, struct gx_err *err)
{
	return run(compose(fish, (const char *const[]){ "-i", "-C", "source $__GX_RC/init.fish",
							NULL }, NULL), err);
}

static void unset_internal(void)
{
	static const char *const names[] = {
		"__GX_SETUP", "__GX_RC", "__GX_OUTER", "__GX_BASH", "__GX_LOGIN", NULL
	};

	for (size_t i = 0; names[i]; i++)
		unsetenv(names[i]);
}

/* Everything that is no shell we know. */
static int run_other(const struct gx_shell_plan *plan, const char *bash, char *const *argv,
		     struct gx_err *err)
{
	if (plan->setup && bash)
		return run_through_bash(bash, "run.bash", argv, err);
	unset_internal();
	return run(argv, err);
}

static int run_bash(const struct gx_shell_plan *plan, const char *bash, char *const *argv,
		    struct gx_err *err)
{
	struct bash_use use = bash_use(argv);

	switch (use.kind) {
	case BASH_INTERACTIVE:
		return enter_bash(argv, use.login, err);
	case BASH_COMMAND:
		if (!plan->setup)
			break;
		/* fall through */
	case BASH_LOGIN_COMMAND:
		prepare_bash_env();
		return run(argv, err);
	case BASH_OTHER:
		break;
	}
	return run_other(plan, bash, argv, err);
}

static int run_interactive(const struct gx_shell_plan *plan, const char *bash,
			   struct gx_err *err)
{
	const char *shell = getenv("SHELL");
	char *argv[2] = { NULL, NULL };
	const char *base;

	if (!shell || !*shell)
		shell = bash ? bash : "/bin/sh";
	argv[0] = gx_strdup(shell);
	base = gx_path_base(shell);
	if (!strcmp(base, "bash"))
		return run_bash(plan, bash, argv, err);
	if (isatty(0) && !strcmp(base, "zsh"))
		return enter_zsh(shell, err);
	if (isatty(0) && !strcmp(base, "fish"))
		return enter_fish(shell, err);
	return run_other(plan, bash, argv, err);
}

/* What the rc files need.  GX_SHELL_APPLY stays: shells inside apply this environment too,
 * before their own. */
static void tell_rc_files(const struct gx_shell_plan *plan, const char *bash)
{
	const char *outer = getenv("GX_SHELL_APPLY");
	GX_AUTO(free) char *script = gx_variables_script(plan);
	GX_AUTO(free) char *all = gx_asprintf("%s%s", outer ? outer : "", script);

	setenv("GX_SHELL_APPLY", outer && strstr(outer, script) ? outer : all, 1);
	setenv("__GX_SETUP", plan->setup ? plan->setup : "", 1);
	setenv("__GX_BASH", bash ? bash : "", 1);
	chain_hooks(plan);
}

/* What `gx time-machine' tells the gx that it becomes concerns that gx only. */
static void forget_time_machine(void)
{
	unsetenv("GX_CHANNELS");
	unsetenv("GX_CHANNELS_TOLD");
	unsetenv("GX_CHANNELS_UNAUTHENTICATED");
}

/* The project may have another name in a container; its names live as long as the process. */
static int get_inside_container(struct gx_shell_plan *plan, struct gx_err *err)
{
	const char *old = getenv("HOME");
	GX_AUTO(free) char *home = gx_strdup(old ? old : "");

	plan->pure = true;
	if (gx_container_enter(plan->container, plan->store_root, plan->profile, err) < 0)
		return -1;
	if (plan->project)
		plan->project = gx_container_inside(plan->container, home, plan->project);
	if (plan->setup)
		plan->setup = gx_container_inside(plan->container, home, plan->setup);
	return 0;
}

/* Get to where the store is visible: a container, a namespace, or right here. */
static int get_inside(struct gx_shell_plan *plan, struct gx_err *err)
{
	if (plan->container)
		return get_inside_container(plan, err);
	if (gx_shell_sees_store(plan->store_root))
		return 0;
	return gx_shell_show_store(plan->store_root, err);
}

/* The shell of a container is the environment's own. */
static int choose_shell(const struct gx_shell_plan *plan, const char *shell, const char *bash,
			struct gx_err *err)
{
	if (!plan->container) {
		if (shell)	/* a clean environment still runs the user's */
			setenv("SHELL", shell, 1);
		return 0;
	}
	if (!bash && !gx_exists("/bin/sh")) {
		gx_fail(err, GX_ENOTFOUND, "the container has no shell");
		return gx_err_hint(err, "add the package bash, or name a command after '--'");
	}
	setenv("SHELL", bash ? bash : "/bin/sh", 1);
	return 0;
}

static void check_setup(struct gx_shell_plan *plan, const char *bash)
{
	if (!plan->setup)
		return;
	if (bash && gx_exists(plan->setup)) {
		announce_setup(plan);
		return;
	}
	gx_warn("%s is not sourced: %s", plan->setup,
		bash ? "it is not visible in the container" : "there is no bash");
	plan->setup = NULL;
}

int gx_shell_enter(const struct gx_shell_plan *plan, struct gx_err *err)
{
	GX_AUTO(free) char *host_path = NULL, *shell = NULL, *bash = NULL;
	struct gx_shell_plan p = *plan;

	/* found now: inside, our own program may be out of sight */
	unsetenv("__GX_RC");
	set_rc("__GX_RC", "");
	if (get_inside(&p, err) < 0)
		return -1;
	host_path = gx_strdup(getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
	shell = getenv("SHELL") ? gx_strdup(getenv("SHELL")) : NULL;
	forget_time_machine();
	if (gx_variables_apply(&p, err) < 0)
		return -1;
	bash = find_bash(p.container ? NULL : host_path);
	if (!bash && p.container && p.container->shell)
		bash = gx_strdup(p.container->shell);
	if (!p.argv && choose_shell(&p, shell, bash, err) < 0)
		return -1;
	check_setup(&p, bash);
	tell_rc_files(&p, bash);
	if (!p.argv)
		return run_interactive(&p, bash, err);
	if (!strcmp(gx_path_base(p.argv[0]), "bash"))
		return run_bash(&p, bash, p.argv, err);
	return run_other(&p, bash, p.argv, err);
}
