/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTTP transport that libgit2 sees: it writes a whole request, then reads the answer. */
#include <stdlib.h>

#include "channel/web.h"

/* libgit2 asks for so many objects and offers so many at once only in error. */
#define MAX_REQUEST (64u << 20)
/* libgit2 keeps the list of references in memory: some millions must do. */
#define MAX_REFERENCES (256u << 20)

struct subtransport {
	git_smart_subtransport base;
	struct gx_web *web;
	struct gx_err *err;
};

/* One request and its answer. */
struct exchange {
	git_smart_subtransport_stream base;
	struct subtransport *owner;
	bool post;
	struct gx_buf body;
	struct gx_stream *answer;
	size_t received;
};

/* The whole error is for who called libgit2; it gets the words. */
static int give_up(const struct subtransport *owner)
{
	git_error_set_str(GIT_ERROR_NET, gx_err_text(owner->err));
	return -1;
}

static int read_answer(git_smart_subtransport_stream *base, char *buffer, size_t size,
		       size_t *got)
{
	struct exchange *x = (struct exchange *)base;
	struct subtransport *owner = x->owner;

	if (!x->answer && gx_web_request(owner->web, x->post ? &x->body : NULL, &x->answer,
					 owner->err) < 0)
		return give_up(owner);
	if (gx_web_read(owner->web, x->answer, buffer, size, got, owner->err) < 0)
		return give_up(owner);
	x->received += *got;
	if (!x->post && x->received > MAX_REFERENCES) {
		gx_fail(owner->err, GX_ENET, "the server's list of references does not end");
		return give_up(owner);
	}
	return 0;
}

static int write_request(git_smart_subtransport_stream *base, const char *buffer, size_t len)
{
	struct exchange *x = (struct exchange *)base;

	if (len > MAX_REQUEST || x->body.len > MAX_REQUEST - len) {
		gx_fail(x->owner->err, GX_ENET, "the request is too large");
		return give_up(x->owner);
	}
	gx_buf_add(&x->body, buffer, len);
	return 0;
}

static void free_exchange(git_smart_subtransport_stream *base)
{
	struct exchange *x = (struct exchange *)base;

	gx_stream_free(x->answer);
	gx_buf_clear(&x->body);
	free(x);
}

static int action(git_smart_subtransport_stream **out, git_smart_subtransport *base,
		  const char *url, git_smart_service_t service)
{
	struct subtransport *t = (struct subtransport *)base;
	struct exchange *x;

	if (service != GIT_SERVICE_UPLOADPACK_LS && service != GIT_SERVICE_UPLOADPACK) {
		gx_fail(t->err, GX_EFAIL, "only fetching is possible");
		return give_up(t);
	}
	x = gx_calloc(1, sizeof *x);
	x->base.subtransport = base;
	x->base.read = read_answer;
	x->base.write = write_request;
	x->base.free = free_exchange;
	x->owner = t;
	x->post = service == GIT_SERVICE_UPLOADPACK;
	*out = &x->base;
	return 0;
}

static int close_transport(git_smart_subtransport *base)
{
	return 0;
}

static void free_transport(git_smart_subtransport *base)
{
	free(base);
}

/* What make_subtransport is handed. */
struct parameters {
	struct gx_web *web;
	struct gx_err *err;
};

static int make_subtransport(git_smart_subtransport **out, git_transport *owner, void *param)
{
	const struct parameters *p = param;
	struct subtransport *t = gx_calloc(1, sizeof *t);

	t->base.action = action;
	t->base.close = close_transport;
	t->base.free = free_transport;
	t->web = p->web;
	t->err = p->err;
	*out = &t->base;
	return 0;
}

int gx_web_transport(git_transport **out, git_remote *remote, struct gx_web *web,
		     struct gx_err *err)
{
	struct parameters parameters = { web, err };
	git_smart_subtransport_definition definition = { make_subtransport, 1, &parameters };

	return git_transport_smart(out, remote, &definition);
}
