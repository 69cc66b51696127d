/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/eval: from a user's files and words to derivations.
 *
 * Evaluation runs in a child of its own, gx-eval, which boots Guile with the channels of the
 * request alone on its load path and speaks the worker protocol to us over a socket pair;
 * the store's writer and the user's code never share an address space.  What the evaluation
 * depended on comes back as a list of facts, from which src/cache makes a cache entry.
 *
 *	struct gx_eval_request req = { .kind = GX_EVAL_PROFILE, .system = "x86_64-linux" };
 *	gx_eval_add_input(&req, GX_EVAL_MANIFEST_FILE, "/home/me/manifest.scm", false);
 *	gx_eval_add_channel(&req, "base", "/usr/share/gx/channels/base", NULL, NULL);
 *	struct gx_eval_result res = { 0 };
 *	gx_eval_run(store, &req, &res, err);
 *	gx_eval_result_clear(&res); gx_eval_request_clear(&req);
 *
 * The evaluation writes the user's own output, and warnings, to stderr. */
#ifndef GX_EVAL_H
#define GX_EVAL_H

#include "store/store.h"

/* --- what is asked ---------------------------------------------------------------------- */

enum gx_eval_kind {
	GX_EVAL_PROFILE,	/* one profile derivation for all inputs (gx shell, gx pack) */
	GX_EVAL_BUILD,		/* a derivation for each input (gx build) */
	GX_EVAL_SHOW,		/* package descriptions only: result.show (gx show) */
	GX_EVAL_SEARCH,		/* the inputs are words to search for: result.show */
	GX_EVAL_MANIFEST,	/* only entries and manifest code (--export-manifest) */
	GX_EVAL_CHANNELS,	/* the input is a channels.scm: result.show, a (channel …) form for
				 * each; options "default-channel=(channel …)" */
	GX_EVAL_TRANSACTION,	/* the profile that a changed one becomes (gx package): see options */
};

enum gx_eval_input_kind {
	GX_EVAL_MANIFEST_FILE,	/* -m FILE (absolute) */
	GX_EVAL_SPEC,		/* ruby@3.4:out */
	GX_EVAL_EXPR,		/* -e EXPR: a package, manifest, derivation, file-like object */
	GX_EVAL_FILE,		/* -f FILE (absolute): evaluates to such an object */
	/* The same of a text, whose name stands on its first line, for messages. */
	GX_EVAL_MANIFEST_TEXT, GX_EVAL_FILE_TEXT,
	GX_EVAL_INSTALLED,	/* a profile's own manifest, the file (absolute) */
};

struct gx_eval_input {
	enum gx_eval_input_kind kind;
	char *text;
	bool development;	/* -D: what is needed to build it, not itself */
};

struct gx_eval_channel {
	char *name;		/* "base" */
	char *root;		/* its modules' directory on disk, absolute */
	char *commit;		/* NULL: a working tree, traced file by file … */
	char *pin;		/* … the commit it is at all the same, or NULL */
	char *url;		/* or NULL */
	char *source;		/* what entries of profiles record, or NULL: data in Scheme */
	char *logical;		/* how ROOT is named in messages and stored locations, or NULL */
};

struct gx_eval_request {
	enum gx_eval_kind kind;
	struct gx_eval_input *inputs;		size_t ninputs;
	struct gx_eval_channel *channels;	size_t nchannels;	/* the core channel first */
	struct gx_strv load_path;	/* -L, absolute, in order */
	char *system;			/* NULL: x86_64-linux */
	/* "NAME=VALUE", as the command line gave them: "with-input=a=b",
	 * "with-latest=p" (transformations); "source" (gx build -S); "no-grafts";
	 * "derivations"; "allow-collisions"; "target=TRIPLET"; in transactions "remove=SPEC",
	 * "upgrade=REGEXP" and "keep=REGEXP", which apply to the INSTALLED input, while the
	 * other inputs are added (manifest files take its place) */
	struct gx_strv options;
};

/* Add to REQ; the texts are copied, COMMIT and URL may be NULL. */
void gx_eval_add_input(struct gx_eval_request *req, enum gx_eval_input_kind kind,
		       const char *text, bool development);
void gx_eval_add_channel(struct gx_eval_request *req, const char *name, const char *root,
			 const char *commit, const char *url);
void gx_eval_request_clear(struct gx_eval_request *req);
#define gx_cleanup_eval_request gx_eval_request_clear

/* --- what comes back -------------------------------------------------------------------- */

struct gx_eval_package {
	char *name, *version, *output;
	char *path;		/* its store item */
};

struct gx_eval_output {
	char *input;		/* how the user named it */
	char *drv;		/* "" when it is a plain store item */
	char *output;		/* "out" */
	char *path;
};

