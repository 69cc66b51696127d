/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A registry that one talks to: where it is, who we are, and patience.
 *
 * A 401 is answered once a request with what the server asks for: Basic, or a Bearer token from
 * the realm it names.  Redirections are followed; our authorization goes to the registry alone.
 * What may pass (429, 5xx, a connection that broke) is tried again, later each time. */
#ifndef GX_PACK_REGISTRY_H
#define GX_PACK_REGISTRY_H

#include "net/request.h"
#include "pack/pack.h"

struct gx_registry {
	struct gx_session *session;
	struct gx_image_ref ref;
	char *base;		/* https://host/v2/NAME */
	char *authorization;	/* header line, or NULL */
	char *credentials;	/* user:password, or <token>:TOKEN; or NULL */
	bool answered;		/* it is there: what fails now may pass */
};

/* NAME: REGISTRY/NAME[:TAG]. */
int gx_registry_open(struct gx_registry *registry, const char *name, struct gx_err *err);
void gx_registry_close(struct gx_registry *registry);

/* Do REQUEST; TYPE: the Content-Type, or NULL.  Any final answer is success: look at its status.
 * A request whose body is made while it is sent is not tried again: see gx_registry_again. */
int gx_registry_ask(struct gx_registry *registry, const struct gx_request *request,
		    const char *type, struct gx_response *response, struct gx_err *err);
/* After try ATTEMPT (from 0) that gave RESULT, and RESPONSE or ERR: is it worth another?  Then
 * this waits before it says so, and clears ERR. */
bool gx_registry_again(const struct gx_registry *registry, unsigned attempt, int result,
		       const struct gx_response *response, struct gx_err *err);
/* -1: a status that was not wanted, with the registry's own words if it has any. */
int gx_registry_refused(const struct gx_registry *registry, const char *what,
			const struct gx_response *response, struct gx_err *err);

/* --- memory: CACHE/registries/KEY/DIGEST names a repository of the registry that has the blob -- */

/* A repository other than ours that had the blob "sha256:HEX"; yours, or NULL. */
char *gx_registry_recall(struct gx_store *store, const struct gx_registry *registry,
			 const char *digest);
void gx_registry_remember(struct gx_store *store, const struct gx_registry *registry,
			  const char *digest);

#endif
