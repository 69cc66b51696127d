/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx-builder: the system calls that a builder may not make. */
#include "build/builder.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#ifndef __NR_fchmodat2
#define __NR_fchmodat2 452
#endif

#define NAMESPACES (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | \
		    CLONE_NEWUTS | CLONE_NEWCGROUP)

static scmp_filter_ctx filter;

static void rule(int result)
{
	if (result < 0 && result != -EEXIST)
		builder_die("the system call filter cannot be built (%d)", -result);
}

static void refuse(int code, int call)
{
	rule(seccomp_rule_add(filter, SCMP_ACT_ERRNO(code), call, 0));
}

/* Refuse CALL when argument ARG has any bit of MASK. */
static void refuse_bits(int call, unsigned arg, unsigned long mask)
{
	for (unsigned long bit = 1; bit <= mask; bit <<= 1)
		if (mask & bit)
			rule(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 1,
					      SCMP_CMP(arg, SCMP_CMP_MASKED_EQ, bit, bit)));
}

/* The mode argument of open counts only if a file may be created. */
static void refuse_creating(int call, unsigned flags, unsigned mode)
{
	static const unsigned long creates[] = { O_CREAT, O_TMPFILE & ~O_DIRECTORY };
	static const unsigned long special[] = { S_ISUID, S_ISGID };

	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++)
			rule(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 2,
				SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, creates[i], creates[i]),
				SCMP_CMP(mode, SCMP_CMP_MASKED_EQ, special[j], special[j])));
}

/* A setuid file would carry the build's rights out of the sandbox. */
static void no_special_modes(void)
{
	unsigned long special = S_ISUID | S_ISGID;

	refuse_bits(SCMP_SYS(chmod), 1, special);
	refuse_bits(SCMP_SYS(fchmod), 1, special);
	refuse_bits(SCMP_SYS(fchmodat), 2, special);
	refuse_bits(SCMP_SYS(creat), 1, special);
	refuse_bits(SCMP_SYS(mknod), 1, special);
	refuse_bits(SCMP_SYS(mknodat), 2, special);
	refuse_creating(SCMP_SYS(open), 1, 2);
	refuse_creating(SCMP_SYS(openat), 2, 3);
	/* Their mode lies in memory, or libseccomp may not know them: libc falls back. */
	refuse(ENOSYS, SCMP_SYS(openat2));
	refuse(ENOSYS, __NR_fchmodat2);
	refuse(ENOSYS, SCMP_SYS(io_uring_setup));
}

/* No part of a NAR, so a build must not come to depend on them. */
static void no_attributes(void)
{
	static const int calls[] = {
		SCMP_SYS(setxattr), SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr),
		SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
	};

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		refuse(EPERM, calls[i]);
}

static void no_kernel_doors(void)
{
	static const int calls[] = {
		SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
		SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot),
		SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(fsopen),
		SCMP_SYS(fsconfig), SCMP_SYS(fsmount), SCMP_SYS(fspick),
		SCMP_SYS(mount_setattr), SCMP_SYS(setns), SCMP_SYS(bpf),
		SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(kexec_load),
		SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module),
		SCMP_SYS(open_by_handle_at), SCMP_SYS(quotactl), SCMP_SYS(swapon),
		SCMP_SYS(swapoff), SCMP_SYS(reboot), SCMP_SYS(acct), SCMP_SYS(syslog),
	};

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		refuse(EPERM, calls[i]);
	refuse_bits(SCMP_SYS(unshare), 0, NAMESPACES);
	refuse_bits(SCMP_SYS(clone), 0, NAMESPACES);
	refuse(ENOSYS, SCMP_SYS(clone3));	/* its flags lie in memory: libc falls back */
	/* Asking for the present personality is fine. */
	rule(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(personality), 1,
			      SCMP_CMP(0, SCMP_CMP_NE, 0xffffffff)));
	rule(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
			      SCMP_CMP(1, SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCSTI)));
	rule(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
			      SCMP_CMP(1, SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCLINUX)));
}

void sandbox_filter(void)
{
	filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		builder_die("the system call filter cannot be made");
	/* Calls of the 32-bit and x32 interfaces would pass by the rules: they end the
	 * process. */
	rule(seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
	rule(seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 1));
	/* Filters do not make the builder pay for store bypass mitigations; old kernels
	 * lack the choice. */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
	no_special_modes();
	no_attributes();
	no_kernel_doors();
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	rule(seccomp_load(filter));
}
