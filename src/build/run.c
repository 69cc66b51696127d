/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scheduler: everything that can run does, up to the limits. */
#include "build/job.h"
#include "build/sizes.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { LONG_BUILD = 5 };		/* seconds */

struct run {
	struct gx_store *store;
	struct gx_build_opts opts;
	struct gx_build_graph graph;
	struct gx_build_result *result;
	struct gx_build_job **jobs;	/* slots; NULL when free */
	size_t njobs;
	size_t running[2];		/* builds, downloads */
	bool stopping;			/* start nothing any more */
	bool interrupted;
	bool waiting;			/* some node waits for another process */
	int signals;
	pid_t *removers;		/* processes that delete large build trees */
	size_t nremovers;
	struct gx_err first;		/* the first failure */
	size_t failed;
};

void gx_build_result_clear(struct gx_build_result *result)
{
	for (size_t i = 0; i < result->nfailures; i++) {
		free(result->failures[i].drv);
		free(result->failures[i].message);
		free(result->failures[i].log_file);
		free(result->failures[i].kept);
	}
	free(result->failures);
	gx_strv_clear(&result->outputs);
	*result = (struct gx_build_result)GX_BUILD_RESULT_INIT;
}

/* --- what became of a node ------------------------------------------------------------------ */

static struct gx_build_failure *add_failure(struct run *run, const struct gx_build_node *node,
					    const char *message)
{
	struct gx_build_result *r = run->result;
	struct gx_build_failure *failure;

	r->failures = gx_reallocarray(r->failures, r->nfailures + 1, sizeof *r->failures);
	failure = &r->failures[r->nfailures++];
	*failure = (struct gx_build_failure){
		.drv = gx_strdup(node->path), .message = gx_strdup(message),
	};
	return failure;
}

static void node_done(struct gx_build_node *node)
{
	node->state = GX_NODE_DONE;
	for (size_t i = 0; i < node->nusers; i++)
		if (--node->users[i]->blockers == 0 && node->users[i]->state == GX_NODE_BLOCKED)
			node->users[i]->state = GX_NODE_READY;
}

static void fail_users(struct run *run, struct gx_build_node *node)
{
	for (size_t i = 0; i < node->nusers; i++) {
		struct gx_build_node *user = node->users[i];

		if (user->state == GX_NODE_FAILED)
			continue;
		user->state = GX_NODE_FAILED;
		if (run->opts.keep_going) {
			GX_AUTO(free) char *text = gx_asprintf("%s, which it needs, failed",
							       node->path);

			add_failure(run, user, text)->dependency = true;
		}
		fail_users(run, user);
	}
}

/* JOB may be NULL when it never started. */
static void node_failed(struct run *run, struct gx_build_node *node, struct gx_build_job *job,
			struct gx_err *err)
{
	struct gx_build_failure *failure = add_failure(run, node, gx_err_text(err));
	struct gx_build_event event = {
		.kind = GX_BUILD_FAILED, .text = failure->message,
		.len = strlen(failure->message),
	};

	node->state = GX_NODE_FAILED;
	if (job) {
		failure->status = event.status = job->status;
		failure->log_file = job->log_file ? gx_strdup(job->log_file) : NULL;
		failure->timed_out = job->ended_by != NULL;
		if (run->opts.keep_failed && job->scratch.path)
			failure->kept = gx_build_scratch_keep(run->store, &job->scratch,
							      node->name);
		gx_build_job_event(job, &event);
	} else if (run->opts.event) {
		event.drv = node->path;
		event.name = node->name;
		event.system = node->drv->system;
		run->opts.event(run->opts.payload, &event);
	}
	fail_users(run, node);
	if (run->failed++ == 0) {
		gx_err_prefix(err, "%s", node->path);
		gx_err_move(&run->first, err);
	}
	if (!run->opts.keep_going)
		run->stopping = true;
	gx_err_clear(err);
}

