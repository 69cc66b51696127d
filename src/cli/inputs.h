/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What gx shell, build and pack share: the words that say what to evaluate, the options of
 * a build, and the way from a request to realised outputs. */
#ifndef GX_INPUTS_H
#define GX_INPUTS_H

#include "build/build.h"
#include "cli/opts.h"
#include "cli/transform.h"
#include "eval/eval.h"

/* Rows for a command's option table: what to evaluate. */
#define GX_OPTS_INPUTS \
	{ 'm', "manifest", "FILE", "take the packages of the manifest FILE (may be repeated)" }, \
	{ 'e', "expression", "EXPR", "take what the Scheme expression EXPR gives" }, \
	{ 'f', "file", "FILE", "take the package or other object that FILE gives" }, \
	{ 'L', "load-path", "DIR", "put DIR before the channels' modules" }, \
	{ 's', "system", "SYSTEM", "build for SYSTEM: x86_64-linux" }, \
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch no channel from the network" }, \
	{ GX_OPT_LOCKED, "locked", NULL, "fail rather than change channels.lock" }

/* Rows for how to build. */
enum {
	GX_OPT_TIMEOUT = 300, GX_OPT_MAX_SILENT, GX_OPT_NO_GRAFTS, GX_OPT_NO_BUILD,
	GX_OPT_OFFLINE, GX_OPT_LOCKED,
	GX_OPT_NO_EFFECT, GX_OPT_SUBSTITUTE_URLS, GX_OPT_TARGET_OF_GUIX, GX_OPT_TUNE, GX_OPT_C_TOOLCHAIN,
	GX_OPT_OWN = 400,	/* a command's own long options start here */
};
#define GX_OPTS_BUILDING \
	{ 'k', "keep-going", NULL, "after a failure build what does not depend on it" }, \
	{ 'K', "keep-failed", NULL, "keep the build tree of what fails" }, \
	{ 'n', "dry-run", NULL, "only tell what would be downloaded and built" }, \
	{ 'M', "max-jobs", "N", "build up to N things at a time (default: one per processor)" }, \
	{ 'c', "cores", "N", "let each build use N processors (default: all)" }, \
	{ GX_OPT_TIMEOUT, "timeout", "SECONDS", "stop a build that takes longer" }, \
	{ GX_OPT_MAX_SILENT, "max-silent-time", "SECONDS", "stop a build that is silent longer" }, \
	{ GX_OPT_NO_GRAFTS, "no-grafts", NULL, "accepted for compatibility: nothing is grafted" }, \
	{ GX_OPT_NO_BUILD, "no-build", NULL, "fail with status 3 when something is to be built" }, \
	GX_OPTS_GUIX
/* Options of Guix's that change nothing here, or are refused with a reason. */
#define GX_OPTS_GUIX \
	{ GX_OPT_NO_EFFECT, "no-substitutes", NULL, NULL }, \
	{ GX_OPT_NO_EFFECT, "fallback", NULL, NULL }, \
	{ GX_OPT_NO_EFFECT, "no-offload", NULL, NULL }, \
	{ GX_OPT_NO_EFFECT, "no-build-hook", NULL, NULL }, \
	{ GX_OPT_NO_EFFECT, "bootstrap", NULL, NULL }, \
	{ GX_OPT_NO_EFFECT, "debug", "LEVEL", NULL }, \
	{ GX_OPT_SUBSTITUTE_URLS, "substitute-urls", "URLS", NULL }, \
	{ GX_OPT_TARGET_OF_GUIX, "target", "TRIPLET", NULL }, \
	{ GX_OPT_TUNE, "tune", "[CPU]", NULL }, \
	{ GX_OPT_C_TOOLCHAIN, "with-c-toolchain", "PACKAGE=TOOLCHAIN", NULL }

struct gx_inputs {
	struct gx_eval_request request;
	struct gx_build_opts build;
	bool dry_run;
	bool development;	/* -D was given: concerns the next input */
	bool locked;
	struct gx_trace facts;	/* what decided the channels */
};
#define GX_INPUTS_INIT { .build = GX_BUILD_OPTS_INIT }
void gx_inputs_clear(struct gx_inputs *inputs);
#define gx_cleanup_inputs gx_inputs_clear

/* Take one option of the rows above, of GX_OPTS_TRANSFORM, or -D ('D'); +1 when ID is none of
 * them. */
int gx_inputs_option(struct gx_inputs *inputs, int id, const char *value, struct gx_err *err);
/* An operand that is a package specification. */
void gx_inputs_spec(struct gx_inputs *inputs, const char *spec);
/* Name the channels of the request: those of the project of the first manifest, or the
 * user's (src/channel). */
int gx_inputs_channels(struct gx_store *store, struct gx_inputs *inputs, struct gx_err *err);

/* Open the user's store, made if absent; one line says where it is if a /gnu/store is there
 * and is not used. */
int gx_inputs_store(struct gx_store **out, struct gx_err *err);

/* Evaluate; ERR is worded for people. */
int gx_inputs_eval(struct gx_store *store, struct gx_inputs *inputs,
		   struct gx_eval_result *result, struct gx_err *err);
/* Take an operand that is a store item (kept in ITEMS) or a package specification. */
void gx_inputs_operand(struct gx_inputs *inputs, struct gx_strv *items, const char *word);
/* Add to OUT what ITEMS lie in, then what INPUTS evaluate to: outputs, or with DERIVATIONS their
 * derivations.  All are valid: nothing is built, GX_ENOTREALISED names what is missing. */
int gx_inputs_items(struct gx_store *store, struct gx_inputs *inputs, const struct gx_strv *items,
		    bool derivations, struct gx_strv *out, struct gx_err *err);
/* Tell the plan for TARGETS, and unless --dry-run realise them; outputs as the targets ask.
 * +1 after a dry run. */
int gx_inputs_realise(struct gx_store *store, struct gx_inputs *inputs,
		      const struct gx_strv *targets, struct gx_strv *outputs,
		      struct gx_err *err);

#endif
