/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's profiles: places, words, old generations. */
#include "cli/user_profile.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

char *gx_user_profile(struct gx_store *store)
{
	const struct passwd *user = getpwuid(getuid());
	GX_AUTO(free) char *name = user && !strchr(user->pw_name, '/')
		? gx_strdup(user->pw_name) : gx_asprintf("%u", getuid());

	return gx_asprintf("%s/profiles/per-user/%s/guix-profile", gx_store_state(store), name);
}

/* The name by which the user may call PROFILE: ~/.guix-profile if that is, or can be made,
 * a link to it; yours. */
static char *visible_name(const char *profile)
{
	const char *home = getenv("HOME"), *root = getenv("GX_STORE_ROOT");
	GX_AUTO(free) char *link = NULL, *target = NULL;
	struct stat st;

	if (!home || *home != '/' || (root && *root))
		return gx_strdup(profile);
	link = gx_path_join(home, ".guix-profile");
	if (lstat(link, &st) < 0 && symlink(profile, link) == 0)
		return gx_steal(&link);
	if (gx_readlink(link, &target, NULL) == 0 && !strcmp(target, profile))
		return gx_steal(&link);
	if (lstat(link, &st) == 0)
		gx_say("%s belongs to somebody else and stays as it is", link);
	return gx_strdup(profile);
}

void gx_user_profile_welcome(struct gx_store *store, const char *profile)
{
	GX_AUTO(free) char *own = gx_user_profile(store);
	GX_AUTO(free) char *name = strcmp(own, profile) ? gx_strdup(profile)
						       : visible_name(profile);

	if (gx_store_is_elsewhere(store)) {
		gx_say("enter it with: gx shell -p %s", name);
		gx_say("or, in ~/.profile: eval \"$(gx env -p %s)\"", name);
	} else {
		gx_say("to use it, in ~/.profile: GUIX_PROFILE=%s; . \"$GUIX_PROFILE/etc/profile\"",
		       name);
	}
}

static bool is_ours(const char *link)
{
	struct stat st;

	return getuid() == 0 || (lstat(link, &st) == 0 && st.st_uid == getuid());
}

int gx_user_profiles(struct gx_store *store, struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(roots) struct gx_roots roots = { NULL, 0 };

	if (gx_store_roots(store, &roots, err) < 0)
		return -1;
	for (size_t i = 0; i < roots.n; i++) {
		char *profile = is_ours(roots.v[i].link)
			? gx_generation_profile(roots.v[i].link) : NULL;

		if (profile)
			gx_strv_take(out, profile);
	}
	gx_strv_sort(out);
	gx_strv_uniq(out);
	return 0;
}

int gx_user_profile_prune(struct gx_store *store, const char *profile, const char *pattern,
			  struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	GX_AUTO(free) bool *hits = NULL;

	if (gx_generations_read(gx_store_dir(store), profile, &all, err) < 0)
		return -1;
	hits = gx_calloc(all.n + 1, sizeof *hits);
	memset(hits, !pattern, all.n);
	if (pattern && gx_generations_match(&all, pattern, true, time(NULL), hits, err) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		unsigned long number = all.v[i].number;

		if (!hits[i] || (all.exists && number == all.current)) {
			if (hits[i] && pattern)
				gx_say("generation %lu is the current one and stays", number);
			continue;
		}
		if (gx_generation_delete(profile, number, err) < 0)
			return -1;
		gx_say("deleted generation %lu of %s", number, profile);
	}
	return 0;
}

int gx_user_profile_lock(const char *profile, struct gx_profile_lock *out, struct gx_err *err)
{
	int r = gx_profile_lock(profile, false, out, err);

	if (r <= 0)
		return r;
	gx_say("waiting for another gx, which changes %s", profile);
	return gx_profile_lock(profile, true, out, err);
}
