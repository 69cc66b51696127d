/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of `gx pack'. */
#include "cli/pack_args.h"
#include "cli/pack_values.h"

#include <stdlib.h>
#include <string.h>

#define MAX_LAYERS 125u	/* of docker */

enum {
	OPT_LIST_FORMATS = GX_OPT_OWN, OPT_FILE, OPT_MAX_LAYERS, OPT_IMAGE_TAG, OPT_ENTRY_POINT,
	OPT_CMD, OPT_USER, OPT_ENV, OPT_PORT, OPT_VOLUME, OPT_WORKDIR, OPT_LABEL,
	OPT_STOP_SIGNAL, OPT_HEALTH_CMD, OPT_HEALTH_SHELL, OPT_HEALTH_INTERVAL, OPT_HEALTH_TIMEOUT,
	OPT_HEALTH_START, OPT_HEALTH_RETRIES, OPT_CERTIFICATES, OPT_BIN_SH, OPT_PROVENANCE,
	OPT_SBOM, OPT_PUSH, OPT_THREADS, OPT_NAME, OPT_PACKAGE_VERSION, OPT_CONTROL,
	OPT_POSTINST, OPT_TRIGGERS, OPT_PREIN, OPT_POSTIN, OPT_PREUN, OPT_POSTUN,
	OPT_LOCALSTATEDIR, OPT_PROFILE_NAME, OPT_BOOTSTRAP, OPT_TARGET, OPT_HELP_FORMAT,
};

const struct gx_opt gx_opts_pack[] = {
	{ 'm', "manifest", "FILE", "take the packages of the manifest FILE (may be repeated)" },
	{ 'e', "expression", "EXPR", "take what the Scheme expression EXPR gives" },
	{ OPT_FILE, "file", "FILE", "take the package or other object that FILE gives" },
	{ 'L', "load-path", "DIR", "put DIR before the channels' modules" },
	{ 's', "system", "SYSTEM", "build for SYSTEM: x86_64-linux" },
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch no channel from the network" },
	{ GX_OPT_LOCKED, "locked", NULL, "fail rather than change channels.lock" },
	GX_OPTS_TRANSFORM,
	{ 'f', "format", "FORMAT", "make a pack of this format (default: tarball)" },
	{ OPT_LIST_FORMATS, "list-formats", NULL, "list the formats" },
	{ 'R', "relocatable", NULL, "programs run wherever the pack is, in a user namespace; "
	  "twice: also without one" },
	{ 'C', "compression", "TOOL", "compress with gzip, zstd, xz, lzip or none" },
	{ 'S', "symlink", "LINK=TARGET", "add a link to TARGET in the profile" },
	{ 'o', "output", "FILE", "write the pack to FILE, or to standard output (-)" },
	{ 'r', "root", "FILE", "make FILE a link to the pack, which keeps it from being collected" },
	{ OPT_PUSH, "push", "REGISTRY/NAME:TAG", "push the image to a registry" },
	{ 'd', "derivation", NULL, "print the derivation of the profile and make no pack" },
	{ OPT_IMAGE_TAG, "image-tag", "NAME:TAG", "name the image" },
	{ OPT_ENTRY_POINT, "entry-point", "PROGRAM", "run PROGRAM of the profile in the image" },
	{ 'A', "entry-point-argument", "ARG", "give ARG to the entry point (may be repeated)" },
	{ OPT_CMD, "cmd", "ARG", "default argument, replaced by those of `run' (may be repeated)" },
	{ OPT_USER, "user", "NAME:UID:GID", "run as this user, and add it to /etc/passwd" },
	{ OPT_ENV, "env", "NAME=VALUE", "set a variable in the image" },
	{ OPT_PORT, "port", "PORT[/PROTOCOL]", "the image listens on PORT" },
	{ OPT_VOLUME, "volume", "DIR", "DIR holds data; it belongs to the user" },
	{ OPT_WORKDIR, "workdir", "DIR", "start in DIR" },
	{ OPT_LABEL, "label", "KEY=VALUE", "label the image" },
	{ OPT_STOP_SIGNAL, "stop-signal", "SIGNAL", "stop the image with SIGNAL" },
	{ OPT_HEALTH_CMD, "health-cmd", "PROGRAM", "PROGRAM tells whether the image is well; "
	  "further words separated by blanks" },
	{ OPT_HEALTH_SHELL, "health-shell", "TEXT", "the same, as a line that /bin/sh reads" },
	{ OPT_HEALTH_INTERVAL, "health-interval", "TIME", "time between two such checks: 30, 1m30s" },
	{ OPT_HEALTH_TIMEOUT, "health-timeout", "TIME", "how long one may take" },
	{ OPT_HEALTH_START, "health-start-period", "TIME", "how long they may fail at first" },
	{ OPT_HEALTH_RETRIES, "health-retries", "N", "so many failures mean unhealthy" },
	{ OPT_CERTIFICATES, "ca-certificates", NULL, "include certificate authorities" },
	{ OPT_BIN_SH, "bin-sh", NULL, "provide /bin/sh" },
	{ OPT_MAX_LAYERS, "max-layers", "N", "make at most N layers (default: 100; docker takes 125)" },
	{ OPT_PROVENANCE, "save-provenance", NULL, "put channels, manifest and lock into the pack" },
	{ OPT_SBOM, "sbom", "[FORMAT]", "put a list of materials into the pack: spdx or cyclonedx" },
	{ OPT_NAME, "name", "NAME", "name of the package (deb, rpm)" },
	{ OPT_PACKAGE_VERSION, "package-version", "VERSION", "its version" },
	{ OPT_CONTROL, "control-file", "FILE", "control file of a deb" },
	{ OPT_POSTINST, "postinst-file", "FILE", "script run after a deb was unpacked" },
	{ OPT_TRIGGERS, "triggers-file", "FILE", "triggers of a deb" },
	{ OPT_PREIN, "prein-file", "FILE", "script run before an rpm is installed" },
	{ OPT_POSTIN, "postin-file", "FILE", "script run after it was" },
	{ OPT_PREUN, "preun-file", "FILE", "script run before it is removed" },
	{ OPT_POSTUN, "postun-file", "FILE", "script run after it was" },
	{ OPT_LOCALSTATEDIR, "localstatedir", NULL, "link the profile below /var/guix/profiles" },
	{ OPT_PROFILE_NAME, "profile-name", "NAME", "by this name there: guix-profile or current-guix" },
	{ OPT_THREADS, "threads", "N", "compress with N threads (default: one per processor; xz and lzip: at most 2)" },
	{ OPT_BOOTSTRAP, "bootstrap", NULL, "accepted for compatibility: packs take no tools to make" },
	{ OPT_TARGET, "target", "TRIPLET", NULL },	/* refused, with a reason */
	{ OPT_HELP_FORMAT, "help-docker-format", NULL, NULL },
	{ OPT_HELP_FORMAT, "help-deb-format", NULL, NULL },
	{ OPT_HELP_FORMAT, "help-rpm-format", NULL, NULL },
	GX_OPTS_BUILDING,
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int set_format(struct gx_pack_args *args, const char *value, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf hint = GX_BUF_INIT;
	const char *names[16], *near;
	size_t n = 0;

	if (!strcmp(value, "relocatable")) {
		args->opts.relocatable += !args->opts.relocatable;
		return 0;
	}
	if (!gx_pack_format_parse(value, &args->opts.format, err))
		return 0;
	for (const struct gx_pack_format_info *f = gx_pack_formats; f->name && n < 14; f++)
		names[n++] = f->name;
	names[n++] = "relocatable";
	names[n] = NULL;
	near = gx_suggest(value, names);
	return near ? gx_err_hint(err, "did you mean '%s'?", near) : -1;
}

