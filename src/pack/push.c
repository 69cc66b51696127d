/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Push an image to a registry (OCI distribution specification, "Push").
 *
 * For each blob: HEAD; if absent POST for an upload place, or to mount what another repository
 * has, and PUT the blob there, made while it is sent.  Then PUT the manifest under its tag.  A
 * push that was ended goes on after the last whole blob. */
#include "pack/blob.h"
#include "pack/registry.h"

#include <stdlib.h>
#include <string.h>

struct push {
	struct gx_registry registry;
	struct gx_store *store;
	struct gx_image *image;
	enum gx_pack_compression compression;
	struct gx_pack_result *result;
	uint64_t settled;		/* of the content's bytes, counted twice */
};

/* 1: the registry has the blob. */
static int has_blob(struct push *p, const char *digest, struct gx_err *err)
{
	GX_AUTO(free) char *url = gx_asprintf("%s/blobs/%s", p->registry.base, digest);
	struct gx_request request = { .method = "HEAD", .url = url };
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;

	if (gx_registry_ask(&p->registry, &request, NULL, &response, err))
		return -1;
	if (response.status == 200 || response.status == 404)
		return response.status == 200;
	return gx_registry_refused(&p->registry, "to tell what it has", &response, err);
}

/* 1: the repository has the blob now, from another; 0: it must be sent. */
static int mount_blob(struct push *p, const char *digest, struct gx_err *err)
{
	GX_AUTO(free) char *from = gx_registry_recall(p->store, &p->registry, digest);
	GX_AUTO(free) char *escaped = from ? gx_url_escape(from) : NULL, *url = NULL;
	struct gx_request request = { .method = "POST", .data = "" };
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;

	if (!from)
		return 0;
	request.url = url = gx_asprintf("%s/blobs/uploads/?mount=%s&from=%s", p->registry.base,
					digest, escaped);
	if (gx_registry_ask(&p->registry, &request, NULL, &response, err))
		return -1;
	/* a registry that cannot or will not mount takes the blob as any other */
	return response.status == 201;
}

/* Where to put DIGEST; yours. */
static char *upload_place(struct push *p, const char *digest, struct gx_err *err)
{
	GX_AUTO(free) char *url = gx_asprintf("%s/blobs/uploads/", p->registry.base);
	GX_AUTO(free) char *escaped = gx_url_escape(digest);
	struct gx_request request = { .method = "POST", .url = url, .data = "" };
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;

	if (gx_registry_ask(&p->registry, &request, NULL, &response, err))
		return NULL;
	if (response.status != 202 || !response.location) {
		gx_registry_refused(&p->registry, "an upload", &response, err);
		return NULL;
	}
	return gx_asprintf("%s%cdigest=%s", response.location,
			   strchr(response.location, '?') ? '&' : '?', escaped);
}

/* The registry has it or gets it; REQUEST has the body.  *SENT: it was sent, and RESPONSE came. */
static int push_blob_once(struct push *p, const char *digest, const struct gx_request *request,
			  bool *sent, struct gx_response *response, struct gx_err *err)
{
	struct gx_request put = *request;
	GX_AUTO(free) char *place = NULL;
	int there = has_blob(p, digest, err);

	if (!there)
		there = mount_blob(p, digest, err);
	if (there) {
		p->result->kept_blobs += there > 0;
		return there > 0 ? 0 : -1;
	}
	put.url = place = upload_place(p, digest, err);
	put.method = "PUT";
	if (!place)
		return -1;
	*sent = true;
	if (gx_registry_ask(&p->registry, &put, "application/octet-stream", response, err))
		return -1;
	if (response->status == 201) {
		p->result->moved += request->length;
		p->result->moved_blobs++;
	}
	return 0;
}

static int push_blob(struct push *p, const struct gx_hash *hash, const struct gx_request *request,
		     struct gx_err *err)
{
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;
	GX_AUTO(free) char *digest = gx_image_digest(hash);
	GX_AUTO(err) struct gx_err why = GX_ERR_INIT;
	int result;