/* --- jobs ----------------------------------------------------------------------------------- */

/* The tree of a long build is large, and deleting it would hold up the others. */
static void remove_aside(struct run *run, struct gx_build_job *job)
{
	pid_t pid;

	if (gx_build_now() - job->started < LONG_BUILD || job->process.pid > 0 ||
	    job->checker > 0)
		return;
	pid = gx_build_scratch_remove_aside(&job->scratch);
	if (pid < 0)
		return;
	run->removers = gx_reallocarray(run->removers, run->nremovers + 1,
					sizeof *run->removers);
	run->removers[run->nremovers++] = pid;
}

static void wait_removers(struct run *run)
{
	int status;

	for (size_t i = 0; i < run->nremovers; i++)
		gx_wait(run->removers[i], &status, NULL);
	free(run->removers);
}

static void job_gone(struct run *run, size_t slot)
{
	struct gx_build_job *job = run->jobs[slot];

	remove_aside(run, job);
	run->running[job->node->download]--;
	gx_build_job_free(job);
	run->jobs[slot] = NULL;
}

static void job_failed(struct run *run, size_t slot, struct gx_err *err)
{
	struct gx_build_job *job = run->jobs[slot];

	/* What we ended because of another failure, or of a signal, has not failed. */
	if (run->stopping && job->ended_by && !strcmp(job->ended_by, "stopped")) {
		job->node->state = GX_NODE_BLOCKED;
		gx_err_clear(err);
	} else {
		node_failed(run, job->node, job, err);
	}
	job_gone(run, slot);
}

static void job_done(struct run *run, size_t slot)
{
	struct gx_build_job *job = run->jobs[slot];

	if (job->node->download)
		run->result->downloaded++;
	else
		run->result->built++;
	run->result->bytes += job->bytes;
	gx_build_job_event(job, &(struct gx_build_event){
		.kind = GX_BUILD_SUCCEEDED, .bytes = job->bytes, .total = job->total });
	node_done(job->node);
	job_gone(run, slot);
}

static void wait_for_other(struct run *run, struct gx_build_node *node)
{
	struct gx_build_event event = {
		.kind = GX_BUILD_WAITING, .drv = node->path, .name = node->name,
		.system = node->drv->system, .download = node->download,
	};

	node->state = GX_NODE_LOCKED;
	run->waiting = true;
	if (!node->announced && run->opts.event)
		run->opts.event(run->opts.payload, &event);
	node->announced = true;
}

static void start(struct run *run, struct gx_build_node *node, size_t slot)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	switch (gx_build_job_start(run->store, &run->opts, &run->graph, node, &run->jobs[slot],
				   &err)) {
	case 0:
		node->state = GX_NODE_RUNNING;
		run->running[node->download]++;
		break;
	case 1:
		wait_for_other(run, node);
		break;
	case 2:
		node_done(node);
		break;
	default:
		node_failed(run, node, NULL, &err);
	}
}

/* Of the ready ones that with the longest chain behind it. */
static struct gx_build_node *choose(struct run *run)
{
	struct gx_build_node *best = NULL;
	size_t limit[2] = { run->opts.jobs, run->opts.downloads };

	for (size_t i = 0; i < run->graph.norder; i++) {
		struct gx_build_node *node = run->graph.order[i];

		if (node->state == GX_NODE_READY &&
		    run->running[node->download] < limit[node->download] &&
		    (!best || node->height > best->height))
			best = node;
	}
	return best;
}

static void start_ready(struct run *run)
{
	struct gx_build_node *node;
	size_t slot = 0;

	while (!run->stopping && (node = choose(run))) {
		while (slot < run->njobs && run->jobs[slot])
			slot++;
		if (slot == run->njobs)
			return;
		start(run, node, slot);
	}
}

