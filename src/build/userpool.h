/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which user a build runs as. */
#ifndef GX_BUILD_USERPOOL_H
#define GX_BUILD_USERPOOL_H

#include "build/build.h"

/* Taken as root: a user id that nobody has, held by a lock on R/var/guix/userpool/UID.
 * Taken by anyone else: their own ids, and no lock. */
struct gx_build_user {
	uid_t uid;
	gid_t gid;
	bool own;	/* it is ourselves */
	int lock;	/* -1 when own */
};
#define GX_BUILD_USER_INIT { 0, 0, true, -1 }

/* A user that no other build has, locked until it is released; GX_EBUSY: there is none left. */
int gx_build_user_take(struct gx_store *store, struct gx_build_user *out, struct gx_err *err);
void gx_build_user_release(struct gx_build_user *user);

#endif
