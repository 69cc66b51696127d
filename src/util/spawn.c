/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Child processes. */
#include "util/util.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void reset_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < 32; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Move the wanted descriptors out of the way first, so that no dup2 lands on
 * one that is still to be copied. */
static int place_fds(const struct gx_spawn_opts *opts, int *report)
{
	int top = 3, high[16];

	if (opts->nfds > GX_ARRAY_SIZE(high))
		return -1;
	for (size_t i = 0; i < opts->nfds; i++)
		if (opts->fds[i].theirs >= top)
			top = opts->fds[i].theirs + 1;
	for (size_t i = 0; i < opts->nfds; i++)
		if ((high[i] = fcntl(opts->fds[i].ours, F_DUPFD_CLOEXEC, top + 1)) < 0)
			return -1;
	if ((*report = fcntl(*report, F_DUPFD_CLOEXEC, top + 1)) < 0)
		return -1;
	for (size_t i = 0; i < opts->nfds; i++)
		if (dup2(high[i], opts->fds[i].theirs) < 0)
			return -1;
	return 0;
}

static void close_others(const struct gx_spawn_opts *opts)
{
	/* Everything from 3 on is closed at exec; then the chosen ones are kept. */
	close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
	for (size_t i = 0; i < opts->nfds; i++)
		if (opts->fds[i].theirs > 2)
			fcntl(opts->fds[i].theirs, F_SETFD, 0);
}

__attribute__((noreturn))
static void run_child(const struct gx_spawn_opts *opts, int report, pid_t parent)
{
	int code;

	reset_signals();
	if (opts->new_session)
		setsid();
	if (opts->die_with_parent) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(127);	/* it died before the line above */
	}
	if (place_fds(opts, &report) < 0 || (opts->cwd && chdir(opts->cwd) < 0))
		goto failed;
	close_others(opts);
	if (opts->envp)
		execvpe(opts->argv[0], opts->argv, opts->envp);
	else
		execvp(opts->argv[0], opts->argv);
failed:
	code = errno;
	if (write(report, &code, sizeof code) != sizeof code)
		_exit(126);
	_exit(127);
}

int gx_spawn(const struct gx_spawn_opts *opts, pid_t *out, struct gx_err *err)
{
	GX_AUTO(fd) int readable = -1;
	GX_AUTO(fd) int writable = -1;
	pid_t parent = getpid(), pid;
	int pipefd[2], code = 0;
	ssize_t n;

	if (pipe2(pipefd, O_CLOEXEC) < 0)
		return gx_fail_errno(err, "pipe");
	readable = pipefd[0];
	writable = pipefd[1];
	pid = fork();
	if (pid < 0)
		return gx_fail_errno(err, "fork");
	if (pid == 0)
		run_child(opts, writable, parent);
	gx_close(&writable);
	do
		n = read(readable, &code, sizeof code);
	while (n < 0 && errno == EINTR);
	if (n == sizeof code) {
		waitpid(pid, NULL, 0);
		errno = code;
		return gx_fail_errno(err, "execute %s", opts->argv[0]);
	}
	*out = pid;
	return 0;
}

int gx_wait(pid_t pid, int *status, struct gx_err *err)
{
	int raw;

	while (waitpid(pid, &raw, 0) < 0)
		if (errno != EINTR)
			return gx_fail_errno(err, "wait");
	*status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
	return 0;
}

int gx_spawn_capture(const struct gx_spawn_opts *opts, size_t max, struct gx_buf *out,
		     int *status, struct gx_err *err)
{
	struct gx_spawn_opts with_pipe = *opts;
	struct gx_spawn_fd fds[16];
	GX_AUTO(fd) int readable = -1;
	GX_AUTO(fd) int writable = -1;
	int pipefd[2], result;
	pid_t pid;

	if (opts->nfds + 1 > GX_ARRAY_SIZE(fds))
		return gx_fail(err, GX_EFAIL, "too many descriptors");
	if (pipe2(pipefd, O_CLOEXEC) < 0)
		return gx_fail_errno(err, "pipe");
	readable = pipefd[0];
	writable = pipefd[1];
	if (opts->nfds)
		memcpy(fds, opts->fds, opts->nfds * sizeof *fds);
	fds[opts->nfds] = (struct gx_spawn_fd){ writable, 1 };
	with_pipe.fds = fds;
	with_pipe.nfds = opts->nfds + 1;
	if (gx_spawn(&with_pipe, &pid, err) < 0)
		return -1;
	gx_close(&writable);
	result = gx_fd_read_all(readable, max, out, err);
	gx_close(&readable);
	if (result < 0) {
		kill(pid, SIGKILL);
		gx_wait(pid, status, NULL);
		return -1;
	}
	return gx_wait(pid, status, err);
}