static int add_link(struct gx_pack_opts *opts, const char *value, struct gx_err *err)
{
	struct gx_pack_link link;

	if (gx_pack_link_parse(value, &link, err))
		return -1;
	opts->links = gx_reallocarray(opts->links, opts->nlinks + 1, sizeof link);
	opts->links[opts->nlinks++] = link;
	return 0;
}

static int set_tag(struct gx_pack_opts *opts, const char *value, struct gx_err *err)
{
	struct gx_image_ref ref = { 0 };

	if (gx_image_ref_parse(value, &ref, err))
		return -1;
	free(opts->tag);
	opts->tag = gx_strdup(ref.text);
	gx_image_ref_clear(&ref);
	return 0;
}

static void set_string(char **slot, const char *value)
{
	free(*slot);
	*slot = gx_strdup(value);
}

static int set_sbom(struct gx_pack_args *args, const char *value, struct gx_err *err)
{
	if (!value || !strcmp(value, "spdx"))
		args->sbom = GX_SBOM_SPDX;
	else if (!strcmp(value, "cyclonedx"))
		args->sbom = GX_SBOM_CYCLONEDX;
	else
		return gx_fail(err, GX_EUSAGE, "--sbom=%s: the formats are spdx and cyclonedx",
			       value);
	return 0;
}

