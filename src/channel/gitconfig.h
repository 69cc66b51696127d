/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Git's configuration as git itself sees it for a clone: the system's file, the user's, the
 * clone's own, and what the environment adds (GIT_CONFIG_GLOBAL, GIT_CONFIG_COUNT and so on,
 * which libgit2 does not look at). */
#ifndef GX_CHANNEL_GITCONFIG_H
#define GX_CHANNEL_GITCONFIG_H

#include "net/url.h"
#include "util/util.h"

struct gx_gitconfig;
/* Read it for the clone at PATH; GX_EINVALID where a file cannot be understood. */
int gx_gitconfig_read(const char *path, struct gx_gitconfig **out, struct gx_err *err);
void gx_gitconfig_free(struct gx_gitconfig *config);
void gx_cleanup_gitconfig(struct gx_gitconfig **config);

/* The value of SECTION.KEY that holds for URL: among SECTION.KEY and SECTION.<pattern>.KEY the
 * one whose pattern says most, the last of equals.  Borrowed; NULL: none. */
const char *gx_gitconfig_get(const struct gx_gitconfig *config, const char *section,
			     const char *key, const struct gx_url *url);
/* All values of a key that may have several, in order; an empty one forgets those before.
 * NAMED: only those of sections that name a pattern. */
void gx_gitconfig_all(const struct gx_gitconfig *config, const char *section, const char *key,
		      const struct gx_url *url, bool named, struct gx_strv *out);
/* URL after url.<base>.insteadOf; yours. */
char *gx_gitconfig_rewrite(const struct gx_gitconfig *config, const char *url);

/* How well a pattern fits a URL; the better one is greater (gx_urlmatch_compare). */
struct gx_urlmatch {
	size_t host, path;	/* characters of the pattern's */
	bool user;
};
/* Does PATTERN, of a section http.<PATTERN>, hold for URL? */
bool gx_urlmatch(const char *pattern, const struct gx_url *url, struct gx_urlmatch *out);
int gx_urlmatch_compare(const struct gx_urlmatch *a, const struct gx_urlmatch *b);

#endif