/* A field of a manifest's (image …) form, an option of `gx pack' (GX_EVAL_PROFILE). */
struct gx_eval_image_field {
	char *name;		/* "ports" */
	char *option;		/* "port" */
	char *file;		/* where it is written, or "" … */
	int line, column;	/* … and 0 */
	struct gx_strv values;
};

/* One fact that the evaluation depended on. */
enum gx_trace_type {
	GX_TRACE_FILE,		/* name: path; hash of content; stat */
	GX_TRACE_ABSENT,	/* name: path that did not exist */
	GX_TRACE_DIR,		/* name: path; hash of its sorted names ("a\0b\0"); stat */
	GX_TRACE_EXISTS,	/* name: path that was only looked at; value: "file", "directory",
				 * or "other" (links followed) */
	GX_TRACE_LINK,		/* name: path; value: the symbolic link's target */
	GX_TRACE_ENV,		/* name: variable; hash of its value; value NULL if unset, or "" */
	GX_TRACE_CWD,		/* name: the working directory */
	GX_TRACE_CHANNEL,	/* name: channel; value: commit (pinned ones only) */
	GX_TRACE_SYSTEM,	/* value: "x86_64-linux" */
	GX_TRACE_OPTION,	/* value: one of the request's options, inputs, … */
	GX_TRACE_VERSION,	/* value: gx's version */
	GX_TRACE_IMPURE,	/* value: why the evaluation must not be cached */
};

struct gx_trace_item {
	enum gx_trace_type type;
	char *name;		/* or NULL */
	char *value;		/* or NULL */
	struct gx_hash hash;	/* sha256; len 0 when there is none */
	uint64_t dev, ino, size;
	int64_t mtime_ns, ctime_ns;
};

struct gx_trace {
	struct gx_trace_item *v;	/* only the functions below add to it */
	size_t n;
	bool impure;		/* it holds a GX_TRACE_IMPURE */
};
void gx_trace_clear(struct gx_trace *trace);
#define gx_cleanup_trace gx_trace_clear
/* Add a fact; NAME and VALUE, which are copied, may be NULL. */
void gx_trace_add(struct gx_trace *trace, enum gx_trace_type type, const char *name,
		  const char *value);
/* Move what FROM holds to the end of TO; FROM is empty afterwards. */
void gx_trace_move(struct gx_trace *to, struct gx_trace *from);

/* Why an evaluation failed, beside err->msg and err->hint. */
struct gx_eval_error {
	char *kind;		/* "unbound-variable", "syntax", "read", "unknown-package", "type",
				 * "not-found", "other", … */
	char *file;		/* or NULL; as the user named it */
	int line, column;	/* from 1; 0 unknown */
	char *source;		/* the text, when FILE is only a name ("<command line>") */
	int open_line, open_column;	/* a second place, such as an opening parenthesis; 0: none */
	char *note;		/* what is there, or NULL */
	struct gx_strv candidates;	/* did you mean … */
	char *backtrace;	/* only with GX_BACKTRACE=1 */
};

struct gx_eval_result {
	char *profile_drv, *profile_out;	/* GX_EVAL_PROFILE */
	struct gx_eval_output *outputs;		size_t noutputs;
	struct gx_eval_package *packages;	size_t npackages;
	struct gx_eval_image_field *image;	size_t nimage;	/* as written, in order */
	char *manifest_code;		/* Scheme of an equal manifest, for --export-manifest */
	char *show;			/* text for GX_EVAL_SHOW, _SEARCH (recutils), _CHANNELS */
	char *table;			/* all packages there are, a line each, for the self-check */
	struct gx_strv warnings;	/* already worded, without "warning: " */
	struct gx_trace trace;
	struct gx_eval_error error;	/* set when gx_eval_run fails because of user's code */
	double seconds;			/* wall time of the child */
};

/* Evaluate.  -1 with ERR worded for people (message, hint, kind, place) and RESULT->error filled
 * when the user's code is at fault; RESULT is to be cleared in any case.  Derivations named in the result are valid store items on return.
 * GX_EVAL_* inputs are evaluated in order.  Needs no network unless the user's code builds
 * something while evaluating. */
int gx_eval_run(struct gx_store *store, const struct gx_eval_request *req,
		struct gx_eval_result *result, struct gx_err *err);
void gx_eval_result_clear(struct gx_eval_result *result);
#define gx_cleanup_eval_result gx_eval_result_clear

/* Make ERR of an error in the user's own files; HINT may be NULL.  Guile's columns in ERROR
 * become characters.  Returns -1. */
int gx_eval_error_tell(struct gx_eval_error *error, const char *message, const char *hint,
		       struct gx_err *err);

/* gx repl: replace the current process by gx-eval with the request's channels and load path
 * on its own.  SCRIPT NULL: interactive (or standard input).  Serves the worker protocol from
 * this process, so it returns, with the exit status of the child. */
int gx_eval_repl(struct gx_store *store, const struct gx_eval_request *req,
		 const char *script, char *const *args, int *status, struct gx_err *err);

#endif
