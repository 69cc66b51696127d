/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks between processes.  A second process tries them at our word: nothing waits for a time. */
#include "util/util.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static char *file;

/* What another process meets that takes FILE's lock with FLAGS: 0, +1 or -1. */
static int elsewhere(unsigned flags)
{
	int status, fd;
	pid_t pid = fork();

	if (pid == 0)
		_exit(gx_lock_file(file, flags, &fd, NULL) + 1);
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status) - 1;
}

static void try_modes(void)
{
	struct gx_err err = GX_ERR_INIT;
	struct stat st;
	int one = -1, two = -1;

	ok(gx_lock_file(file, GX_LOCK_EXCLUSIVE, &one, &err) == 0, "a file is made and locked");
	ok(stat(file, &st) == 0 && (st.st_mode & 07777) == 0600, "with mode 0600");
	ok(fcntl(one, F_GETFD) & FD_CLOEXEC, "its descriptor is closed on exec");
	ok(elsewhere(GX_LOCK_TRY) == 1, "no other process gets the lock");
	ok(elsewhere(GX_LOCK_SHARED | GX_LOCK_TRY) == 1, "not even a shared one");
	ok(gx_lock_file(file, GX_LOCK_TRY, &two, &err) == 1, "nor this process, opening anew");
	ok(gx_lock_fd(one, GX_LOCK_SHARED) == 0 && elsewhere(GX_LOCK_SHARED | GX_LOCK_TRY) == 0,
	   "turned into a shared lock it lets others share");
	ok(elsewhere(GX_LOCK_TRY) == 1, "but not have it alone");
	gx_close(&one);
	ok(elsewhere(GX_LOCK_TRY) == 0, "closing the descriptor frees it");
	ok(gx_lock_file(file, GX_LOCK_SHARED, &one, &err) == 0 &&
	   gx_lock_file(file, GX_LOCK_SHARED | GX_LOCK_TRY, &two, &err) == 0,
	   "two descriptors share it");
	gx_close(&one);
	ok(elsewhere(GX_LOCK_TRY) == 1, "which counts until the last is closed");
	gx_close(&two);
	ok(elsewhere(GX_LOCK_TRY) == 0, "and no longer");
	gx_err_clear(&err);
}

static void refuse(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *link = gx_asprintf("%s.link", file), *in = gx_asprintf("%s/in", file);
	int fd = -1;

	symlink(file, link);
	ok(gx_lock_file(link, GX_LOCK_TRY, &fd, &err) < 0 && strstr(gx_err_text(&err), link),
	   "a symbolic link is refused by name");
	gx_err_clear(&err);
	ok(gx_lock_file(in, GX_LOCK_TRY, &fd, &err) < 0 && err.sys_errno == ENOTDIR &&
	   strstr(gx_err_text(&err), in), "so is what cannot be opened");
	ok(fd == -1, "and no descriptor comes of it");
}

/* A process without our descriptor HELD that waits for FILE's lock, and tells through the pipe
 * what file it then has. */
static pid_t start_waiter(int held, int *answer)
{
	int ends[2];
	pid_t pid;

	pipe(ends);
	pid = fork();
	if (pid == 0) {
		struct stat st = { 0 };
		int fd = -1;

		close(held);
		if (gx_lock_file(file, GX_LOCK_EXCLUSIVE, &fd, NULL) == 0)
			fstat(fd, &st);
		write(ends[1], &st.st_ino, sizeof st.st_ino);
		_exit(0);
	}
	close(ends[1]);
	*answer = ends[0];
	return pid;
}

/* Wait until PID sleeps in fcntl (or has ended). */
static void await_sleep(pid_t pid)
{
	GX_AUTO(free) char *name = gx_asprintf("/proc/%d/syscall", (int)pid);

	for (;;) {
		GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
		GX_AUTO(free) char *fcntl_call = gx_asprintf("%d ", SYS_fcntl);

		if (gx_file_read(name, 4096, &text, NULL) || !text.len ||
		    !strncmp(text.data, fcntl_call, strlen(fcntl_call)))
			return;
		usleep(1000);
	}
}

static void ignore(int sig)
{
}

static void wait_for_it(void)
{
	const struct sigaction interrupting = { .sa_handler = ignore };
	struct stat second;
	int one = -1, two = -1, answer;
	ino_t got = 0;
	pid_t pid;

	sigaction(SIGUSR1, &interrupting, NULL);	/* without SA_RESTART; children have it too */
	gx_lock_file(file, GX_LOCK_EXCLUSIVE, &one, NULL);
	pid = start_waiter(one, &answer);
	await_sleep(pid);
	kill(pid, SIGUSR1);
	await_sleep(pid);
	unlink(file);
	gx_lock_file(file, GX_LOCK_EXCLUSIVE, &two, NULL);
	fstat(two, &second);
	ok(waitpid(pid, NULL, WNOHANG) == 0, "a signal does not end the wait");
	gx_close(&one);
	await_sleep(pid);
	ok(waitpid(pid, NULL, WNOHANG) == 0,
	   "the lock of a file that was unlinked meanwhile is not enough");
	gx_close(&two);
	read(answer, &got, sizeof got);
	ok(got == second.st_ino, "who waited gets the new file of that name");
	waitpid(pid, NULL, 0);
	close(answer);
}

/* Many processes count in one file, whose lock each removes: none is lost. */
static void count_together(void)
{
	enum { PROCESSES = 4, ROUNDS = 200 };
	GX_AUTO(free) char *total = gx_asprintf("%s.total", file);
	GX_AUTO(fd) int fd = open(total, O_RDWR | O_CREAT, 0600);
	int n = 0;

	write(fd, &n, sizeof n);
	for (int i = 0; i < PROCESSES; i++) {
		if (fork())
			continue;
		for (int round = 0; round < ROUNDS; round++) {
			int lock = -1;

			if (gx_lock_file(file, GX_LOCK_EXCLUSIVE, &lock, NULL) < 0)
				_exit(1);
			pread(fd, &n, sizeof n, 0);
			n++;
			pwrite(fd, &n, sizeof n, 0);
			unlink(file);
			gx_close(&lock);
		}
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	pread(fd, &n, sizeof n, 0);
	ok(n == PROCESSES * ROUNDS, "none of %d steps under the lock is lost (%d)",
	   PROCESSES * ROUNDS, n);
}

int main(void)
{
	GX_AUTO(free) char *dir = NULL;

	if (gx_mkdtemp("/tmp/gx-lock", &dir, NULL) < 0)
		return 1;
	file = gx_path_join(dir, "lock");
	try_modes();
	refuse();
	wait_for_it();
	count_together();
	gx_remove_tree(dir, NULL);
	free(file);
	return done();
}