static void set_health(struct gx_strv *check, const char *form)
{
	gx_strv_clear(check);
	gx_strv_push(check, form);
}

/* What a shell would read otherwise is taken for a mistake: to `docker run' it is none. */
static int set_health_words(struct gx_strv *check, const char *value, struct gx_err *err)
{
	size_t odd = strcspn(value, "|&;<>()$`\\\"'*?\n");

	if (value[odd]) {
		gx_fail(err, GX_EUSAGE, "--health-cmd=%s: no shell reads '%c'", value, value[odd]);
		return gx_err_hint(err, "--health-shell gives the text to /bin/sh");
	}
	set_health(check, "CMD");
	gx_strv_split(check, value, " ");
	return check->n > 1 ? 0 : gx_fail(err, GX_EUSAGE, "--health-cmd names no program");
}

/* What container engines read. */
static int image_option(struct gx_pack_args *args, int id, const char *value,
			struct gx_err *err)
{
	struct gx_pack_image *image = &args->opts.image;

	switch (id) {
	case OPT_CMD:
		gx_strv_push(&image->cmd, value);
		return 0;
	case OPT_ENV:
		return gx_pack_value_pair(&image->env, "--env", value, err);
	case OPT_LABEL:
		return gx_pack_value_pair(&image->labels, "--label", value, err);
	case OPT_PORT:
		return gx_pack_value_port(&image->ports, value, err);
	case OPT_VOLUME:
		return gx_pack_value_volume(&image->volumes, value, err);
	case OPT_WORKDIR:
		set_string(&image->workdir, value);
		return gx_pack_value_dir("--workdir", value, err);
	case OPT_STOP_SIGNAL:
		return gx_pack_value_signal(value, &image->stop_signal, err);
	case OPT_HEALTH_CMD:
		args->has_health = true;
		return set_health_words(&image->healthcheck, value, err);
	case OPT_HEALTH_SHELL:
		set_health(&image->healthcheck, "CMD-SHELL");
		gx_strv_push(&image->healthcheck, value);
		return 0;
	case OPT_HEALTH_INTERVAL:
		return gx_pack_value_time("--health-interval", value, &image->health_interval, err);
	case OPT_HEALTH_TIMEOUT:
		return gx_pack_value_time("--health-timeout", value, &image->health_timeout, err);
	case OPT_HEALTH_START:
		return gx_pack_value_time("--health-start-period", value, &image->health_start, err);
	case OPT_HEALTH_RETRIES:
		return gx_pack_value_number("--health-retries", value, &image->health_retries, err);
	default:
		return 1;
	}
}

/* More than the engines' file systems stack would make an image that does not load. */
static int set_max_layers(struct gx_pack_opts *opts, const char *value, struct gx_err *err)
{
	unsigned n;

	if (gx_pack_value_number("--max-layers", value, &n, err))
		return -1;
	if (!n)
		return gx_fail(err, GX_EUSAGE, "--max-layers=0: an image has one layer at least");
	if (n > MAX_LAYERS)
		gx_warn("--max-layers=%u: %u are made, container engines take no more", n, MAX_LAYERS);
	opts->max_layers = n < MAX_LAYERS ? n : MAX_LAYERS;
	return 0;
}

/* The entry point is the first word, whatever the order of the options. */
static void set_entry_point(struct gx_strv *words, const char *value, bool *set)
{
	struct gx_strv all = GX_STRV_INIT;

	gx_strv_push(&all, value);
	for (size_t i = *set ? 1 : 0; i < words->n; i++)
		gx_strv_push(&all, words->v[i]);
	gx_strv_clear(words);
	*words = all;
	*set = true;
}