/* Those whose lock was taken are tried again. */
static void retry_locked(struct run *run)
{
	run->waiting = false;
	for (size_t i = 0; i < run->graph.norder; i++)
		if (run->graph.order[i]->state == GX_NODE_LOCKED)
			run->graph.order[i]->state = GX_NODE_READY;
}

/* --- the loop ------------------------------------------------------------------------------- */

static void stop_all(struct run *run)
{
	for (size_t i = 0; i < run->njobs; i++)
		if (run->jobs[i])
			gx_build_job_end(run->jobs[i], "stopped");
}

static void check_time(struct run *run, struct gx_build_job *job, double now)
{
	GX_AUTO(free) char *why = NULL;

	if (job->ended_by)
		why = gx_strdup(job->ended_by);
	else if (run->opts.timeout && now - job->started > run->opts.timeout)
		why = gx_asprintf("it was stopped after %u seconds (--timeout)",
				  run->opts.timeout);
	else if (run->opts.max_silent && job->stage == GX_JOB_BUILDING &&
		 now - job->last_output > run->opts.max_silent)
		why = gx_asprintf("it was stopped after %u seconds of silence "
				  "(--max-silent-time)", run->opts.max_silent);
	if (why)
		gx_build_job_end(job, why);
}

static size_t fill_poll(const struct run *run, struct pollfd *fds)
{
	size_t n = 0;

	fds[n++] = (struct pollfd){ .fd = run->signals, .events = POLLIN };
	for (size_t i = 0; i < run->njobs; i++) {
		const struct gx_build_job *job = run->jobs[i];
		const int wanted[] = {
			job ? job->process.log : -1, job ? job->process.progress : -1,
			job ? job->process.pidfd : -1, job ? job->checker_fd : -1,
		};

		for (size_t j = 0; j < GX_ARRAY_SIZE(wanted); j++)
			fds[n++] = (struct pollfd){ .fd = wanted[j], .events = POLLIN };
	}
	return n;
}

/* What poll found for one job: log, progress, end of the builder, checker. */
static void serve(struct run *run, size_t slot, const struct pollfd *fds)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_build_job *job = run->jobs[slot];
	int result = 0;

	if (fds[0].revents)
		gx_build_job_read_log(job);
	if (fds[1].revents)
		gx_build_job_read_progress(job);
	if (fds[2].revents)
		result = gx_build_job_built(job, &err);
	else if (fds[3].revents)
		result = gx_build_job_checked(job, &err);
	if (result < 0)
		job_failed(run, slot, &err);
	else if (result == 0 && job->stage == GX_JOB_OVER)
		job_done(run, slot);
}

static void read_signal(struct run *run)
{
	struct signalfd_siginfo info;

	while (read(run->signals, &info, sizeof info) == sizeof info)
		run->interrupted = run->stopping = true;
}

static bool busy(const struct run *run)
{
	return run->running[0] || run->running[1];
}

static int timeout_ms(const struct run *run)
{
	if (run->stopping)
		return 200;
	if (run->waiting)
		return 50;
	if (run->opts.timeout || run->opts.max_silent)
		return 500;
	return run->opts.ticks ? 1000 : -1;
}

static int loop(struct run *run, struct gx_err *err)
{
	GX_AUTO(free) struct pollfd *fds = gx_calloc(1 + 4 * run->njobs, sizeof *fds);

	for (;;) {
		double now;	/* before we look: what came until then has been heard */
		size_t n;

		start_ready(run);
		if (run->stopping)
			stop_all(run);
		if (!busy(run) && (run->stopping || !run->waiting))
			return 0;
		n = fill_poll(run, fds);
		now = gx_build_now();
		if (poll(fds, n, timeout_ms(run)) < 0 && errno != EINTR)
			return gx_fail_errno(err, "poll");
		if (fds[0].revents)
			read_signal(run);
		for (size_t i = 0; i < run->njobs; i++)
			if (run->jobs[i])
				serve(run, i, &fds[1 + 4 * i]);
		for (size_t i = 0; i < run->njobs; i++)
			if (run->jobs[i])
				check_time(run, run->jobs[i], now);
		if (run->waiting)
			retry_locked(run);
		if (run->opts.ticks && run->opts.event)
			run->opts.event(run->opts.payload,
					&(struct gx_build_event){ .kind = GX_BUILD_TICK });
	}
}

