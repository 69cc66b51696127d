/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/build: derivations become store items.
 *
 * A target is "/gnu/store/….drv" (all outputs) or "/gnu/store/….drv!out,lib".  gx_build_plan
 * tells what realising the targets takes; gx_build_run does it.  Invariants:
 *   - a derivation whose wanted outputs are valid is never run, nor are its inputs looked at;
 *   - of all processes that use a store at most one builds a given output at a time: the
 *     others wait for its path lock and then find the output valid;
 *   - a builder sees its inputs' closure, read-only, and nothing else (doc/formats.md,
 *     "The sandbox"); it never runs as the host's root nor as the owner of the store;
 *   - outputs are checked, made canonical, scanned and registered in one transaction;
 *   - when gx_build_run returns no process that it started is left.
 *
 *	struct gx_build_opts opts = GX_BUILD_OPTS_INIT;
 *	GX_AUTO(build_result) struct gx_build_result result = GX_BUILD_RESULT_INIT;
 *	gx_strv_push(&targets, "/gnu/store/…-hello-2.12.drv!out");
 *	if (gx_build_run(store, &targets, &opts, &result, err) < 0)
 *		return -1;
 *	puts(result.outputs.v[0]);
 */
#ifndef GX_BUILD_H
#define GX_BUILD_H

#include "store/store.h"
#include "util/util.h"

/* --- what happens, as it happens ---------------------------------------------------------- */

enum gx_build_event_kind {
	GX_BUILD_PLANNED,	/* once: bytes, total, count say what is ahead */
	GX_BUILD_STARTED,	/* a builder or a download runs now */
	GX_BUILD_LOG,		/* text, len: output of a builder, in pieces of any size */
	GX_BUILD_PROGRESS,	/* bytes, total (0: unknown) of a download */
	GX_BUILD_WAITING,	/* another process builds it: we wait for its lock */
	GX_BUILD_SUCCEEDED,	/* its outputs are valid now */
	GX_BUILD_FAILED,	/* status, text: the message for people */
	GX_BUILD_TICK,		/* some time has passed, a second at most (only with opts.ticks) */
};

struct gx_build_event {		/* everything borrowed for the duration of the call */
	enum gx_build_event_kind kind;
	const char *drv;	/* path of the .drv */
	const char *name;	/* "hello-2.12" */
	const char *output;	/* its first output's path */
	const char *system;	/* "x86_64-linux" */
	const char *log_file;	/* where the whole log is, or NULL */
	pid_t pid;		/* of the builder; names the build in the worker protocol */
	bool download;		/* it fetches a file rather than builds */
	const char *text;
	size_t len;
	uint64_t bytes;		/* of a download */
	uint64_t total;		/* when known; PLANNED: of all files */
	size_t count;		/* PLANNED: number of derivations to build */
	size_t downloads;	/* PLANNED: number of files to download */
	int status;		/* exit status, or 128 + signal; 0 when another check failed */
	double seconds;		/* how long it took */
};
/* Called from gx_build_run, on its thread; must not call into src/build or end the process. */
typedef void gx_build_event_fn(void *payload, const struct gx_build_event *event);

/* --- options -------------------------------------------------------------------------------- */

enum gx_build_mode {
	GX_BUILD_NORMAL,
	GX_BUILD_REPAIR,	/* build the targets again although valid, and replace their files */
	GX_BUILD_CHECK,		/* build the targets, which must be valid, again and compare */
};

struct gx_build_opts {
	enum gx_build_mode mode;
	unsigned jobs;		/* -M: builds at a time; 0: number of processors */
	unsigned cores;		/* -c: NIX_BUILD_CORES; 0: "all", as Guix */
	unsigned downloads;	/* downloads at a time, beside the builds; 0: four */
	unsigned timeout;	/* seconds of one build; 0: no limit */
	unsigned max_silent;	/* seconds without output; 0: no limit */
	unsigned rounds;	/* --rounds: build so often and compare; 0 and 1: once */
	bool keep_going;	/* -k: after a failure build what does not depend on it */
	bool keep_failed;	/* -K: keep the build tree (and differing outputs of a check) */
	bool no_build;		/* fail with GX_ENOTREALISED when something would be built or
				 * downloaded */
	bool ticks;		/* send GX_BUILD_TICK, so that a clock may be shown */
	gx_build_event_fn *event;	/* may be NULL */
	void *payload;
};
#define GX_BUILD_OPTS_INIT { .mode = GX_BUILD_NORMAL }

/* --- the plan ------------------------------------------------------------------------------- */