static int set_profile_name(struct gx_pack_args *args, const char *value, struct gx_err *err)
{
	static const char *const names[] = { "guix-profile", "current-guix", NULL };

	if (!strcmp(value, names[0]) || !strcmp(value, names[1])) {
		set_string(&args->profile_name, value);
		return 0;
	}
	gx_fail(err, GX_EUSAGE, "--profile-name=%s: the names are guix-profile and current-guix",
		value);
	return gx_suggest(value, names) ? gx_err_hint(err, "did you mean '%s'?",
						      gx_suggest(value, names)) : -1;
}

/* Options for the sake of Guix's users. */
static int guix_option(struct gx_pack_args *args, int id, const char *value, struct gx_err *err)
{
	switch (id) {
	case OPT_LOCALSTATEDIR:
		args->localstatedir = true;
		return 0;
	case OPT_PROFILE_NAME:
		return set_profile_name(args, value, err);
	case OPT_BOOTSTRAP:
		return 0;
	case OPT_TARGET:
		gx_fail(err, GX_EUSAGE, "--target=%s: gx does not compile for other machines", value);
		return gx_err_hint(err, "packs are for x86_64-linux");
	case OPT_HELP_FORMAT:
		args->help = true;
		return 0;
	default:
		return 1;
	}
}

/* Files that packages of other systems carry. */
static int package_option(struct gx_pack_args *args, int id, const char *value,
			  struct gx_err *err)
{
	struct gx_pack_opts *opts = &args->opts;

	switch (id) {
	case OPT_NAME:
		set_string(&opts->name, value);
		return 0;
	case OPT_PACKAGE_VERSION:
		set_string(&opts->version, value);
		return 0;
	case OPT_CONTROL:
		return gx_pack_value_text(value, &opts->deb_control, err);
	case OPT_POSTINST:
		return gx_pack_value_text(value, &opts->deb_postinst, err);
	case OPT_TRIGGERS:
		return gx_pack_value_text(value, &opts->deb_triggers, err);
	case OPT_PREIN:
	case OPT_POSTIN:
	case OPT_PREUN:
	case OPT_POSTUN:
		return gx_pack_value_text(value, &opts->rpm_scripts[id - OPT_PREIN], err);
	default:
		return guix_option(args, id, value, err);
	}
}

static int content_option(struct gx_pack_args *args, int id, const char *value,
			  struct gx_err *err)
{
	struct gx_pack_opts *opts = &args->opts;
	int r;

	switch (id) {
	case 'R':
		opts->relocatable++;
		return 0;
	case 'S':
		return add_link(opts, value, err);
	case OPT_IMAGE_TAG:
		return set_tag(opts, value, err);
	case OPT_ENTRY_POINT:
		set_entry_point(&opts->image.entrypoint, value, &args->has_entry_point);
		return 0;
	case 'A':
		gx_strv_push(&opts->image.entrypoint, value);
		return 0;
	case OPT_USER:
		free(opts->user.name);
		return gx_pack_user_parse(value, &opts->user, err);
	case OPT_MAX_LAYERS:
		return set_max_layers(opts, value, err);
	case OPT_CERTIFICATES:
		opts->ca_certificates = true;
		return 0;
	case OPT_BIN_SH:
		opts->bin_sh = true;
		return 0;
	case OPT_PROVENANCE:
		args->provenance = true;
		return 0;
	case OPT_SBOM:
		return set_sbom(args, value, err);
	default:
		r = image_option(args, id, value, err);
		return r > 0 ? package_option(args, id, value, err) : r;
	}
}

/* What to evaluate, and how to build it. */
static int input_option(struct gx_pack_args *args, int id, const char *value,
			struct gx_err *err)
{
	if (id == OPT_FILE)
		id = 'f';
	if (id == 'm' || id == 'f')
		gx_strv_pushf(&args->recipe, "--%s=%zu", id == 'm' ? "manifest" : "file",
			      ++args->nsources);
	else if (id == 'e')
		gx_strv_pushf(&args->recipe, "--expression=%s", value);
	else if (id == GX_OPT_OPERAND)
		gx_strv_push(&args->recipe, value);
	else if (gx_transform_name(id))
		gx_strv_pushf(&args->recipe, "--%s=%s", gx_transform_name(id), value);
	gx_shell_args_add(&args->words, id, value);
	if (id != GX_OPT_OPERAND)
		return gx_inputs_option(&args->inputs, id, value, err);
	gx_inputs_spec(&args->inputs, value);
	return 0;
}

