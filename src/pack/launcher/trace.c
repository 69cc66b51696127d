/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Translate file names in the system calls of processes that cannot have a namespace.
 *
 * A seccomp filter stops the calls that take file names, and only those.  At such a stop the
 * names below /gnu/store are copied, translated, into scratch memory of the tracee (made by
 * an mmap that runs in the call's place the first time), the arguments point there, and when
 * the call ends the registers get their old values back, since programs rely on that. */
#include "pack/launcher/trace.h"
#include "pack/launcher/syscalls.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define SCRATCH_MIN (4 * PATH_MAX)
#define NBUCKETS 512
#define SYSCALL_LENGTH 2	/* bytes of the instruction */
#define EVENT(status) ((status) >> 16)

static struct tracee *buckets[NBUCKETS];

/* --- the threads we know ---------------------------------------------------------------- */

static struct tracee **find_place(pid_t tid)
{
	struct tracee **p = &buckets[(unsigned)tid % NBUCKETS];

	while (*p && (*p)->tid != tid)
		p = &(*p)->next;
	return p;
}

static struct tracee *find_or_add(pid_t tid)
{
	struct tracee **p = find_place(tid);

	if (!*p) {
		*p = calloc(1, sizeof **p);
		if (!*p)
			abort();
		(*p)->tid = tid;
	}
	return *p;
}

static void forget(pid_t tid)
{
	struct tracee **p = find_place(tid), *t = *p;

	if (t) {
		*p = t->next;
		free(t->exe);
		free(t->next_exe);
		free(t);
	}
}

/* --- one system call ----------------------------------------------------------------------- */

static unsigned path_arguments(long nr)
{
	for (size_t i = 0; i < LAUNCHER_NSYSCALLS; i++) {
		if (launcher_syscalls[i].nr == nr)
			return launcher_syscalls[i].paths;
	}
	return 0;
}

static void patch_paths(struct tracee *t, const char *store,
			const struct user_regs_struct *regs, struct patch *patch)
{
	unsigned arguments = path_arguments((long)regs->orig_rax);
	char path[PATH_MAX], translated[PATH_MAX];

	for (int i = 0; i < 4; i++) {
		if (!(arguments & (1u << i)) ||
		    tracee_read_string(t->tid, tracee_argument(regs, i), path, sizeof path) < 0 ||
		    !translate_path(store, path, translated))
			continue;
		patch_point(patch, i, patch_add(patch, translated, strlen(translated) + 1));
	}
}

static void go_on(pid_t tid, int signal)
{
	ptrace(PTRACE_CONT, tid, NULL, (void *)(intptr_t)signal);
}

/* Run mmap in place of the call; the call itself is made again afterwards. */
static void make_scratch(struct tracee *t, const struct user_regs_struct *regs, size_t size)
{
	struct user_regs_struct r = *regs;

	t->saved = *regs;
	t->pending = PENDING_SCRATCH;
	t->scratch_size = (size + 4095) & ~(size_t)4095;
	r.orig_rax = SYS_mmap;
	r.rdi = 0;
	r.rsi = t->scratch_size;
	r.rdx = PROT_READ | PROT_WRITE;
	r.r10 = MAP_PRIVATE | MAP_ANONYMOUS;
	r.r8 = (uint64_t)-1;
	r.r9 = 0;
	ptrace(PTRACE_SETREGS, t->tid, NULL, &r);
	ptrace(PTRACE_SYSCALL, t->tid, NULL, NULL);
}

static void apply_patch(struct tracee *t, const struct user_regs_struct *regs,
			const struct patch *patch)
{
	struct user_regs_struct r = *regs;

	t->saved = *regs;
	t->pending = PENDING_RESTORE;
	if (!tracee_write(t->tid, t->scratch, patch->bytes, patch->len)) {
		for (int i = 0; i < patch->n; i++)
			tracee_set_argument(&r, patch->arguments[i].argument,
					    t->scratch + patch->arguments[i].offset);
		ptrace(PTRACE_SETREGS, t->tid, NULL, &r);
	}
	ptrace(PTRACE_SYSCALL, t->tid, NULL, NULL);
}

/* readlink of /proc/self/exe would tell of the loader: answer in the kernel's place. */
static bool answer_exe(struct tracee *t, const struct user_regs_struct *regs)
{
	int at = regs->orig_rax == SYS_readlink ? 0 : regs->orig_rax == SYS_readlinkat ? 1 : -1;
	struct user_regs_struct r = *regs;
	char path[64];
	size_t len;

	if (at < 0 || !t->exe ||
	    tracee_read_string(t->tid, tracee_argument(regs, at), path, sizeof path) < 0 ||
	    strcmp(path, "/proc/self/exe"))
		return false;
	len = strlen(t->exe);
	if (len > tracee_argument(regs, at + 2))
		len = tracee_argument(regs, at + 2);
	if (tracee_write(t->tid, tracee_argument(regs, at + 1), t->exe, len))
		return false;
	r.orig_rax = (uint64_t)-1;	/* no call */
	r.rax = len;
	ptrace(PTRACE_SETREGS, t->tid, NULL, &r);
	go_on(t->tid, 0);
	return true;
}

static void begin_call(struct tracee *t, const char *store)
{
	struct user_regs_struct regs;
	struct patch patch = { 0 };

	if (ptrace(PTRACE_GETREGS, t->tid, NULL, &regs)) {
		go_on(t->tid, 0);
		return;
	}
	if (answer_exe(t, &regs))
		return;
	if (regs.orig_rax == SYS_execve)
		patch_execve(t, store, &regs, t->scratch, &patch);
	else
		patch_paths(t, store, &regs, &patch);
	if (!patch.n)
		go_on(t->tid, 0);
	else if (t->scratch_size < patch.len)
		make_scratch(t, &regs, patch.len < SCRATCH_MIN ? SCRATCH_MIN : patch.len);
	else
		apply_patch(t, &regs, &patch);
	patch_clear(&patch);
}

static void end_call(struct tracee *t)
{
	enum pending pending = t->pending;
	struct user_regs_struct now, r = t->saved;

	t->pending = PENDING_NOTHING;
	if (pending != PENDING_RESTORE && pending != PENDING_SCRATCH) {
		go_on(t->tid, 0);
		return;
	}
	if (ptrace(PTRACE_GETREGS, t->tid, NULL, &now)) {
		go_on(t->tid, 0);
		return;
	}
	r.rax = now.rax;
	if (pending == PENDING_SCRATCH && (int64_t)now.rax < 0 && (int64_t)now.rax > -4096) {
		t->scratch_size = 0;	/* the call fails as mmap did: out of memory */
	} else if (pending == PENDING_SCRATCH) {
		t->scratch = now.rax;
		r.rip -= SYSCALL_LENGTH;
		r.rax = r.orig_rax;
	}
	ptrace(PTRACE_SETREGS, t->tid, NULL, &r);
	go_on(t->tid, 0);
}

/* --- events ---------------------------------------------------------------------------------- */

/* Go on as the thread was going: to the end of a call of which we want the end. */
static void resume(struct tracee *t)
{
	t->held = false;
	ptrace(t->pending == PENDING_NOTHING ? PTRACE_CONT : PTRACE_SYSCALL, t->tid, NULL, NULL);
}

/* A new thread or process: what it shares with its maker. */
static void born(struct tracee *parent, int event)
{
	unsigned long tid = 0;
	struct tracee *t;

	if (ptrace(PTRACE_GETEVENTMSG, parent->tid, NULL, &tid))
		return;
	t = find_or_add((pid_t)tid);
	t->born = true;
	if (!t->exe && parent->exe)
		t->exe = strdup(parent->exe);
	/* a copy of our memory, or ours while the parent waits; another thread needs its own */
	if (event != PTRACE_EVENT_CLONE && !t->scratch_size) {
		t->scratch = parent->scratch;
		t->scratch_size = parent->scratch_size;
	}
	if (t->held)
		resume(t);
}

/* A maker that was killed tells nothing any more: those who wait for it need not. */
static void release_held(void)
{
	for (size_t i = 0; i < NBUCKETS; i++) {
		for (struct tracee *t = buckets[i]; t; t = t->next) {
			if (t->held)
				resume(t);
		}
	}
}

static void executed(struct tracee *t)
{
	unsigned long former = 0;

	/* when a thread executes, it takes over the leader's id */
	if (!ptrace(PTRACE_GETEVENTMSG, t->tid, NULL, &former) && (pid_t)former != t->tid) {
		struct tracee *thread = find_or_add((pid_t)former);

		free(t->next_exe);
		t->next_exe = thread->next_exe;
		thread->next_exe = NULL;
		forget((pid_t)former);
	}
	free(t->exe);
	t->exe = t->next_exe;
	t->next_exe = NULL;
	t->scratch = t->scratch_size = 0;
	if (t->pending == PENDING_RESTORE)
		t->pending = PENDING_EXECUTED;
}

static bool is_stop(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void stopped(struct tracee *t, const char *store, int status)
{
	int signal = WSTOPSIG(status);

	switch (EVENT(status)) {
	case PTRACE_EVENT_SECCOMP:
		begin_call(t, store);
		return;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		born(t, EVENT(status));
		resume(t);
		return;
	case PTRACE_EVENT_EXEC:
		executed(t);
		resume(t);
		return;
	case PTRACE_EVENT_STOP:
		if (is_stop(signal))
			ptrace(PTRACE_LISTEN, t->tid, NULL, NULL);
		else if (t->born)
			resume(t);
		else
			t->held = true;
		return;
	}
	if (signal == (SIGTRAP | 0x80))
		end_call(t);
	else
		go_on(t->tid, signal);
}

void trace_loop(const char *store, pid_t first)
{
	find_or_add(first)->born = true;
	for (;;) {
		int status;
		pid_t tid = waitpid(-1, &status, __WALL);

		if (tid < 0 && errno == EINTR)
			continue;
		if (tid < 0)
			return;
		if (WIFSTOPPED(status)) {
			stopped(find_or_add(tid), store, status);
			continue;
		}
		forget(tid);
		release_held();
	}
}
