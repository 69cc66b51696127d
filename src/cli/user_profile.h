/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the user's profiles are. */
#ifndef GX_USER_PROFILE_H
#define GX_USER_PROFILE_H

#include "profile/profile.h"

/* The profile that `gx package' changes when none is named, STATE/profiles/per-user/USER/
 * guix-profile; yours. */
char *gx_user_profile(struct gx_store *store);
/* Make ~/.guix-profile a link to PROFILE, the user's own, if nothing has that name; and tell
 * how to use PROFILE.  With $GX_STORE_ROOT the home directory is left alone. */
void gx_user_profile_welcome(struct gx_store *store, const char *profile);
/* All profiles of the user (of everybody, for root) that are roots of the store, sorted. */
int gx_user_profiles(struct gx_store *store, struct gx_strv *out, struct gx_err *err);
/* Delete the generations of PROFILE that PATTERN means (NULL: all), but never the current one;
 * each is told.  A bare age in PATTERN means older ones. */
int gx_user_profile_prune(struct gx_store *store, const char *profile, const char *pattern,
			  struct gx_err *err);
/* Lock PROFILE, telling that it has to be waited for. */
int gx_user_profile_lock(const char *profile, struct gx_profile_lock *out, struct gx_err *err);

#endif
