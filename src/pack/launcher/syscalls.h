/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The system calls that take file names (x86-64). */
#ifndef GX_LAUNCHER_SYSCALLS_H
#define GX_LAUNCHER_SYSCALLS_H

#include <sys/syscall.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

/* PATHS has a bit for each argument that is a file name. */
struct launcher_syscall {
	int nr;
	unsigned paths;
};

#define A(n) (1u << (n))
static const struct launcher_syscall launcher_syscalls[] = {
	{ SYS_open, A(0) }, { SYS_openat, A(1) }, { SYS_openat2, A(1) }, { SYS_creat, A(0) },
	{ SYS_stat, A(0) }, { SYS_lstat, A(0) }, { SYS_newfstatat, A(1) }, { SYS_statx, A(1) },
	{ SYS_access, A(0) }, { SYS_faccessat, A(1) }, { SYS_faccessat2, A(1) },
	{ SYS_readlink, A(0) }, { SYS_readlinkat, A(1) },
	{ SYS_execve, A(0) }, { SYS_execveat, A(1) },
	{ SYS_chdir, A(0) }, { SYS_chroot, A(0) }, { SYS_statfs, A(0) }, { SYS_truncate, A(0) },
	{ SYS_mkdir, A(0) }, { SYS_mkdirat, A(1) }, { SYS_rmdir, A(0) },
	{ SYS_unlink, A(0) }, { SYS_unlinkat, A(1) },
	{ SYS_rename, A(0) | A(1) }, { SYS_renameat, A(1) | A(3) }, { SYS_renameat2, A(1) | A(3) },
	{ SYS_link, A(0) | A(1) }, { SYS_linkat, A(1) | A(3) },
	{ SYS_symlink, A(0) | A(1) }, { SYS_symlinkat, A(0) | A(2) },
	{ SYS_chmod, A(0) }, { SYS_fchmodat, A(1) }, { SYS_fchmodat2, A(1) },
	{ SYS_chown, A(0) }, { SYS_lchown, A(0) }, { SYS_fchownat, A(1) },
	{ SYS_utime, A(0) }, { SYS_utimes, A(0) }, { SYS_utimensat, A(1) },
	{ SYS_getxattr, A(0) }, { SYS_lgetxattr, A(0) }, { SYS_listxattr, A(0) },
	{ SYS_llistxattr, A(0) }, { SYS_inotify_add_watch, A(1) },
	{ SYS_name_to_handle_at, A(1) },
};
#undef A
#define LAUNCHER_NSYSCALLS (sizeof launcher_syscalls / sizeof launcher_syscalls[0])

#endif
