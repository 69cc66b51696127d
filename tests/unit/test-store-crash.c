/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Killed at each system call that writes, in turn, and on a full disk: the store stays right
 * and the next try works without repair.
 *
 * A child does the work under ptrace; its parent counts the calls that change files and kills
 * it at the Nth, for N = 1, 2, … until the work is done before. */
#include "store/private.h"
#include "fresh.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- the work ----------------------------------------------------------------------------- */

static char *scratch(struct gx_store *store, const char *name, int size)
{
	char *dir = gx_path_join(gx_store_tmp(store), name);
	GX_AUTO(free) char *file = gx_path_join(dir, "file");
	GX_AUTO(free) char *small = gx_path_join(dir, "small");
	GX_AUTO(buf) struct gx_buf block = GX_BUF_INIT;

	memset(gx_buf_reserve(&block, (size_t)size), 'x', (size_t)size);
	gx_mkdirs(dir, 0755, NULL);
	gx_file_write(file, block.data, (size_t)size, 0755, NULL);
	gx_file_write(small, name, strlen(name), 0644, NULL);
	return dir;
}

static int make_store(void)
{
	struct gx_store *store = NULL;
	int r = gx_store_open(&(struct gx_store_opts){ .root = fresh_root, .create = true }, &store, NULL);

	gx_store_close(store);
	return r;
}

static int add_texts(void)
{
	struct gx_text_item items[12];
	GX_AUTO(strv) struct gx_strv out = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf big = GX_BUF_INIT;
	struct gx_store *store = fresh_open();
	int r;

	memset(gx_buf_reserve(&big, 10000), 'y', 10000);
	for (size_t i = 0; i < GX_ARRAY_SIZE(items); i++) {
		gx_strv_pushf(&names, "text%zu", i);
		items[i] = (struct gx_text_item){ names.v[i], big.data, i % 3 ? i : 10000, NULL };
	}
	r = gx_store_add_texts(store, items, GX_ARRAY_SIZE(items), &out, NULL);
	gx_store_close(store);
	return r;
}

static int register_outputs(void)
{
	static const char a[] = "/gnu/store/00000000000000000000000000000000-a";
	static const char b[] = "/gnu/store/11111111111111111111111111111111-b";
	struct gx_store *store = fresh_open();
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	GX_AUTO(free) char *out_a = scratch(store, "a", 9000);
	GX_AUTO(free) char *out_b = scratch(store, "b", 9000);
	struct gx_provenance made = { "built", "test", 1, 0 };
	struct gx_new_item items[] = { { .path = a, .physical = out_a, .refs = &refs },
				       { .path = b, .physical = out_b } };
	int r;

	gx_strv_push(&refs, b);
	r = gx_store_register(store, items, 2, &made, NULL);
	gx_store_close(store);
	return r;
}

static int add_tree(void)
{
	struct gx_store *store = fresh_open();
	GX_AUTO(free) char *dir = scratch(store, "tree", 9000);
	GX_AUTO(free) char *link = gx_asprintf("%s/result", fresh_root);
	GX_AUTO(free) char *path = NULL;
	int r = gx_store_add_path(store, "tree", dir, true, GX_HASH_SHA256, NULL, NULL, &path, NULL);

	if (r == 0)
		r = gx_store_add_indirect_root(store, link, path, NULL);
	if (r == 0)
		r = gx_store_add_direct_root(store, "direct", path, NULL);
	gx_store_close(store);
	return r;
}

/* Everything of the other works is there, and dead but for the rooted tree. */
static int fill(void)
{
	return make_store() < 0 || add_texts() < 0 || register_outputs() < 0 || add_tree() < 0;
}

static int collect(void)
{
	struct gx_store *store = fresh_open();
	int r = gx_store_gc(store, &(struct gx_gc_opts){ 0 }, NULL, NULL);

	gx_store_close(store);
	return r;
}

static int optimise(void)
{
	struct gx_store *store = fresh_open();
	int r = gx_store_optimise(store, NULL, NULL);

	gx_store_close(store);
	return r;
}

static const struct work {
	const char *name;
	int (*prepare)(void);
	int (*run)(void);
} works[] = {
	{ "making the store", NULL, make_store },
	{ "adding texts", make_store, add_texts },
	{ "adding a tree and roots", make_store, add_tree },
	{ "registering outputs", make_store, register_outputs },
	{ "collecting", fill, collect },
	{ "sharing equal files", fill, optimise },
};

/* --- killing ------------------------------------------------------------------------------ */

