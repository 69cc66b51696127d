/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not a test: a static builder that tries what a builder must not be able to do, for
 * tests/shell/build-sandbox.sh.  Each line of its output is "NAME: RESULT", and the result
 * an errno's name, "done", or the signal that ended the attempt. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <unistd.h>

static FILE *out;

static void tell(const char *name, long result)
{
	fprintf(out, "%s: %s\n", name, result >= 0 ? "done" : strerrorname_np(errno));
	fflush(out);
}

/* In a child, for it may not survive. */
static void interface(const char *name, int which)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		long result;

		if (which == 32)	/* getpid of the 32-bit interface */
			__asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
		else			/* and of x32 */
			result = syscall(0x40000000 + SYS_getpid);
		(void)result;
		_exit(0);
	}
	waitpid(pid, &status, 0);
	fprintf(out, "%s: %s\n", name, WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "done");
	fflush(out);
}

static int connect_out(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(80) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	inet_pton(AF_INET, "1.1.1.1", &to.sin_addr);
	return connect(fd, (struct sockaddr *)&to, sizeof to);
}

int main(int argc, char **argv)
{
	const char *path = getenv("out");

	(void)argc;
	out = fopen(path, "w");
	if (!out)
		return 1;
	fprintf(out, "argv0: %s\n", argv[0]);
	for (int fd = 0; fd < 64; fd++)
		if (fd != fileno(out) && fcntl(fd, F_GETFD) >= 0)
			fprintf(out, "fd: %d\n", fd);
	close(open("f", O_CREAT | O_WRONLY, 0644));
	tell("chmod-setuid", chmod("f", 04755));
	tell("fchmodat-setgid", fchmodat(AT_FDCWD, "f", 02755, 0));
	tell("chmod-sticky", chmod("f", 01755));
	tell("open-setuid", open("g", O_CREAT | O_WRONLY, 04755));
	tell("open-plain", open("h", O_CREAT | O_WRONLY, 0755));
	tell("openat2", syscall(437, AT_FDCWD, "f", NULL, 0));
	tell("fchmodat2", syscall(452, AT_FDCWD, "f", 04755, 0));
	tell("mknod-setuid", mknod("n", S_IFREG | 04755, 0));
	tell("mknod-device", mknod("d", S_IFCHR | 0666, 0x103));
	tell("setxattr", setxattr("f", "user.x", "y", 1, 0));
	tell("keyctl", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -3, 0));
	tell("add_key", syscall(SYS_add_key, "user", "a", "b", 1, -3));
	tell("personality-set", personality(PER_LINUX32));
	tell("personality-ask", personality(0xffffffff));
	tell("unshare-user", unshare(CLONE_NEWUSER));
	tell("unshare-files", unshare(CLONE_FILES));
	tell("mount", mount("x", "/tmp", "tmpfs", 0, NULL));
	tell("umount", umount2("/dev/null", MNT_DETACH));
	tell("chroot", chroot("."));
	tell("io_uring", syscall(SYS_io_uring_setup, 1, NULL));
	tell("bpf", syscall(SYS_bpf, 0, NULL, 0));
	tell("setuid-0", setuid(0));
	tell("write-input", open(getenv("input"), O_WRONLY));
	tell("write-root", open("/x", O_CREAT | O_WRONLY, 0600));
	tell("write-dev", open("/dev/x", O_CREAT | O_WRONLY, 0600));
	tell("write-shm", open("/dev/shm/x", O_CREAT | O_WRONLY, 0600));
	tell("kill-outside", kill(-1, 0) < 0 ? -1 : 0);
	tell("signal-init", kill(1, SIGKILL));
	tell("ptrace-init", ptrace(PTRACE_ATTACH, 1, NULL, NULL));
	tell("sysctl", open("/proc/sys/kernel/hostname", O_WRONLY));
	tell("connect", connect_out());
	tell("abstract-socket", socket(AF_UNIX, SOCK_STREAM, 0));
	tell("stdin", read(0, &(char){ 0 }, 1));
	interface("x86-32", 32);
	interface("x32", 0);
	return 0;
}