/* Options that say where the pack goes, and in which form: they are no part of the recipe. */
static int output_option(struct gx_pack_args *args, int id, const char *value,
			 struct gx_err *err)
{
	switch (id) {
	case OPT_LIST_FORMATS:
		args->list_formats = true;
		return 0;
	case 'f':
		return set_format(args, value, err);
	case 'C':
		return gx_pack_compression_parse(value, &args->opts.compression, err);
	case 'd':
		args->derivation = true;
		return 0;
	case 'o':
		set_string(&args->output, value);
		return 0;
	case 'r':
		set_string(&args->root, value);
		return 0;
	case OPT_PUSH:
		set_string(&args->push, value);
		return 0;
	case OPT_THREADS:
		return gx_pack_value_number("--threads", value, &args->opts.threads, err);
	default:
		return input_option(args, id, value, err);
	}
}

bool gx_pack_args_is_source(const struct gx_eval_input *input)
{
	return input->kind == GX_EVAL_MANIFEST_FILE || input->kind == GX_EVAL_FILE ||
	       input->kind == GX_EVAL_MANIFEST_TEXT || input->kind == GX_EVAL_FILE_TEXT;
}

int gx_pack_args_option(struct gx_pack_args *args, const char *name, const char *value,
			struct gx_err *err)
{
	const struct gx_opt *opt = gx_opts_pack;

	while (opt->id && (!opt->name || strcmp(opt->name, name)))
		opt++;
	return content_option(args, opt->id, value, err);
}

static const char *option_name(int id)
{
	for (const struct gx_opt *opt = gx_opts_pack; opt->id; opt++) {
		if (opt->id == id)
			return opt->name;
	}
	return "";
}

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct gx_pack_args *args = payload;
	int r = content_option(args, id, value, err);

	if (r > 0)
		return output_option(args, id, value, err);
	if (r == 0 && value)
		gx_strv_pushf(&args->recipe, "--%s=%s", option_name(id), value);
	else if (r == 0)
		gx_strv_pushf(&args->recipe, "--%s", option_name(id));
	return r;
}

static bool is_image(enum gx_pack_format format)
{
	return format == GX_PACK_DOCKER || format == GX_PACK_OCI || format == GX_PACK_OCI_DIR;
}

/* "-o DIR/" with -f oci means a layout directory. */
static void choose_directory(struct gx_pack_args *args)
{
	size_t n = args->output ? strlen(args->output) : 0;

	if (args->opts.format == GX_PACK_OCI && n > 1 && args->output[n - 1] == '/')
		args->opts.format = GX_PACK_OCI_DIR;
}

static int check_args(struct gx_pack_args *args, struct gx_err *err)
{
	struct gx_image_ref ref = { 0 };

	choose_directory(args);
	if (args->push) {
		if (gx_image_ref_parse(args->push, &ref, err))
			return -1;
		gx_image_ref_clear(&ref);
		if (!is_image(args->opts.format))
			args->opts.format = GX_PACK_OCI;
	}
	if (args->opts.format == GX_PACK_OCI_DIR && args->output && !strcmp(args->output, "-"))
		return gx_fail(err, GX_EUSAGE, "a directory cannot be written to standard output");
	if (args->push && (args->output || args->root))
		return gx_fail(err, GX_EUSAGE, "--push goes to a registry, --output and --root do not: "
			       "give one of them");
	if (args->output && args->root)
		return gx_fail(err, GX_EUSAGE, "--root links to the store, --output writes "
			       "elsewhere: give one of them");
	return 0;
}

int gx_pack_args_parse(struct gx_pack_args *args, int argc, char *const *argv,
		       struct gx_err *err)
{
	int r = gx_opts_parse(gx_opts_pack, argc, argv, on_option, args, NULL, err);

	return r ? r : check_args(args, err);
}

void gx_pack_args_clear(struct gx_pack_args *args)
{
	gx_inputs_clear(&args->inputs);
	gx_shell_args_clear(&args->words);
	gx_pack_opts_clear(&args->opts);
	gx_strv_clear(&args->recipe);
	free(args->push);
	free(args->output);
	free(args->root);
	free(args->profile_name);
}
