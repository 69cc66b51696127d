/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The script for gx-builder, and its start. */
#include "build/sandbox.h"
#include "build/sandbox_script.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void gx_sandbox_clear(struct gx_sandbox *box)
{
	gx_strv_clear(&box->inputs);
	gx_strv_clear(&box->hosts);
	gx_strv_clear(&box->links);
	gx_strv_clear(&box->env);
	gx_strv_clear(&box->args);
}

static void add_word(struct gx_buf *out, const char *word)
{
	gx_buf_addc(out, ' ');
	if (!*word)
		gx_buf_addc(out, '%');
	for (const unsigned char *p = (const unsigned char *)word; *p; p++)
		if (*p > 0x20 && *p < 0x7f && *p != '%')
			gx_buf_addc(out, *p);
		else
			gx_buf_addf(out, "%%%02X", *p);
}

static void add_line(struct gx_buf *out, const char *op, const char *a, const char *b)
{
	gx_buf_adds(out, op);
	add_word(out, a);
	if (b)
		add_word(out, b);
	gx_buf_addc(out, '\n');
}

/* Each path appears once: a link or a mount point cannot be made twice. */
static void add_inputs(struct gx_buf *out, const struct gx_strv *inputs)
{
	GX_AUTO(strv) struct gx_strv sorted = GX_STRV_INIT;

	gx_strv_append(&sorted, inputs);
	gx_strv_sort(&sorted);
	gx_strv_uniq(&sorted);
	for (size_t i = 0; i < sorted.n; i++)
		add_line(out, "input", gx_path_base(sorted.v[i]), NULL);
}

/* PATH below BASE, which is "/" or has no slash at its end. */
static const char *below(const char *base, const char *path)
{
	size_t n = strlen(base);

	if (n == 1)
		return path + 1;
	return !strncmp(path, base, n) && path[n] == '/' ? path + n + 1 : NULL;
}

static int write_script(const struct gx_sandbox *box, struct gx_buf *out, struct gx_err *err)
{
	const char *root = gx_store_root(box->store);
	GX_AUTO(free) char *base = gx_path_absolute(*root ? root : "/");
	GX_AUTO(free) char *store = gx_path_absolute(gx_store_dir(box->store));
	GX_AUTO(free) char *scratch = gx_path_absolute(box->scratch);
	const char *store_rel = below(base, store), *scratch_rel = below(base, scratch);

	if (!store_rel || !scratch_rel)
		return gx_fail(err, GX_EFAIL, "%s is not below %s", scratch, base);
	gx_buf_adds(out, GX_SANDBOX_MAGIC " " GX_SANDBOX_VERSION "\n");
	add_line(out, "base", base, NULL);
	add_line(out, "store", store_rel, NULL);
	add_line(out, "scratch", scratch_rel, NULL);
	gx_buf_addf(out, "ids %u %u\n", (unsigned)box->user->uid, (unsigned)box->user->gid);
	if (box->host_network)
		add_line(out, "network", "host", NULL);
	add_inputs(out, &box->inputs);
	for (size_t i = 0; i < box->hosts.n; i++)
		add_line(out, "host", box->hosts.v[i], NULL);
	for (size_t i = 0; i + 1 < box->links.n; i += 2)
		add_line(out, "symlink", box->links.v[i], box->links.v[i + 1]);
	for (size_t i = 0; i < box->env.n; i++)
		add_line(out, "env", box->env.v[i], NULL);
	add_line(out, "chdir", box->chdir, NULL);
	for (size_t i = 0; i < box->args.n; i++)
		add_line(out, "arg", box->args.v[i], NULL);
	add_line(out, box->program_is_host ? "exec-host" : "exec", box->program, NULL);
	gx_buf_adds(out, "end\n");
	return 0;
}

