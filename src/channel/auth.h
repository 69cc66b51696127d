/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channel authentication, as Guix defines it (doc/formats.md). */
#ifndef GX_CHANNEL_AUTH_H
#define GX_CHANNEL_AUTH_H

#include "channel/git.h"

struct gx_auth {
	const char *name;		/* of the channel */
	const char *commit;		/* the introduction: commit … */
	const char *signer;		/* … and fingerprint of the key that signed it */
	const char *keyring;		/* branch that holds the *.key files */
	const char *cache;		/* directory that remembers what was verified, or NULL */
	void (*note)(void *payload, const char *text);
	void *payload;
};

/* Every commit between the introduction and END, both included, is signed by a key that each of
 * its parents authorizes.  *CHECKED (may be NULL): how many signatures were verified now. */
int gx_auth_check(struct gx_git *git, const struct gx_auth *auth, const char *end,
		  size_t *checked, struct gx_err *err);
/* Was END verified before, so that nothing has to be looked at? */
bool gx_auth_known(const struct gx_auth *auth, const char *end);

#endif