static bool changes_files(const struct user_regs_struct *regs)
{
	switch (regs->orig_rax) {
	case SYS_openat:
		return regs->rdx & (O_CREAT | O_TRUNC);
	case SYS_write:
	case SYS_pwrite64:
	case SYS_rename:
	case SYS_renameat:
	case SYS_renameat2:
	case SYS_unlink:
	case SYS_unlinkat:
	case SYS_rmdir:
	case SYS_link:
	case SYS_linkat:
	case SYS_symlink:
	case SYS_symlinkat:
	case SYS_mkdir:
	case SYS_mkdirat:
	case SYS_chmod:
	case SYS_fchmod:
	case SYS_fchmodat:
	case SYS_fchown:
	case SYS_utimensat:
	case SYS_ftruncate:
	case SYS_fallocate:
	case SYS_copy_file_range:
	case SYS_fsync:
	case SYS_fdatasync:
	case SYS_syncfs:
		return true;
	default:
		return false;
	}
}

/* 1 when the work ended by itself, 0 when it was killed at call NTH, -1 without ptrace. */
static int run_and_kill(const struct work *work, int nth)
{
	struct user_regs_struct regs;
	int status, count = 0;
	bool entering = true;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			_exit(77);
		raise(SIGSTOP);
		_exit(work->run() ? 1 : 0);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return -1;
	ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	for (;;) {
		if (ptrace(PTRACE_SYSCALL, pid, NULL, NULL) < 0 || waitpid(pid, &status, 0) != pid)
			return -1;
		if (WIFEXITED(status) || WIFSIGNALED(status))
			return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 1 : -1;
		if (WSTOPSIG(status) != (SIGTRAP | 0x80))
			continue;
		if (entering && ptrace(PTRACE_GETREGS, pid, NULL, &regs) == 0 && changes_files(&regs)
		    && ++count == nth) {
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			return 0;
		}
		entering = !entering;
	}
}

/* --- checking ----------------------------------------------------------------------------- */

static void print_fault(void *payload, const char *path, const char *fault)
{
	printf("# %s: %s\n", path, fault);
}

/* Faults of the store, or -1 when it does not even open. */
static int check(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_store *store = NULL;
	size_t faults = 0;

	if (gx_store_open(&(struct gx_store_opts){ .root = fresh_root, .create = true }, &store, &err) < 0
	    || gx_store_verify(store, true, print_fault, NULL, &faults, &err) < 0) {
		printf("# %s\n", gx_err_text(&err));
		gx_store_close(store);
		return -1;
	}
	gx_store_close(store);
	return (int)faults;
}

/* Does anything lie about after a collection that belongs to nobody? */
static int leftovers(void)
{
	GX_AUTO(free) char *cmd = gx_asprintf(
		"cd %s && find gnu/store/.tmp gnu/store/.trash gnu/store/*.lock gnu/store/.gx-store.*"
		" var/guix/new-roots var/guix/temproots 2>/dev/null"
		" | grep -vxE 'gnu/store/.(tmp|trash)|var/guix/temproots'", fresh_root);
	char *argv[] = { "sh", "-c", cmd, NULL };
	struct gx_spawn_opts opts = { .argv = argv };
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	int status;

	gx_spawn_capture(&opts, 1 << 16, &out, &status, NULL);
	if (out.len)
		printf("# left:\n# %s\n", out.data);
	return out.len > 0;
}

/* One round; false when something was wrong, *FINISHED when the work was not killed. */
static bool crash_once(const struct work *work, int nth, const char *dir, bool *finished)
{
	GX_AUTO(free) char *prefix = gx_path_join(dir, "gx-crash");
	int r, faults, again, left;

	if (gx_mkdtemp(prefix, &fresh_root, NULL) < 0 || (work->prepare && work->prepare()))
		return false;
	r = run_and_kill(work, nth);
	*finished = r != 0;
	faults = check();
	again = work->run();
	faults += check();
	again += collect();
	faults += check();
	left = leftovers();
	fresh_remove();
	if (r >= 0 && faults == 0 && again == 0 && left == 0)
		return true;
	printf("# %s, killed at call %d (%d): %d faults, again %d, left %d\n", work->name, nth, r,
	       faults, again, left);
	return false;
}

static void test_work(const struct work *work, const char *dir)
{
	int wrong = 0, nth = 0;
	bool finished = false;

	while (!finished && nth < 5000 && wrong < 5)
		wrong += !crash_once(work, ++nth, dir, &finished);
	ok(wrong == 0 && nth > 5, "%s, killed at each of %d calls", work->name, nth - 1);
}

static bool can_trace(void)
{
	static const struct work nothing = { "nothing", NULL, make_store };
	bool can;

	gx_mkdtemp("/tmp/gx-crash", &fresh_root, NULL);
	can = run_and_kill(&nothing, 1 << 30) == 1;
	fresh_remove();
	return can;
}

/* --- several at once, killed at random ---------------------------------------------------- */

