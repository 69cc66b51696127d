/* SPDX-License-Identifier: GPL-3.0-or-later */
/* execve of a traced thread.
 *
 * The kernel opens the interpreter of a script or of a dynamic program itself, where no
 * tracer can change the name.  So a script is given to its interpreter, and a dynamic
 * program to its loader, here:
 *	LOADER --argv0 ARGV0 PROGRAM ARGUMENT… */
#include "pack/launcher/trace.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SCRIPTS 5		/* interpreters that are scripts themselves, as the kernel */
#define MAX_WORDS (2 * MAX_SCRIPTS + 4)

struct plan {
	char program[PATH_MAX];		/* as the tracee names it */
	char argv0[PATH_MAX];
	char words[MAX_WORDS][PATH_MAX];	/* before the remaining arguments */
	int nwords;
	char loader[PATH_MAX];		/* or "" */
	bool replaced;			/* argv[0] went into the words */
};

/* PATH as this process can open it. */
static void openable(pid_t tid, const char *store, const char *path, char *out)
{
	if (translate_path(store, path, out))
		return;
	if (path[0] == '/')
		launcher_path(out, "%s", path);
	else
		launcher_path(out, "/proc/%d/cwd/%s", (int)tid, path);
}

/* "#!INTERPRETER [ARGUMENT]" in the first bytes; false if there is none. */
static bool parse_script(char *head, char **interpreter, char **argument)
{
	char *end;

	if (strncmp(head, "#!", 2))
		return false;
	head += 2;
	head[strcspn(head, "\n")] = '\0';
	head += strspn(head, " \t");
	*interpreter = head;
	end = head + strcspn(head, " \t");
	*argument = NULL;
	if (*end) {
		*end++ = '\0';
		end += strspn(end, " \t");
		if (*end)
			*argument = end;
		for (size_t n = strlen(end); n && strchr(" \t", end[n - 1]); n--)
			end[n - 1] = '\0';
	}
	return **interpreter != '\0';
}

/* PT_INTERP of the 64-bit program in FD; false if there is none. */
static bool read_loader(int fd, char *out)
{
	Elf64_Ehdr head;
	Elf64_Phdr segment;

	if (pread(fd, &head, sizeof head, 0) != sizeof head ||
	    memcmp(head.e_ident, ELFMAG, SELFMAG) || head.e_ident[EI_CLASS] != ELFCLASS64)
		return false;
	for (int i = 0; i < head.e_phnum; i++) {
		off_t at = (off_t)(head.e_phoff + (size_t)i * sizeof segment);

		if (pread(fd, &segment, sizeof segment, at) != sizeof segment)
			return false;
		if (segment.p_type != PT_INTERP)
			continue;
		if (segment.p_filesz < 2 || segment.p_filesz >= PATH_MAX ||
		    pread(fd, out, segment.p_filesz, (off_t)segment.p_offset) !=
			    (ssize_t)segment.p_filesz)
			return false;
		out[segment.p_filesz] = '\0';
		return true;
	}
	return false;
}

static void add_word(struct plan *plan, const char *word)
{
	launcher_path(plan->words[plan->nwords++], "%s", word);
}

/* Put the script's interpreter in front: what was the program becomes its argument.  The
 * words are kept in reverse order, so that the front is their end. */
static bool unfold_script(struct plan *plan, const char *store, int fd)
{
	char head[512], *interpreter, *argument, translated[PATH_MAX];
	ssize_t n = pread(fd, head, sizeof head - 1, 0);

	if (n < 0)
		return false;
	head[n] = '\0';
	if (!parse_script(head, &interpreter, &argument) ||
	    !translate_path(store, interpreter, translated))
		return false;
	add_word(plan, plan->program);
	if (argument)
		add_word(plan, argument);
	launcher_path(plan->argv0, "%s", interpreter);
	launcher_path(plan->program, "%s", interpreter);
	plan->replaced = true;
	return true;
}

/* What executing plan->program takes. */
static void make_plan(struct plan *plan, const char *store, pid_t tid)
{
	char file[PATH_MAX], loader[PATH_MAX];

	for (int i = 0; i < MAX_SCRIPTS; i++) {
		int fd;
		bool again;

		openable(tid, store, plan->program, file);
		fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0)
			return;
		again = unfold_script(plan, store, fd);
		if (!again && read_loader(fd, loader))
			(void)translate_path(store, loader, plan->loader);
		close(fd);
		if (!again)
			return;
	}
}

