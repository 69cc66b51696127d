/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pack tells about its origin:
 *
 *	/etc/gx/channels.scm	the channels, as `gx time-machine -C' takes them
 *	/etc/gx/manifest.scm	the manifest, or the file of --file (manifest-2.scm, … when there
 *				were several)
 *	/etc/gx/channels.lock	the lock beside the first manifest, if there is one
 *	/etc/gx/pack.json	what else decides the pack: {"arguments":[…]}, where
 *				--manifest=N and --file=N stand for the Nth of these
 *	/etc/gx/sbom.json	the list of materials
 *
 * and in an image the label org.gx.provenance, which is read without unpacking a layer:
 * {"arguments":[…],"channels":[…],"lock":TEXT,"manifests":[TEXT…],"packages":[…],"pins":TEXT},
 * "pins" being channels.scm if each channel has a commit. */
#include "cli/pack_provenance.h"
#include "net/url.h"
#include "pack/sbom.h"

#include <stdlib.h>
#include <string.h>

#define DIR "/etc/gx/"

static struct gx_buf *add_file(struct gx_pack_opts *opts, const char *path)
{
	struct gx_pack_file *file;

	opts->files = gx_reallocarray(opts->files, opts->nfiles + 1, sizeof *file);
	file = &opts->files[opts->nfiles++];
	*file = (struct gx_pack_file){ gx_strdup(path), GX_BUF_INIT };
	return &file->data;
}

static void add_field(struct gx_buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	gx_buf_addf(out, "\n        (%s ", name);
	gx_sexp_add_string(out, value);
	gx_buf_addc(out, ')');
}

static void channels_text(const struct gx_eval_request *request, struct gx_buf *out)
{
	gx_buf_adds(out, "(list");
	for (size_t i = 0; i < request->nchannels; i++) {
		const struct gx_eval_channel *channel = &request->channels[i];
		GX_AUTO(free) char *url = gx_url_shown(channel->url ? channel->url : "unpinned");

		gx_buf_addf(out, "\n      (channel\n        (name '%s)", channel->name);
		/* a working tree has no commit: what it was cannot be said, and where it was is
		 * nobody's business */
		add_field(out, "url", url);
		add_field(out, "commit", channel->pin);
		gx_buf_addc(out, ')');
	}
	gx_buf_adds(out, ")\n");
}

/* The text of a file that was evaluated, or of a stream, which has a line with its name. */
static int read_source(const struct gx_eval_input *input, struct gx_buf *out,
		       struct gx_err *err)
{
	bool file = input->kind == GX_EVAL_MANIFEST_FILE || input->kind == GX_EVAL_FILE;
	int found;

	if (!file) {
		const char *text = strchr(input->text, '\n');

		gx_buf_adds(out, text ? text + 1 : "");
		return 0;
	}
	found = gx_file_read(input->text, 16 << 20, out, err);
	return found > 0 ? gx_fail(err, GX_ENOTFOUND, "%s: no such file", input->text) : found;
}

static int add_manifests(struct gx_pack_args *args, struct gx_err *err)
{
	const struct gx_eval_request *request = &args->inputs.request;
	size_t n = 0;

	for (size_t i = 0; i < request->ninputs; i++) {
		GX_AUTO(free) char *path = n ? gx_asprintf(DIR "manifest-%zu.scm", n + 1)
					     : gx_strdup(DIR "manifest.scm");

		if (!gx_pack_args_is_source(&request->inputs[i]))
			continue;
		if (read_source(&request->inputs[i], add_file(&args->opts, path), err))
			return -1;
		n++;
	}
	return 0;
}

/* The first manifest that is a file, or NULL. */
static const char *first_file(const struct gx_eval_request *request)
{
	for (size_t i = 0; i < request->ninputs; i++) {
		if (request->inputs[i].kind == GX_EVAL_MANIFEST_FILE)
			return request->inputs[i].text;
	}
	return NULL;
}

static int add_lock(struct gx_pack_args *args, struct gx_err *err)
{
	const char *manifest = first_file(&args->inputs.request);
	GX_AUTO(free) char *dir = NULL, *file = NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	if (!manifest)
		return 0;
	dir = gx_path_dir(manifest);
	file = gx_path_join(dir, "channels.lock");
	switch (gx_file_read(file, 16 << 20, &text, err)) {
	case 0:
		gx_buf_add(add_file(&args->opts, DIR "channels.lock"), text.data, text.len);
		return 0;
	case 1:
		return 0;
	default:
		return -1;
	}
}

static void add_recipe(struct gx_pack_args *args)
{
	GX_AUTO(json) struct gx_json *root = gx_json_object();

	gx_json_set(root, "arguments", gx_json_strings(args->recipe.v, args->recipe.n));
	gx_json_format(root, true, add_file(&args->opts, DIR "pack.json"));
}

static void set_unless_null(struct gx_json *object, const char *key, const char *value)
{
	if (value)
		gx_json_set_str(object, key, value);
}

static bool is_pinned(const struct gx_eval_request *request)
{
	for (size_t i = 0; i < request->nchannels; i++) {
		if (!request->channels[i].pin)
			return false;
	}
	return request->nchannels > 0;
}

static struct gx_json *list_channels(const struct gx_pack_args *args)
{
	struct gx_json *channels = gx_json_array();

	for (size_t i = 0; i < args->inputs.request.nchannels; i++) {
		const struct gx_eval_channel *from = &args->inputs.request.channels[i];
		struct gx_json *channel = gx_json_object();
		GX_AUTO(free) char *url = from->url ? gx_url_shown(from->url) : NULL;

		gx_json_set_str(channel, "name", from->name);
		set_unless_null(channel, "url", url);
		set_unless_null(channel, "commit", from->pin);
		gx_json_add(channels, channel);
	}
	return channels;
}

static struct gx_json *list_packages(const struct gx_eval_result *result)
{
	struct gx_json *packages = gx_json_array();

	for (size_t i = 0; i < result->npackages; i++) {
		const struct gx_eval_package *from = &result->packages[i];
		struct gx_json *package = gx_json_object();

		gx_json_set_str(package, "name", from->name);
		gx_json_set_str(package, "version", from->version);
		gx_json_set_str(package, "output", from->output);
		gx_json_set_str(package, "path", from->path);
		gx_json_add(packages, package);
	}
	return packages;
}

/* The texts of what was added below /etc/gx, for the label. */
static void add_texts(struct gx_json *root, const struct gx_pack_opts *opts, bool pinned)
{
	struct gx_json *manifests = gx_json_array();

	for (size_t i = 0; i < opts->nfiles; i++) {
		const char *text = gx_buf_str(&opts->files[i].data);

		if (!strncmp(opts->files[i].path, DIR "manifest", sizeof DIR "manifest" - 1))
			gx_json_add(manifests, gx_json_string(text));
		else if (!strcmp(opts->files[i].path, DIR "channels.scm") && pinned)
			gx_json_set_str(root, "pins", text);
		else if (!strcmp(opts->files[i].path, DIR "channels.lock"))
			gx_json_set_str(root, "lock", text);
	}
	gx_json_set(root, "manifests", manifests);
}

static void add_label(struct gx_pack_args *args, const struct gx_eval_result *result)
{
	GX_AUTO(json) struct gx_json *root = gx_json_object();
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_json_set(root, "arguments", gx_json_strings(args->recipe.v, args->recipe.n));
	gx_json_set(root, "channels", list_channels(args));
	gx_json_set(root, "packages", list_packages(result));
	add_texts(root, &args->opts, is_pinned(&args->inputs.request));
	gx_json_format(root, false, &text);
	gx_strv_pushf(&args->opts.image.labels, "org.gx.provenance=%s", gx_buf_str(&text));
}

static void warn_unpinned(const struct gx_eval_request *request)
{
	for (size_t i = 0; i < request->nchannels; i++) {
		if (!request->channels[i].pin)
			gx_warn("channel '%s' is a modified tree: the pack's provenance cannot "
				"name its commit", request->channels[i].name);
	}
}

static void warn_load_path(const struct gx_eval_request *request)
{
	for (size_t i = 0; i < request->load_path.n; i++)
		gx_warn("the modules of %s are not in the pack's provenance: it cannot be made again "
			"from it alone", request->load_path.v[i]);
}

int gx_pack_provenance_add(struct gx_store *store, struct gx_pack_args *args,
			   const struct gx_eval_result *result, struct gx_err *err)
{
	if (args->sbom != GX_SBOM_NONE &&
	    gx_sbom_write(store, args->opts.profile, args->sbom == GX_SBOM_CYCLONEDX,
			  args->opts.name, add_file(&args->opts, DIR "sbom.json"), err))
		return -1;
	if (!args->provenance)
		return 0;
	warn_unpinned(&args->inputs.request);
	warn_load_path(&args->inputs.request);
	channels_text(&args->inputs.request, add_file(&args->opts, DIR "channels.scm"));
	if (add_manifests(args, err) || add_lock(args, err))
		return -1;
	add_recipe(args);
	add_label(args, result);
	return 0;
}