	/* an upload that broke off is begun anew, with a place of its own */
	for (unsigned attempt = 0;; attempt++) {
		bool sent = false;

		gx_response_clear(&response);
		result = push_blob_once(p, digest, request, &sent, &response, &why);
		if (!sent || !gx_registry_again(&p->registry, attempt, result, &response, &why))
			break;
	}
	if (result && err)
		gx_err_move(err, &why);
	if (result)
		return -1;
	if (response.status && response.status != 201)
		return gx_registry_refused(&p->registry, "a blob", &response, err);
	gx_registry_remember(p->store, &p->registry, digest);
	return 0;
}

struct layer_body {
	struct push *push;
	size_t i;
};

static int send_layer(void *payload, gx_sink_fn *sink, void *sink_payload, struct gx_err *err)
{
	struct layer_body *body = payload;

	return gx_blob_send(body->push->image, body->i, body->push->compression, sink,
			    sink_payload, err);
}

/* For the progress: each layer is made once to be known and once to be sent, or neither. */
static void count_layer(struct push *p, const struct gx_layer *layer)
{
	struct gx_content *c = p->image->content;

	for (size_t i = 0; i < layer->plan.n; i++)
		p->settled += 2 * c->closure.items[layer->plan.items[i]].nar_size;
	c->done = p->settled;
	gx_content_progress(c, 0);
}

static int push_layers(struct push *p, struct gx_err *err)
{
	for (size_t i = 0; i < p->image->n; i++) {
		struct layer_body body = { p, i };
		struct gx_request request = { .body = send_layer, .payload = &body };

		if (gx_blob_know(p->image, i, p->compression, err))
			return -1;
		request.length = p->image->layers[i].blob_size;
		if (push_blob(p, &p->image->layers[i].digest, &request, err))
			return -1;
		count_layer(p, &p->image->layers[i]);
	}
	return 0;
}

static int push_manifest(struct push *p, const struct gx_blob_documents *d, struct gx_err *err)
{
	GX_AUTO(free) char *url = gx_asprintf("%s/manifests/%s", p->registry.base,
					      p->registry.ref.tag);
	struct gx_request request = { .method = "PUT", .url = url, .length = d->manifest.len,
				      .data = d->manifest.data };
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;

	if (gx_registry_ask(&p->registry, &request, GX_MEDIA_MANIFEST, &response, err))
		return -1;
	if (response.status != 201 && response.status != 200)
		return gx_registry_refused(&p->registry, "the manifest", &response, err);
	return 0;
}

static int send_text(void *payload, gx_sink_fn *sink, void *sink_payload, struct gx_err *err)
{
	const struct gx_buf *text = payload;

	return sink(sink_payload, text->data, text->len, err);
}

static int push_all(struct push *p, struct gx_err *err)
{
	GX_AUTO(blob_documents) struct gx_blob_documents d = { 0 };
	struct gx_request config = { .body = send_text, .payload = &d.config };

	if (push_layers(p, err))
		return -1;
	gx_blob_documents(p->image, p->compression, &d);
	config.length = d.config.len;
	if (push_blob(p, &d.config_digest, &config, err) || push_manifest(p, &d, err))
		return -1;
	p->result->config = d.config_digest;
	p->result->manifest = d.manifest_digest;
	gx_image_report(p->image, p->result);
	return 0;
}

int gx_pack_push(struct gx_store *store, const struct gx_pack_opts *opts, const char *name,
		 struct gx_pack_result *result, struct gx_err *err)
{
	GX_AUTO(content) struct gx_content content = { 0 };
	GX_AUTO(pack_result) struct gx_pack_result r = { 0 };
	GX_AUTO(image) struct gx_image image = { 0 };
	struct push p = { .store = store, .image = &image, .result = &r };
	int status;

	p.compression = opts->compression == GX_PACK_DEFAULT ? GX_PACK_GZIP : opts->compression;
	if (gx_content_init(&content, store, opts, &r, err))
		return -1;
	content.total *= 2;
	gx_image_init(&image, &content);
	status = gx_registry_open(&p.registry, name, err) ? -1 : push_all(&p, err);
	gx_registry_close(&p.registry);
	if (status)
		return -1;
	*result = r;
	r = (struct gx_pack_result){ 0 };
	return 0;
}
