/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and patching the memory of a traced thread. */
#include "pack/launcher/trace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define PAGE 4096

/* The filter of a container engine may forbid the calls for whole pieces, and yet tracing. */
static bool is_forbidden(void)
{
	return errno == EPERM || errno == ENOSYS;
}

/* Word by word; DATA is what to write, or NULL to read into OUT. */
static int move_words(pid_t tid, uint64_t address, void *out, const void *data, size_t len)
{
	size_t done = 0;

	while (done < len) {
		uint64_t at = address + done, start = at & ~(uint64_t)7;
		size_t skip = (size_t)(at - start), n = sizeof(long) - skip;
		void *place = (void *)(uintptr_t)start;
		long word;

		n = n < len - done ? n : len - done;
		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, tid, place, NULL);
		if (errno)
			return -1;
		if (!data) {
			memcpy((char *)out + done, (char *)&word + skip, n);
		} else {
			memcpy((char *)&word + skip, (const char *)data + done, n);
			if (ptrace(PTRACE_POKEDATA, tid, place, (void *)word))
				return -1;
		}
		done += n;
	}
	return 0;
}

int tracee_read(pid_t tid, uint64_t address, void *out, size_t len)
{
	struct iovec local = { out, len }, remote = { (void *)(uintptr_t)address, len };
	ssize_t n = process_vm_readv(tid, &local, 1, &remote, 1, 0);

	if (n < 0 && is_forbidden())
		return move_words(tid, address, out, NULL, len);
	return n == (ssize_t)len ? 0 : -1;
}

int tracee_write(pid_t tid, uint64_t address, const void *data, size_t len)
{
	struct iovec local = { (void *)data, len }, remote = { (void *)(uintptr_t)address, len };
	ssize_t n = process_vm_writev(tid, &local, 1, &remote, 1, 0);

	if (n < 0 && is_forbidden())
		return move_words(tid, address, NULL, data, len);
	return n == (ssize_t)len ? 0 : -1;
}

/* Never across the end of a page at once: the next one may not be there. */
ssize_t tracee_read_string(pid_t tid, uint64_t address, char *out, size_t size)
{
	size_t len = 0;

	if (!address)
		return -1;
	while (len < size) {
		size_t n = PAGE - (address + len) % PAGE;
		char *end;

		if (n > size - len)
			n = size - len;
		if (tracee_read(tid, address + len, out + len, n))
			return -1;
		end = memchr(out + len, '\0', n);
		if (end)
			return end - out;
		len += n;
	}
	return -1;
}

uint64_t tracee_argument(const struct user_regs_struct *regs, int n)
{
	switch (n) {
	case 0: return regs->rdi;
	case 1: return regs->rsi;
	case 2: return regs->rdx;
	case 3: return regs->r10;
	case 4: return regs->r8;
	default: return regs->r9;
	}
}

void tracee_set_argument(struct user_regs_struct *regs, int n, uint64_t value)
{
	switch (n) {
	case 0: regs->rdi = value; break;
	case 1: regs->rsi = value; break;
	case 2: regs->rdx = value; break;
	case 3: regs->r10 = value; break;
	case 4: regs->r8 = value; break;
	default: regs->r9 = value; break;
	}
}

size_t patch_add(struct patch *patch, const void *data, size_t len)
{
	size_t offset = (patch->len + 7) & ~(size_t)7;

	if (offset + len > patch->cap) {
		patch->cap = (offset + len) * 2 + 256;
		patch->bytes = realloc(patch->bytes, patch->cap);
		if (!patch->bytes)
			abort();
	}
	memcpy(patch->bytes + offset, data, len);
	patch->len = offset + len;
	return offset;
}

void patch_point(struct patch *patch, int argument, size_t offset)
{
	patch->arguments[patch->n].argument = argument;
	patch->arguments[patch->n++].offset = offset;
}

void patch_clear(struct patch *patch)
{
	free(patch->bytes);
	*patch = (struct patch){ 0 };
}

bool translate_path(const char *store, const char *path, char *out)
{
	size_t n = sizeof LAUNCHER_STORE - 1;

	if (strncmp(path, LAUNCHER_STORE, n) || (path[n] != '/' && path[n] != '\0'))
		return false;
	return launcher_path(out, "%s%s", store, path + n);
}