/* Work of kind ME over and over until somebody kills us. */
static void work_forever(int me)
{
	static int (*const kinds[])(void) = { add_texts, register_outputs, add_tree, collect, optimise };

	for (;;)
		kinds[me % (int)GX_ARRAY_SIZE(kinds)]();
}

static void test_random_kills(const char *dir)
{
	GX_AUTO(free) char *prefix = gx_path_join(dir, "gx-crash");
	int wrong = 0, rounds = 30, again;
	pid_t pids[5];

	gx_mkdtemp(prefix, &fresh_root, NULL);
	make_store();
	for (int round = 0; round < rounds; round++) {
		fflush(stdout);
		for (int i = 0; i < 5; i++)
			if ((pids[i] = fork()) == 0)
				work_forever(i);
		for (int i = 0; i < 5; i++) {
			usleep(2000 + (useconds_t)((round * 37 + i * 11) % 256) * 100);
			kill(pids[i], SIGKILL);
			waitpid(pids[i], NULL, 0);
		}
		wrong += check() != 0;
	}
	again = add_texts() + register_outputs() + add_tree() + collect();
	ok(wrong == 0 && again == 0 && check() == 0 && leftovers() == 0,
	   "five at work, killed at odd moments %d times (%d wrong, %d again)", rounds, wrong, again);
	fresh_remove();
}

/* --- a full disk -------------------------------------------------------------------------- */

/* Add trees until nothing more fits; the number that fitted. */
static int add_until_full(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_store *store = fresh_open();
	GX_AUTO(buf) struct gx_buf block = GX_BUF_INIT;
	int n = 0;

	gx_buf_reserve(&block, 100000);
	for (; n < 1000; n++) {
		GX_AUTO(free) char *path = NULL;

		memset(block.data, n, 100000);
		if (gx_store_add_text(store, "big", block.data, 100000, NULL, &path, &err) < 0)
			break;
	}
	ok(n > 5 && n < 1000 && err.hint, "the disk is full after %d items, and a hint given: %s", n,
	   gx_err_text(&err));
	gx_store_close(store);
	return n;
}

static void on_full_disk(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *filler = gx_path_join(fresh_root, "filler");
	GX_AUTO(fd) int fd = -1;
	struct gx_store *store;
	char zeroes[4096] = { 0 };

	make_store();
	add_until_full();
	/* And not a byte more for the collector's own log. */
	fd = open(filler, O_WRONLY | O_CREAT, 0600);
	while (write(fd, zeroes, sizeof zeroes) > 0)
		;
	ok(check() == 0, "nothing is wrong on the full disk");
	store = fresh_open();
	ok(gx_store_gc(store, &(struct gx_gc_opts){ 0 }, NULL, &err) == 0,
	   "the collector works on it: %s", gx_err_text(&err));
	gx_store_close(store);
	ok(add_texts() == 0 && check() == 0, "and then there is room again");
}

static int put(const char *file, const char *text)
{
	GX_AUTO(fd) int fd = open(file, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
}

/* A mount namespace, and for an ordinary user one in which he is root. */
static int own_namespaces(void)
{
	GX_AUTO(free) char *uids = gx_asprintf("0 %u 1", (unsigned)geteuid());
	GX_AUTO(free) char *gids = gx_asprintf("0 %u 1", (unsigned)getegid());

	if (geteuid() == 0)
		return unshare(CLONE_NEWNS);
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0 || put("/proc/self/setgroups", "deny") < 0
	    || put("/proc/self/uid_map", uids) < 0)
		return -1;
	return put("/proc/self/gid_map", gids);
}

/* In namespaces of a child's own, so that no mount is left. */
static int full_disk_child(void)
{
	gx_mkdtemp("/tmp/gx-full", &fresh_root, NULL);
	if (own_namespaces() < 0
	    || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0
	    || mount("tmpfs", fresh_root, "tmpfs", 0, "size=16m") < 0) {
		rmdir(fresh_root);
		return 77;
	}
	on_full_disk();
	umount2(fresh_root, MNT_DETACH);
	rmdir(fresh_root);
	fflush(stdout);
	return tap_failures ? 1 : 0;
}

static void test_full_disk(void)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(full_disk_child());
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		skip("a full disk", "no file system can be mounted here");
		return;
	}
	tap_count += 4;
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a full disk does no harm");
}

int main(void)
{
	/* Memory, where it can be had: thousands of flushes are not what is tested. */
	const char *dir = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	if (can_trace())
		for (size_t i = 0; i < GX_ARRAY_SIZE(works); i++)
			test_work(&works[i], dir);
	else
		skip("killed at each call", "ptrace is not allowed here");
	test_random_kills(dir);
	test_full_disk();
	return done();
}
