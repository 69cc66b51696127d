/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside gx-builder: the parsed script and the steps.  Links libc and libseccomp only. */
#ifndef GX_BUILDER_H
#define GX_BUILDER_H

#include "build/sandbox_script.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct words {			/* NULL-terminated once something was added */
	char **v;
	size_t n;
};

struct sandbox {
	char *base;
	char *store;
	char *scratch;
	uid_t uid;
	gid_t gid;
	bool have_ids;
	bool host_network;
	struct words inputs;
	struct words hosts;
	struct words links;	/* target, path, target, path … */
	struct words env;
	struct words args;
	char *chdir;
	char *exec;
	bool exec_is_host;
};

/* All fail by writing to the report and ending the process. */
__attribute__((noreturn, format(printf, 1, 2))) void builder_die(const char *fmt, ...);
__attribute__((noreturn, format(printf, 1, 2))) void builder_die_errno(const char *fmt, ...);

/* Read and validate the whole script before anything is done. */
void sandbox_read(int fd, struct sandbox *out);
/* As process 1 of the new namespaces: build the new root and enter it. */
void sandbox_enter(const struct sandbox *box, int store_fd, int scratch_fd);
/* Bring up the loopback device of an empty network. */
void sandbox_loopback(void);
/* Forbid what no builder needs.  The caller has set no_new_privs or libseccomp does. */
void sandbox_filter(void);

#endif
