/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool of build users.
 *
 * Root does not need accounts: any number can own files and processes.  We take numbers far
 * above those of people and services; inside somebody else's user namespace, where few ids
 * exist, the highest of them. */
#include "build/userpool.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	POOL_FIRST = 0x67780000,	/* 1735917568 */
	POOL_SIZE = 1024,
};

/* Where COUNT unused ids can be had in this user namespace; 0 when only few are mapped. */
static uid_t pool_first(void)
{
	GX_AUTO(file) FILE *file = fopen("/proc/self/uid_map", "re");
	unsigned inside, outside, count;
	uid_t best = 0;

	while (file && fscanf(file, "%u %u %u", &inside, &outside, &count) == 3) {
		if (inside <= POOL_FIRST && count - (POOL_FIRST - inside) >= POOL_SIZE &&
		    count > POOL_FIRST - inside)
			return POOL_FIRST;
		/* The very last ids are often those of `nobody'. */
		if (count >= 4 * POOL_SIZE)
			best = inside + count - 2 * POOL_SIZE;
	}
	return best;
}

/* +1 when another build has it. */
static int try_lock(const char *dir, uid_t uid, int *out, struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_asprintf("%s/%u", dir, (unsigned)uid);

	return gx_lock_file(path, GX_LOCK_EXCLUSIVE | GX_LOCK_TRY, out, err);
}

int gx_build_user_take(struct gx_store *store, struct gx_build_user *out, struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_asprintf("%s/userpool", gx_store_state(store));
	uid_t first = geteuid() == 0 ? pool_first() : 0;

	if (!first) {
		*out = (struct gx_build_user){ geteuid(), getegid(), true, -1 };
		return 0;
	}
	if (gx_mkdirs(dir, 0755, err) < 0)
		return -1;
	for (uid_t i = 0; i < POOL_SIZE; i++) {
		int lock = -1, result = try_lock(dir, first + i, &lock, err);

		if (result < 0)
			return -1;
		if (result == 0) {
			*out = (struct gx_build_user){ first + i, first + i, false, lock };
			return 0;
		}
	}
	return gx_fail(err, GX_EBUSY, "all %d build users are taken", POOL_SIZE);
}

void gx_build_user_release(struct gx_build_user *user)
{
	gx_close(&user->lock);
}
