/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generations of a profile P: what it was, and may be again.
 *
 *	P		-> P-N-link			the current one, a relative link
 *	P-N-link	-> /gnu/store/HASH-profile	generation N, by where the item really is
 *	P.lock		locked (OFD) while somebody changes P
 *
 * Generation 0 is the empty profile that a roll-back ends at.  P changes by rename only, after
 * the link that it shall name was made and the item protected: whoever is killed leaves P
 * as it was.  A generation was made when its link was.
 *
 *	GX_AUTO(profile_lock) struct gx_profile_lock lock = GX_PROFILE_LOCK_INIT;
 *	gx_profile_lock(profile, true, &lock, err);
 *	gx_generations_read(gx_store_dir(store), profile, &all, err);
 *	gx_generation_add(store, profile, all.current + 1, item, err); */
#ifndef GX_PROFILE_GENERATIONS_H
#define GX_PROFILE_GENERATIONS_H

#include "store/store.h"

struct gx_generation {
	unsigned long number;
	int64_t time;		/* when it was made, seconds since 1970 */
	char *item;		/* store path, or NULL when its link leads nowhere */
};
struct gx_generations {
	unsigned long current;	/* its number; 0 also when there is none */
	bool exists;		/* is there a current one? */
	struct gx_generation *v;	/* by number */
	size_t n;
};
#define GX_GENERATIONS_INIT { 0, false, NULL, 0 }
void gx_generations_clear(struct gx_generations *all);
#define gx_cleanup_generations gx_generations_clear

/* The profile that NAME, maybe a link to it, stands for: absolute; yours. */
int gx_profile_place(const char *name, char **out, struct gx_err *err);
/* "P" when LINK is called P-N-link, else NULL; yours. */
char *gx_generation_profile(const char *link);
/* P-N-link; yours. */
char *gx_generation_link(const char *profile, unsigned long number);

/* None where there is no such profile; GX_EEXISTS when PROFILE is something else. */
int gx_generations_read(const char *store_dir, const char *profile, struct gx_generations *out,
			struct gx_err *err);
/* Borrowed from ALL; NULL when there is no such generation. */
const struct gx_generation *gx_generations_find(const struct gx_generations *all,
						unsigned long number);
/* The one before the current one; 0 when there is none. */
unsigned long gx_generations_previous(const struct gx_generations *all);

/* Which generations PATTERN means: "4", "1,3", "2..5", "..4", "3..", or ages in s, h, d, w and m
 * (of 30 days): "2d.." are those made in the last two days, "..1m" those made before that month.
 * A bare age means those up to it, or with OLDER those beyond it.  HITS has room for
 * ALL->n.  NOW: seconds since 1970.  GX_EUSAGE: it is no pattern. */
int gx_generations_match(const struct gx_generations *all, const char *pattern, bool older,
			 int64_t now, bool *hits, struct gx_err *err);

/* Who holds it may change the profile. */
struct gx_profile_lock {
	char *file;
	int fd;
};
#define GX_PROFILE_LOCK_INIT { NULL, -1 }
/* WAIT: block until it is free; otherwise +1 when somebody else holds it.  Makes the
 * directory that PROFILE is to be in. */
int gx_profile_lock(const char *profile, bool wait, struct gx_profile_lock *out,
		    struct gx_err *err);
void gx_profile_unlock(struct gx_profile_lock *lock);
#define gx_cleanup_profile_lock gx_profile_unlock

/* The rest needs the lock. */

/* Make ITEM, valid, generation NUMBER, replacing what was undone by a roll-back, and switch to
 * it.  It is a root from then on. */
int gx_generation_add(struct gx_store *store, const char *profile, unsigned long number,
		      const char *item, struct gx_err *err);
int gx_generation_switch(const char *profile, unsigned long number, struct gx_err *err);
/* Remove the link of a generation that is not the current one. */
int gx_generation_delete(const char *profile, unsigned long number, struct gx_err *err);

#endif