/* --- the door ------------------------------------------------------------------------------- */

static void announce(struct run *run)
{
	struct gx_build_event event = { .kind = GX_BUILD_PLANNED };
	GX_AUTO(sizes) struct gx_sizes sizes = GX_SIZES_INIT;
	bool known = true;

	gx_sizes_read(&sizes);
	for (size_t i = 0; i < run->graph.norder; i++) {
		const struct gx_build_node *node = run->graph.order[i];
		uint64_t size = node->download ? gx_sizes_get(&sizes, node->drv) : 0;

		event.downloads += node->download;
		event.count += !node->download;
		event.total += size;
		known = known && (!node->download || size);
	}
	if (!known)
		event.total = 0;
	if (run->opts.event)
		run->opts.event(run->opts.payload, &event);
}

static int refuse_build(const struct run *run, struct gx_err *err)
{
	size_t n = run->graph.norder;

	gx_fail(err, GX_ENOTREALISED, "%zu derivation%s would have to be realised, %s first", n,
		n == 1 ? "" : "s", run->graph.order[0]->name);
	return gx_err_hint(err, "gx shell or gx build makes what is missing; --no-build does not");
}

static int verdict(struct run *run, struct gx_err *err)
{
	if (run->interrupted)
		return gx_fail(err, GX_EINTERRUPTED, "interrupted");
	if (!run->failed) {
		gx_strv_append(&run->result->outputs, &run->graph.outputs);
		return 0;
	}
	gx_err_move(err, &run->first);
	if (run->failed > 1)
		gx_err_prefix(err, "%zu builds failed; the first is", run->failed);
	return -1;
}

static int with_signals(struct run *run, struct gx_err *err)
{
	sigset_t ours, old;
	int result;

	sigemptyset(&ours);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGHUP);
	/* Held, not handled: we must see every process of ours end before we do. */
	if (sigprocmask(SIG_BLOCK, &ours, &old) < 0)
		return gx_fail_errno(err, "hold signals");
	run->signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
	result = run->signals < 0 ? gx_fail_errno(err, "signalfd") : loop(run, err);
	for (size_t i = 0; i < run->njobs; i++)
		gx_build_job_free(run->jobs[i]);
	wait_removers(run);
	gx_close(&run->signals);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return result;
}

int gx_build_run(struct gx_store *store, const struct gx_strv *targets,
		 const struct gx_build_opts *opts, struct gx_build_result *result,
		 struct gx_err *err)
{
	struct run run = {
		.store = store, .opts = *opts, .result = result, .signals = -1,
		.first = GX_ERR_INIT,
	};
	int status;

	if (!run.opts.jobs)
		run.opts.jobs = sysconf(_SC_NPROCESSORS_ONLN);
	if (!run.opts.downloads)
		run.opts.downloads = 4;
	if (gx_build_graph_make(store, targets, opts, &run.graph, err) < 0)
		return -1;
	if (run.graph.norder && run.opts.no_build) {
		status = refuse_build(&run, err);
		gx_build_graph_clear(&run.graph);
		return status;
	}
	if (run.graph.norder)
		announce(&run);
	run.njobs = (size_t)run.opts.jobs + run.opts.downloads;
	run.jobs = gx_calloc(run.njobs, sizeof *run.jobs);
	status = run.graph.norder ? with_signals(&run, err) : 0;
	if (status == 0)
		status = verdict(&run, err);
	gx_err_clear(&run.first);
	gx_build_graph_clear(&run.graph);
	free(run.jobs);
	return status;
}
