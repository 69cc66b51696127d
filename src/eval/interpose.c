/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The C library's functions that look at the world, as libguile sees them.
 *
 * gx-eval exports these names, so the dynamic linker binds libguile's calls to them.  Each
 * does what the C library's own does, with the bare system call where that is all there is
 * to it, and reports to src/eval/trace.c.  Compiled modules are found here too: a file name
 * below GX_COMPILED_PREFIX stands for a file of the content-keyed cache. */

/* Both open and open64 are defined below, so neither may be an alias of the other. */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE

#include "eval/compiled.h"
#include "eval/trace.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <linux/openat2.h>
#include <locale.h>
#include <netdb.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* The next definition of NAME, the C library's, cached in a static of the caller. */
#define NEXT(name) ({ \
	static __typeof__(&name) real_##name; \
	if (!real_##name) \
		real_##name = (__typeof__(&name))dlsym(RTLD_NEXT, #name); \
	real_##name; })

/* --- files -------------------------------------------------------------------------------- */

static int raw_stat(int dirfd, const char *path, struct stat *st, int flags)
{
	return syscall(SYS_newfstatat, dirfd, path, st, flags);
}

static bool writes(int flags)
{
	return (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
}

static void report_open(int dirfd, const char *path, int flags, int fd)
{
	int error = errno;
	struct stat st;

	if (writes(flags))
		gx_trace_write(dirfd, path);
	else if (fd < 0)
		gx_trace_access(dirfd, path, NULL, error);
	else if (raw_stat(fd, "", &st, AT_EMPTY_PATH) == 0)
		gx_trace_open(dirfd, path, &st);
	errno = error;
}

/* The length of the part of PATH that names a channel's tree in the store; 0: it is in none. */
static size_t tree_length(const char *path)
{
	const char *name = strstr(path, "-gx-channel-"), *end = name ? strchr(name, '/') : NULL;

	return end && *path == '/' ? (size_t)(end - path) : 0;
}

/* A file of a channel's tree: a link that leads out of it is an error, since what is there is
 * nothing that the commit decides. */
static int open_beneath(const char *path, size_t tree, int flags)
{
	char root[PATH_MAX];
	struct open_how how = { .flags = (unsigned)flags | O_LARGEFILE,
				.resolve = RESOLVE_BENEATH };
	int base, fd, error;

	memcpy(root, path, tree);
	root[tree] = '\0';
	base = syscall(SYS_openat, AT_FDCWD, root, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
	if (base < 0)
		return -1;
	path += tree + strspn(path + tree, "/");
	fd = syscall(SYS_openat2, base, *path ? path : ".", &how, sizeof how);
	/* Linux 5.5 and older, and filters of containers that do not know it. */
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		fd = syscall(SYS_openat, base, *path ? path : ".", flags, 0);
	error = errno;
	close(base);
	errno = error;
	return fd;
}

static int do_open(int dirfd, const char *path, int flags, mode_t mode)
{
	const char *compiled = gx_compiled_open_name(path);
	size_t tree = compiled || writes(flags) ? 0 : tree_length(path);
	int fd = tree && tree < PATH_MAX ? open_beneath(path, tree, flags) :
		(int)syscall(SYS_openat, dirfd, compiled ? compiled : path, flags, mode);

	if (!compiled && gx_trace_active())
		report_open(dirfd, path, flags, fd);
	return fd;
}

#define MODE_OF(flags) ({ \
	mode_t mode_ = 0; \
	if ((flags) & (O_CREAT | O_TMPFILE)) { \
		va_list ap; \
		va_start(ap, flags); \
		mode_ = va_arg(ap, mode_t); \
		va_end(ap); \
	} \
	mode_; })

int open(const char *path, int flags, ...)
{
	return do_open(AT_FDCWD, path, flags, MODE_OF(flags));
}

int open64(const char *path, int flags, ...)
{
	return do_open(AT_FDCWD, path, flags, MODE_OF(flags));
}

int openat(int dirfd, const char *path, int flags, ...)
{
	return do_open(dirfd, path, flags, MODE_OF(flags));
}

int openat64(int dirfd, const char *path, int flags, ...)
{
	return do_open(dirfd, path, flags, MODE_OF(flags));
}

int creat(const char *path, mode_t mode)
{
	return do_open(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

DIR *opendir(const char *path)
{
	int fd = do_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK, 0);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

static int mode_flags(const char *mode)
{
	int flags = *mode == 'r' ? O_RDONLY : *mode == 'w' ? O_WRONLY | O_CREAT | O_TRUNC
		: O_WRONLY | O_CREAT | O_APPEND;

	if (strchr(mode, '+'))
		flags = (flags & ~O_ACCMODE) | O_RDWR;
	if (strchr(mode, 'e'))
		flags |= O_CLOEXEC;
	if (strchr(mode, 'x'))
		flags |= O_EXCL;
	return flags;
}

FILE *fopen(const char *path, const char *mode)
{
	int fd = do_open(AT_FDCWD, path, mode_flags(mode), 0666);
	FILE *file = fd < 0 ? NULL : fdopen(fd, mode);

	if (!file && fd >= 0)
		close(fd);
	return file;
}

FILE *fopen64(const char *path, const char *mode)
{
	return fopen(path, mode);
}

static void report_link(int dirfd, const char *path)
{
	char target[PATH_MAX];
	ssize_t n = syscall(SYS_readlinkat, dirfd, path, target, sizeof target - 1);

	if (n >= 0) {
		target[n] = '\0';
		gx_trace_link(dirfd, path, target);
	}
}

static int do_stat(int dirfd, const char *path, struct stat *st, int flags)
{
	int r, error;

	if (gx_compiled_stat(path, st))
		return 0;
	r = raw_stat(dirfd, path, st, flags);
	if (!gx_trace_active() || (flags & AT_EMPTY_PATH && !*path))
		return r;
	error = errno;
	if (!r && S_ISLNK(st->st_mode))
		report_link(dirfd, path);
	else
		gx_trace_access(dirfd, path, r ? NULL : st, error);
	errno = error;
	return r;
}

int stat(const char *path, struct stat *st)
{
	return do_stat(AT_FDCWD, path, st, 0);
}

int lstat(const char *path, struct stat *st)
{
	return do_stat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

int fstatat(int dirfd, const char *path, struct stat *st, int flags)
{
	return do_stat(dirfd, path, st, flags);
}

/* On the systems that we support both structures are laid out alike. */
_Static_assert(sizeof(struct stat) == sizeof(struct stat64), "struct stat is 64 bits wide");

int stat64(const char *path, struct stat64 *st)
{
	return do_stat(AT_FDCWD, path, (struct stat *)st, 0);
}

int lstat64(const char *path, struct stat64 *st)
{
	return do_stat(AT_FDCWD, path, (struct stat *)st, AT_SYMLINK_NOFOLLOW);
}

int fstatat64(int dirfd, const char *path, struct stat64 *st, int flags)
{
	return do_stat(dirfd, path, (struct stat *)st, flags);
}

static int do_access(int dirfd, const char *path, int mode, int flags)
{
	int r = syscall(SYS_faccessat2, dirfd, path, mode, flags);
	int error = errno;
	struct stat st;

	if (r && error == ENOSYS) {
		r = syscall(SYS_faccessat, dirfd, path, mode);
		error = errno;
	}
	if (gx_trace_active()) {
		bool there = raw_stat(dirfd, path, &st, 0) == 0;

		gx_trace_access(dirfd, path, there ? &st : NULL, error);
	}
	errno = error;
	return r;
}

int access(const char *path, int mode)
{
	return do_access(AT_FDCWD, path, mode, 0);
}

int faccessat(int dirfd, const char *path, int mode, int flags)
{
	return do_access(dirfd, path, mode, flags);
}

static ssize_t do_readlink(int dirfd, const char *path, char *out, size_t size)
{
	ssize_t n = syscall(SYS_readlinkat, dirfd, path, out, size);
	int error = errno;
	struct stat st;

	if (gx_trace_active()) {
		if (n >= 0)
			report_link(dirfd, path);
		else if (raw_stat(dirfd, path, &st, 0) == 0)
			gx_trace_access(dirfd, path, &st, 0);
		else
			gx_trace_access(dirfd, path, NULL, error);
	}
	errno = error;
	return n;
}

ssize_t readlink(const char *path, char *out, size_t size)
{
	return do_readlink(AT_FDCWD, path, out, size);
}

ssize_t readlinkat(int dirfd, const char *path, char *out, size_t size)
{
	return do_readlink(dirfd, path, out, size);
}

/* The answer depends on each link on the way. */
static void report_real(const char *path)
{
	GX_AUTO(free) char *prefix = NULL;
	struct stat st;
	int error;

	if (!gx_trace_active() || gx_compiled_open_name(path))
		return;
	error = errno;
	prefix = gx_strdup(path);
	for (char *slash = strchr(prefix + 1, '/'); *prefix && slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		report_link(AT_FDCWD, prefix);
		*slash = '/';
	}
	report_link(AT_FDCWD, prefix);
	if (raw_stat(AT_FDCWD, path, &st, 0) == 0)
		gx_trace_access(AT_FDCWD, path, &st, 0);
	else
		gx_trace_access(AT_FDCWD, path, NULL, errno);
	errno = error;
}

char *canonicalize_file_name(const char *path)
{
	report_real(path);
	if (gx_compiled_open_name(path))
		return strdup(path);
	return NEXT(canonicalize_file_name)(path);
}

char *realpath(const char *path, char *out)
{
	report_real(path);
	return NEXT(realpath)(path, out);
}

char *getcwd(char *buf, size_t size)
{
	if (gx_trace_active())
		gx_trace_cwd();
	return NEXT(getcwd)(buf, size);
}

/* --- writing: a cached answer would leave it undone --------------------------------------- */

#define WRITER(type, name, params, args, path) \
	type name params \
	{ \
		if (gx_trace_active()) \
			gx_trace_write(AT_FDCWD, path); \
		return NEXT(name) args; \
	}

WRITER(int, mkdir, (const char *path, mode_t mode), (path, mode), path)
WRITER(int, unlink, (const char *path), (path), path)
WRITER(int, rmdir, (const char *path), (path), path)
WRITER(int, rename, (const char *from, const char *to), (from, to), to)
WRITER(int, link, (const char *from, const char *to), (from, to), to)
WRITER(int, symlink, (const char *target, const char *path), (target, path), path)
WRITER(int, chmod, (const char *path, mode_t mode), (path, mode), path)
WRITER(int, chown, (const char *path, uid_t uid, gid_t gid), (path, uid, gid), path)
WRITER(int, truncate64, (const char *path, off64_t size), (path, size), path)
WRITER(int, mkostemp, (char *path, int flags), (path, flags), path)
WRITER(int, mkstemp, (char *path), (path), path)
WRITER(char *, mkdtemp, (char *path), (path), path)
WRITER(int, mknod, (const char *path, mode_t mode, dev_t dev), (path, mode, dev), path)

/* --- the environment ---------------------------------------------------------------------- */

extern char **environ;

static char *find_variable(const char *name)
{
	size_t n = strlen(name);

	for (char **e = environ; e && *e; e++)
		if (!strncmp(*e, name, n) && (*e)[n] == '=')
			return *e + n + 1;
	return NULL;
}

char *getenv(const char *name)
{
	char *value = find_variable(name);

	if (gx_trace_active())
		gx_trace_env(name, value);
	return value;
}

char *secure_getenv(const char *name)
{
	return getenv(name);
}

int putenv(char *assignment)
{
	if (gx_trace_active())
		gx_trace_env_set(assignment);
	return NEXT(putenv)(assignment);
}

int setenv(const char *name, const char *value, int overwrite)
{
	if (gx_trace_active())
		gx_trace_env_set(name);
	return NEXT(setenv)(name, value, overwrite);
}

int unsetenv(const char *name)
{
	if (gx_trace_active())
		gx_trace_env_set(name);
	return NEXT(unsetenv)(name);
}

/* --- what no cache can vouch for ------------------------------------------------------------ */

#define IMPURE(why, type, name, params, args) \
	type name params \
	{ \
		if (gx_trace_active()) \
			gx_trace_impure(why); \
		return NEXT(name) args; \
	}

#define RUNS "it runs another program"
#define NETWORK "it uses the network"

IMPURE(RUNS, pid_t, fork, (void), ())
IMPURE(RUNS, int, execve, (const char *path, char *const argv[], char *const envp[]),
       (path, argv, envp))
IMPURE(RUNS, int, execv, (const char *path, char *const argv[]), (path, argv))
IMPURE(RUNS, int, execvp, (const char *path, char *const argv[]), (path, argv))
IMPURE(RUNS, int, system, (const char *command), (command))
IMPURE(RUNS, FILE *, popen, (const char *command, const char *mode), (command, mode))
IMPURE(RUNS, int, posix_spawn,
       (pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attr, char *const argv[], char *const envp[]),
       (pid, path, actions, attr, argv, envp))
IMPURE(RUNS, int, posix_spawnp,
       (pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attr, char *const argv[], char *const envp[]),
       (pid, path, actions, attr, argv, envp))
IMPURE(NETWORK, int, socket, (int domain, int type, int protocol), (domain, type, protocol))
IMPURE(NETWORK, int, connect, (int fd, const struct sockaddr *addr, socklen_t len),
       (fd, addr, len))
IMPURE(NETWORK, int, getaddrinfo,
       (const char *node, const char *service, const struct addrinfo *hints,
	struct addrinfo **out), (node, service, hints, out))
IMPURE(NETWORK, struct hostent *, gethostbyname, (const char *name), (name))
/* Which locale "" is, the environment says. */
char *setlocale(int category, const char *locale)
{
	static const char *const names[] = {
		"LC_ALL", "LC_CTYPE", "LC_COLLATE", "LC_MESSAGES", "LC_NUMERIC", "LC_TIME", "LANG",
	};

	for (size_t i = 0; locale && !*locale && i < GX_ARRAY_SIZE(names); i++)
		getenv(names[i]);
	return NEXT(setlocale)(category, locale);
}

/* What native code looks at cannot be seen. */
void *dlopen(const char *file, int flags)
{
	if (file && gx_trace_active())
		gx_trace_impure("it loads native code");
	return NEXT(dlopen)(file, flags);
}

IMPURE("it uses randomness", ssize_t, getrandom, (void *buf, size_t len, unsigned flags),
       (buf, len, flags))
IMPURE("it uses randomness", int, getentropy, (void *buf, size_t len), (buf, len))

/* libguile and libgc look at the clock for their own accounts, all the time.  What Scheme
 * code asks for is reported by (gx eval impure); here only other callers count. */
struct range {
	uintptr_t start, end;
};
static struct range own_ranges[4];
static size_t own_count;

static int note_library(struct dl_phdr_info *info, size_t size, void *data)
{
	uintptr_t end = 0;

	if (!strstr(info->dlpi_name, "libguile") && !strstr(info->dlpi_name, "libgc"))
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD)
			end = info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz;
	if (own_count < GX_ARRAY_SIZE(own_ranges))
		own_ranges[own_count++] = (struct range){ info->dlpi_addr,
							  info->dlpi_addr + end };
	return 0;
}

static bool by_guile(void *address)
{
	uintptr_t a = (uintptr_t)address;

	if (!own_count)
		dl_iterate_phdr(note_library, NULL);
	for (size_t i = 0; i < own_count; i++)
		if (a >= own_ranges[i].start && a < own_ranges[i].end)
			return true;
	return false;
}

static void report_clock(void *caller)
{
	if (gx_trace_active() && !by_guile(caller))
		gx_trace_impure("it reads the clock");
}

time_t time(time_t *out)
{
	struct timespec now = { 0 };

	report_clock(__builtin_return_address(0));
	syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
	if (out)
		*out = now.tv_sec;
	return now.tv_sec;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
	report_clock(__builtin_return_address(0));
	return NEXT(clock_gettime)(clock, out);
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	report_clock(__builtin_return_address(0));
	return NEXT(gettimeofday)(out, zone);
}