static int script_fd(const struct gx_sandbox *box, int *out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf script = GX_BUF_INIT;
	GX_AUTO(fd) int fd = -1;

	if (write_script(box, &script, err) < 0)
		return -1;
	if (script.len > GX_SANDBOX_SCRIPT_MAX)
		return gx_fail(err, GX_EINVALID, "the derivation is too large for a sandbox");
	fd = memfd_create("gx-sandbox", MFD_CLOEXEC);
	if (fd < 0)
		return gx_fail_errno(err, "memfd_create");
	if (gx_fd_write(fd, script.data, script.len, err) < 0)
		return -1;
	*out = gx_steal_fd(&fd);
	return 0;
}

static int make_pipe(int *ours, int *theirs, struct gx_err *err)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return gx_fail_errno(err, "pipe");
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	*ours = fds[0];
	*theirs = fds[1];
	return 0;
}

int gx_sandbox_start(const struct gx_sandbox *box, bool progress,
		     struct gx_sandbox_process *out, struct gx_err *err)
{
	GX_AUTO(free) char *program = gx_where_program("gx-builder");
	GX_AUTO(sandbox_process) struct gx_sandbox_process p = GX_SANDBOX_PROCESS_INIT;
	GX_AUTO(fd) int script = -1;
	GX_AUTO(fd) int log = -1;
	GX_AUTO(fd) int report = -1;
	GX_AUTO(fd) int tell = -1;
	GX_AUTO(fd) int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char *argv[] = { "gx-builder", NULL };
	char *envp[] = { NULL };
	struct gx_spawn_fd fds[6];
	struct gx_spawn_opts opts = {
		.envp = envp, .fds = fds, .new_session = true, .die_with_parent = true,
	};

	if (null < 0)
		return gx_fail_errno(err, "open /dev/null");
	if (script_fd(box, &script, err) < 0 || make_pipe(&p.log, &log, err) < 0 ||
	    make_pipe(&p.report, &report, err) < 0 ||
	    (progress && make_pipe(&p.progress, &tell, err) < 0))
		return -1;
	argv[0] = program;
	opts.argv = argv;
	fds[opts.nfds++] = (struct gx_spawn_fd){ null, 0 };
	fds[opts.nfds++] = (struct gx_spawn_fd){ log, 1 };
	fds[opts.nfds++] = (struct gx_spawn_fd){ log, 2 };
	fds[opts.nfds++] = (struct gx_spawn_fd){ script, GX_SANDBOX_SCRIPT_FD };
	fds[opts.nfds++] = (struct gx_spawn_fd){ report, GX_SANDBOX_REPORT_FD };
	if (progress)
		fds[opts.nfds++] = (struct gx_spawn_fd){ tell, GX_SANDBOX_PROGRESS_FD };
	if (gx_spawn(&opts, &p.pid, err) < 0)
		return -1;
	p.pidfd = syscall(SYS_pidfd_open, p.pid, 0);
	if (p.pidfd < 0) {
		gx_fail_errno(err, "pidfd_open (Linux 5.3 or later is needed)");
		kill(p.pid, SIGKILL);
		gx_wait(p.pid, &(int){ 0 }, NULL);
		return -1;
	}
	*out = p;
	p = (struct gx_sandbox_process)GX_SANDBOX_PROCESS_INIT;
	return 0;
}

int gx_sandbox_report(struct gx_sandbox_process *process, struct gx_err *err)
{
	char text[600];
	ssize_t n = read(process->report, text, sizeof text - 1);

	if (n <= 0)
		return 0;
	text[n] = 0;
	gx_fail(err, GX_EFAIL, "the sandbox cannot be made: %s", text);
	if (strstr(text, "chroot"))
		return -1;
	if (strstr(text, "user namespaces") || strstr(text, "mount") || strstr(text, "mapped"))
		gx_err_hint(err, "gx needs unprivileged user namespaces: see the sysctls "
			    "user.max_user_namespaces, kernel.unprivileged_userns_clone and "
			    "kernel.apparmor_restrict_unprivileged_userns");
	return -1;
}

void gx_sandbox_process_clear(struct gx_sandbox_process *process)
{
	gx_close(&process->pidfd);
	gx_close(&process->log);
	gx_close(&process->report);
	gx_close(&process->progress);
	process->pid = -1;
}