struct gx_build_plan_item {
	char *drv;
	char *name;		/* "hello-2.12" */
	struct gx_strv outputs;	/* paths that will become valid */
	uint64_t size;		/* download size as the derivation tells, 0: unknown */
};
struct gx_build_plan {
	struct gx_build_plan_item *builds;	size_t nbuilds;
	struct gx_build_plan_item *downloads;	size_t ndownloads;
	uint64_t download_bytes;	/* sum of the known sizes */
	bool sizes_known;		/* of all downloads */
	struct gx_strv outputs;		/* what the targets ask for, in their order */
};
#define GX_BUILD_PLAN_INIT { NULL, 0, NULL, 0, 0, false, GX_STRV_INIT }
void gx_build_plan_clear(struct gx_build_plan *plan);
#define gx_cleanup_build_plan gx_build_plan_clear

/* What realising TARGETS takes, inputs before what needs them.  GX_ENOTFOUND for a .drv that
 * is not in the store. */
int gx_build_plan(struct gx_store *store, const struct gx_strv *targets,
		  const struct gx_build_opts *opts, struct gx_build_plan *out,
		  struct gx_err *err);

/* --- doing it ------------------------------------------------------------------------------- */

struct gx_build_failure {
	char *drv;
	char *message;		/* for people; several lines with the end of the log */
	char *log_file;		/* or NULL */
	char *kept;		/* the kept build tree (keep_failed), or NULL */
	int status;		/* exit status or 128 + signal; 0 when a check after it failed */
	bool timed_out;
	bool dependency;	/* not run, since something that it needs failed */
};
struct gx_build_result {
	struct gx_strv outputs;		/* what the targets asked for, in their order */
	struct gx_build_failure *failures;	size_t nfailures;
	size_t built;
	size_t downloaded;
	uint64_t bytes;			/* downloaded */
};
#define GX_BUILD_RESULT_INIT { GX_STRV_INIT, NULL, 0, 0, 0, 0 }
void gx_build_result_clear(struct gx_build_result *result);
#define gx_cleanup_build_result gx_build_result_clear

/* Realise TARGETS.  0: all their outputs are valid and temporary roots of this process.
 * -1: GX_EBUILD (a builder failed), GX_EHASH (a fixed output differs), GX_ENET, GX_EINTERRUPTED
 * (SIGINT or SIGTERM came: both are held while this runs), …; RESULT is filled in either
 * case, so initialise it before and clear it after. */
int gx_build_run(struct gx_store *store, const struct gx_strv *targets,
		 const struct gx_build_opts *opts, struct gx_build_result *result,
		 struct gx_err *err);

/* "DRV!a,b" or "DRV" -> the .drv path and the output names (empty: all). */
int gx_build_target_parse(const char *target, char **drv, struct gx_strv *outputs,
			  struct gx_err *err);

/* --- logs ----------------------------------------------------------------------------------- */

/* Where the log of the derivation DRV is (R/var/log/guix/drvs/XX/REST.drv.gz), whether or not
 * the file exists; yours. */
char *gx_build_log_name(struct gx_store *store, const char *drv);
/* The existing log of PATH, a .drv or an output; +1 when there is none. */
int gx_build_log_path(struct gx_store *store, const char *path, char **out, struct gx_err *err);
/* Send an uncompressed log to FD. */
int gx_build_log_show(const char *log_file, int fd, struct gx_err *err);

/* --- builtin builders ----------------------------------------------------------------------- */

/* Their names without "builtin:", NULL at the end ("download", "unpack-1", …). */
const char *const *gx_build_builtins(void);
/* Makes OUTPUT, the path of DRV's output `out'. */
typedef int gx_builtin_fn(const struct gx_drv *drv, const char *output, struct gx_err *err);
struct gx_builtin {
	const char *name;
	gx_builtin_fn *run;
};
/* What `gx-engine --builtin ARGS…' executes: one builtin builder in a process of its own.
 * ARGV holds what follows --builtin; MORE are the builders that other folders bring.  Writes
 * its words to stderr (the build log); returns the exit status.  gx-engine's main calls it
 * before anything else. */
int gx_build_builtin_main(int argc, char **argv, const struct gx_builtin *more, size_t nmore);

/* --- words ---------------------------------------------------------------------------------- */

/* Turns events into progress in the form that util/progress.h has for this process.
 * Give gx_build_reporter_event as opts.event and the reporter as opts.payload.  LOGS: show
 * builders' output as it comes. */
struct gx_progress;
struct gx_build_reporter;
struct gx_build_reporter *gx_build_reporter_new(struct gx_progress *progress, bool logs);
void gx_build_reporter_free(struct gx_build_reporter *reporter);
void gx_build_reporter_event(void *reporter, const struct gx_build_event *event);
/* The plan in words, grouped, with sizes; "" when nothing is to be done. */
void gx_build_plan_format(const struct gx_build_plan *plan, struct gx_buf *out);

#endif
