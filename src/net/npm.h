/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The npm registry that this host's npm would ask, for mirror://npm/.
 *
 * In npm's own order: the environment (npm_config_registry), .npmrc of the project, that of the
 * user, that of the machine, and what npm itself says where nothing is configured.
 * GX_NPM_REGISTRY comes before all of them. */
#ifndef GX_NET_NPM_H
#define GX_NET_NPM_H

#include "util/util.h"

struct gx_npm {
	char *registry;		/* no user or password in it, no slash at its end; NULL: unknown */
	char *authorization;	/* what this registry alone may see; never printed; or NULL */
	char *ca_file;		/* who vouches for it; NULL: the usual ones */
};
#define GX_NPM_INIT { NULL, NULL, NULL }
void gx_npm_clear(struct gx_npm *npm);
#define gx_cleanup_npm gx_npm_clear

/* What is configured in the directory DIR.  Files that cannot be read count as absent. */
void gx_npm_find(const char *dir, struct gx_npm *out);
/* The same; where nothing is configured the program `npm' is asked, if there is one. */
void gx_npm_find_or_ask(const char *dir, struct gx_npm *out);
/* Is URL a file of the registry, which may see its secrets? */
bool gx_npm_owns(const struct gx_npm *npm, const char *url);
/* Add the variables by which gx_npm_find of another process finds the same. */
void gx_npm_environ(struct gx_strv *env);

/* Add the settings of one .npmrc to OUT, names and values in turn.  ${NAME} stands for a
 * variable where EXPAND says so; else a value that has one is left out. */
void gx_npm_parse(const char *text, size_t len, bool expand, struct gx_strv *out);
/* The Authorization header that SETTINGS hold for the registry at URL; yours, or NULL. */
char *gx_npm_authorization(const struct gx_strv *settings, const char *url);

#endif