/* The tracee's argv pointers; the caller frees *OUT.  -1: unreadable. */
static ssize_t read_argv(pid_t tid, uint64_t address, uint64_t **out)
{
	size_t n = 0, cap = 64;
	uint64_t *list = malloc(cap * sizeof *list);

	while (list && address) {
		if (n == cap)
			list = realloc(list, (cap *= 2) * sizeof *list);
		if (!list || tracee_read(tid, address + n * sizeof *list, &list[n], sizeof *list)) {
			free(list);
			return -1;
		}
		if (!list[n])
			break;
		n++;
	}
	*out = list;
	return (ssize_t)n;
}

static uint64_t add_string(struct patch *patch, uint64_t base, const char *text)
{
	return base + patch_add(patch, text, strlen(text) + 1);
}

/* The new argv: loader's words, the plan's words, then what is left of the old one. */
static void patch_argv(const struct plan *plan, const uint64_t *old, size_t nold, uint64_t base,
		       struct patch *patch)
{
	uint64_t *list = calloc(nold + MAX_WORDS + 6, sizeof *list);
	size_t n = 0;

	if (!list)
		abort();
	if (*plan->loader) {
		list[n++] = add_string(patch, base, plan->loader);
		list[n++] = add_string(patch, base, "--argv0");
		list[n++] = add_string(patch, base, plan->argv0);
		list[n++] = add_string(patch, base, plan->program);
	} else {
		list[n++] = add_string(patch, base, plan->argv0);
	}
	for (int i = plan->nwords; i > 0; i--)
		list[n++] = add_string(patch, base, plan->words[i - 1]);
	for (size_t i = 1; i < nold; i++)
		list[n++] = old[i];
	patch_point(patch, 1, patch_add(patch, list, (n + 1) * sizeof *list));
	free(list);
}

/* What /proc/self/exe would say in a namespace: the real program below /gnu/store. */
static void set_next_exe(struct tracee *t, const char *store, const struct plan *plan)
{
	char file[PATH_MAX], *real, *logical = NULL;
	size_t n = strlen(store);

	free(t->next_exe);
	t->next_exe = NULL;
	if (!*plan->loader)
		return;
	openable(t->tid, store, plan->program, file);
	real = realpath(file, NULL);
	if (real && !strncmp(real, store, n) && real[n] == '/' &&
	    asprintf(&logical, LAUNCHER_STORE "%s", real + n) < 0)
		logical = NULL;
	if (logical)
		free(real);
	t->next_exe = logical ? logical : real ? real : strdup(plan->program);
}

/* The file that the kernel is to execute, by its real name. */
static void patch_program(const struct plan *plan, const char *store, const char *asked,
			  struct patch *patch)
{
	char real[PATH_MAX];

	if (*plan->loader)
		launcher_path(real, "%s", plan->loader);
	else if (!translate_path(store, plan->program, real))
		launcher_path(real, "%s", plan->program);
	if (*plan->loader || plan->replaced || strcmp(real, asked))
		patch_point(patch, 0, patch_add(patch, real, strlen(real) + 1));
}

void patch_execve(struct tracee *t, const char *store, const struct user_regs_struct *regs,
		  uint64_t base, struct patch *patch)
{
	static struct plan plan;	/* large, and we are one thread */
	char asked[PATH_MAX];
	uint64_t *argv = NULL;
	ssize_t n;

	memset(&plan, 0, sizeof plan);
	if (tracee_read_string(t->tid, regs->rdi, asked, sizeof asked) < 0)
		return;
	launcher_path(plan.program, "%s",
		      t->exe && !strcmp(asked, "/proc/self/exe") ? t->exe : asked);
	n = read_argv(t->tid, regs->rsi, &argv);
	if (n < 0)
		return;
	if (n == 0 || tracee_read_string(t->tid, argv[0], plan.argv0, PATH_MAX) < 0)
		launcher_path(plan.argv0, "%s", plan.program);
	make_plan(&plan, store, t->tid);
	set_next_exe(t, store, &plan);
	if (*plan.loader || plan.replaced)
		patch_argv(&plan, argv, (size_t)n, base, patch);
	patch_program(&plan, store, asked, patch);
	free(argv);
}
