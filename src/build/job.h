/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One derivation being built: its locks, its folder, its processes, its log. */
#ifndef GX_BUILD_JOB_H
#define GX_BUILD_JOB_H

#include "build/graph.h"
#include "build/log.h"
#include "build/output.h"
#include "build/sandbox.h"
#include "build/scratch.h"

enum gx_build_stage {
	GX_JOB_BUILDING,	/* the builder runs */
	GX_JOB_CHECKING,	/* a process of ours looks at the outputs */
	GX_JOB_OVER,
};

struct gx_build_job {
	struct gx_store *store;
	const struct gx_build_opts *opts;
	const struct gx_build_graph *graph;
	struct gx_build_node *node;
	enum gx_build_stage stage;

	struct gx_path_lock **locks;	size_t nlocks;
	struct gx_build_user user;
	struct gx_build_scratch scratch;
	struct gx_strv closure;		/* what the builder sees */
	struct gx_build_log *log;
	char *log_file;
	struct gx_sandbox_process process;
	pid_t pid;			/* of the last builder, for events */

	pid_t checker;
	int checker_fd;
	struct gx_buf checked;		/* what it has said so far */

	double started;
	double last_output;
	double asked_to_end;		/* when SIGTERM was sent, or 0 */
	char *ended_by;			/* why we ended it, or NULL */
	int status;

	bool compare_store;		/* the outputs are valid: compare with them */
	bool repair;			/* … and replace them */
	unsigned rounds;		/* builds still to come, this one included */
	struct gx_build_scratch first_scratch;	/* of the first round */
	struct gx_build_outputs first;

	struct gx_buf progress;		/* an unfinished line from a download */
	uint64_t bytes, total;
};

/* Start building NODE.  +1: another process holds one of its outputs; 2: meanwhile all its
 * outputs are valid.  In both cases *OUT is not written. */
int gx_build_job_start(struct gx_store *store, const struct gx_build_opts *opts,
		       const struct gx_build_graph *graph, struct gx_build_node *node,
		       struct gx_build_job **out, struct gx_err *err);
/* Read what has come; EVENT tells the outside. */
void gx_build_job_read_log(struct gx_build_job *job);
void gx_build_job_read_progress(struct gx_build_job *job);
/* The builder has ended: collect it.  0: its outputs are being checked now; -1: failed. */
int gx_build_job_built(struct gx_build_job *job, struct gx_err *err);
/* The checker has more to say: +1 not all yet; 0: done, registered or compared, or the next
 * round has begun (then stage is GX_JOB_BUILDING again). */
int gx_build_job_checked(struct gx_build_job *job, struct gx_err *err);
/* Ask its processes to end for the reason WHY; insist when that was asked long ago. */
void gx_build_job_end(struct gx_build_job *job, const char *why);
/* Kill and collect what runs, remove the folder, release the locks. */
void gx_build_job_free(struct gx_build_job *job);

/* What is the same for all rounds of JOB: is this its system, what does the builder see? */
int gx_build_round_prepare(struct gx_build_job *job, struct gx_err *err);
/* Make the folder, start the builder (or once more, after that of the round before is gone). */
int gx_build_round_start(struct gx_build_job *job, struct gx_err *err);
/* Is DRV built by one of our own builders? */
bool gx_build_is_builtin(const struct gx_drv *drv);

/* Tell the asker EVENT, whose fields about the job are filled in here. */
void gx_build_job_event(const struct gx_build_job *job, struct gx_build_event *event);
double gx_build_now(void);	/* seconds of a clock that only goes forward */

#endif
