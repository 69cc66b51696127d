/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generations of `gx pull', as its options name them. */
#ifndef GX_CLI_PULL_H
#define GX_CLI_PULL_H

#include "cli/channels.h"

struct gx_pull_args {
	struct gx_channel_args channels;
	const char *profile;	/* -p, or NULL: the default */
	const char *pattern;	/* of -l and -d, or NULL */
	const char *target;	/* of -S */
	char mode;		/* 'l', 'd', 'S', 'N', 'r' to roll back, or NUL: pull */
	bool details, downgrades, dry_run;
};

/* Those that the pattern names, the packages that each brought with --details. */
int gx_pull_list(const struct gx_pull_args *args, struct gx_err *err);
/* "3", "+1" or "-2". */
int gx_pull_switch(const struct gx_pull_args *args, struct gx_err *err);
int gx_pull_roll_back(const struct gx_pull_args *args, struct gx_err *err);
/* Forget those that the pattern names, or without one all but the current one. */
int gx_pull_delete(const struct gx_pull_args *args, struct gx_err *err);
/* The generation before N that exists, or 0. */
int gx_pull_before(const struct gx_pull_args *args, unsigned long n, unsigned long *out,
		   struct gx_err *err);

#endif
