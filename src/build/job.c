/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of one build, from its locks to its registration. */
#include "build/job.h"
#include "build/builtin.h"
#include "build/sandbox_script.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

double gx_build_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

void gx_build_job_event(const struct gx_build_job *job, struct gx_build_event *event)
{
	const struct gx_build_node *node = job->node;

	if (!job->opts->event)
		return;
	event->drv = node->path;
	event->name = node->name;
	event->output = node->drv->noutputs ? node->drv->outputs[0].path : NULL;
	event->system = node->drv->system;
	event->log_file = job->log_file;
	event->pid = job->pid;
	event->download = node->download;
	event->seconds = gx_build_now() - job->started;
	job->opts->event(job->opts->payload, event);
}

/* --- locks ---------------------------------------------------------------------------------- */

static void unlock_all(struct gx_build_job *job)
{
	for (size_t i = 0; i < job->nlocks; i++)
		gx_path_unlock(job->locks[i]);
	free(job->locks);
	job->locks = NULL;
	job->nlocks = 0;
}

/* All or none, and never waiting while holding one: so two processes cannot block each
 * other. */
static int lock_outputs(struct gx_build_job *job, struct gx_err *err)
{
	const struct gx_drv *drv = job->node->drv;

	job->locks = gx_calloc(drv->noutputs, sizeof *job->locks);
	for (size_t i = 0; i < drv->noutputs; i++) {
		int result = gx_path_lock(job->store, drv->outputs[i].path, false,
					  &job->locks[i], err);

		if (result) {
			unlock_all(job);
			return result;
		}
		job->nlocks++;
	}
	return 0;
}

static int all_valid(struct gx_build_job *job, struct gx_err *err)
{
	const struct gx_drv *drv = job->node->drv;

	for (size_t i = 0; i < drv->noutputs; i++) {
		int valid = gx_store_is_valid(job->store, drv->outputs[i].path, err);

		if (valid <= 0)
			return valid;
	}
	return 1;
}

/* --- starting ------------------------------------------------------------------------------- */

/* How often to build, and what to compare with. */
static void plan_rounds(struct gx_build_job *job, bool valid)
{
	unsigned rounds = job->opts->rounds > 1 ? job->opts->rounds : 1;
	bool check = job->node->target && job->opts->mode == GX_BUILD_CHECK;

	if (!job->node->target)
		rounds = 1;
	job->repair = valid && job->node->target && job->opts->mode == GX_BUILD_REPAIR;
	job->compare_store = valid;
	if (valid && !check && rounds > 1)
		rounds--;	/* what is in the store counts as one */
	if (!valid && check && rounds < 2)
		rounds = 2;
	job->rounds = rounds;
}

static int prepare(struct gx_build_job *job, struct gx_err *err)
{
	bool forced = job->node->target &&
		      (job->opts->mode != GX_BUILD_NORMAL || job->opts->rounds > 1);
	int valid, result = lock_outputs(job, err);

	if (result)
		return result;
	/* Only now is the answer final: whoever had the lock may have built it. */
	valid = all_valid(job, err);
	if (valid < 0)
		return -1;
	if (valid && !forced)
		return 2;
	plan_rounds(job, valid);
	if (gx_build_round_prepare(job, err) < 0 || gx_build_user_take(job->store, &job->user, err) < 0)
		return -1;
	job->log_file = gx_build_log_name(job->store, job->node->path);
	if (gx_build_log_open(job->log_file, &job->log, err) < 0)
		return -1;
	return gx_build_round_start(job, err);
}

int gx_build_job_start(struct gx_store *store, const struct gx_build_opts *opts,
		       const struct gx_build_graph *graph, struct gx_build_node *node,
		       struct gx_build_job **out, struct gx_err *err)
{
	struct gx_build_job *job = gx_calloc(1, sizeof *job);
	int result;

	job->store = store;
	job->opts = opts;
	job->graph = graph;
	job->node = node;
	job->user = (struct gx_build_user)GX_BUILD_USER_INIT;
	job->scratch = (struct gx_build_scratch)GX_BUILD_SCRATCH_INIT;
	job->first_scratch = (struct gx_build_scratch)GX_BUILD_SCRATCH_INIT;
	job->process = (struct gx_sandbox_process)GX_SANDBOX_PROCESS_INIT;
	job->checker = -1;
	job->checker_fd = -1;
	job->started = gx_build_now();
	result = prepare(job, err);
	if (result) {
		gx_build_job_free(job);
		return result;
	}
	*out = job;
	gx_build_job_event(job, &(struct gx_build_event){ .kind = GX_BUILD_STARTED });
	return 0;
}

/* --- while it runs -------------------------------------------------------------------------- */

void gx_build_job_read_log(struct gx_build_job *job)
{
	char block[65536];
	ssize_t n = 0;

	/* A few blocks at a time, so that a chatty builder does not starve the others. */
	for (int i = 0; i < 8 && (n = read(job->process.log, block, sizeof block)) > 0; i++) {
		job->last_output = gx_build_now();
		gx_build_log_add(job->log, block, n);
		gx_build_job_event(job, &(struct gx_build_event){
			.kind = GX_BUILD_LOG, .text = block, .len = n });
	}
	if (n == 0)
		gx_close(&job->process.log);
}

/* Lines "BYTES TOTAL". */
static void take_progress(struct gx_build_job *job, char *text)
{
	unsigned long long bytes, total;

	if (sscanf(text, "%llu %llu", &bytes, &total) != 2)
		return;
	job->bytes = bytes;
	job->total = total;
	job->last_output = gx_build_now();
	gx_build_job_event(job, &(struct gx_build_event){
		.kind = GX_BUILD_PROGRESS, .bytes = bytes, .total = total });
}

void gx_build_job_read_progress(struct gx_build_job *job)
{
	char block[4096], *line, *end;
	ssize_t n = read(job->process.progress, block, sizeof block);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) || job->progress.len > 65536)
		gx_close(&job->process.progress);
	if (n <= 0)
		return;
	gx_buf_add(&job->progress, block, n);
	line = job->progress.data;
	while ((end = strchr(line, '\n'))) {
		*end = 0;
		take_progress(job, line);
		line = end + 1;
	}
	n = job->progress.data + job->progress.len - line;
	memmove(job->progress.data, line, n + 1);
	job->progress.len = n;
}

void gx_build_job_end(struct gx_build_job *job, const char *why)
{
	double now = gx_build_now();

	if (!job->ended_by)
		job->ended_by = gx_strdup(why);
	if (job->stage == GX_JOB_CHECKING && job->checker > 0)
		kill(job->checker, SIGKILL);
	if (job->process.pid <= 0 || job->stage != GX_JOB_BUILDING)
		return;
	if (!job->asked_to_end) {
		job->asked_to_end = now;
		kill(job->process.pid, SIGTERM);
	} else if (now - job->asked_to_end > 5) {
		kill(job->process.pid, SIGKILL);
	}
}

/* --- its end -------------------------------------------------------------------------------- */

/* A builtin builder is ours: its last words are the error, and maybe a hint. */
static int fail_builtin(struct gx_build_job *job, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf tail = GX_BUF_INIT;
	char *hint;

	gx_build_log_tail(job->log, 40, "", &tail);
	hint = strstr(tail.data, "\nhint: ");
	if (hint)
		*hint = 0;
	gx_fail(err, job->status == GX_BUILTIN_WRONG_HASH ? GX_EHASH :
		job->node->download ? GX_ENET : GX_EBUILD, "%s", tail.data);
	return hint ? gx_err_hint(err, "%s", hint + strlen("\nhint: ")) : -1;
}

/* The phase that the build system's last words name; yours, or NULL. */
static char *failed_phase(const char *log)
{
	static const char before[] = "phase `", after[] = "' failed after";
	const char *end = strstr(log, after), *start = end;

	while (start && start > log && strncmp(start, before, strlen(before)))
		start--;
	return start && start < end && !strncmp(start, before, strlen(before))
		? gx_strndup(start + strlen(before), (size_t)(end - start) - strlen(before)) : NULL;
}

static int fail_status(struct gx_build_job *job, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf tail = GX_BUF_INIT;
	GX_AUTO(free) char *phase = NULL;
	const char *what = job->node->download ? "download" : "build";

	gx_build_log_tail(job->log, 12, "  | ", &tail);
	phase = failed_phase(gx_buf_str(&tail));
	if (gx_build_is_builtin(job->node->drv) && !job->ended_by && tail.len &&
	    (job->status == 1 || job->status == GX_BUILTIN_WRONG_HASH))
		return fail_builtin(job, err);
	if (job->ended_by)
		gx_fail(err, GX_EBUILD, "%s", job->ended_by);
	else if (job->status > 128)
		gx_fail(err, GX_EBUILD, "its %s was ended by signal %d (%s)",
			job->node->download ? "download" : "builder", job->status - 128,
			strsignal(job->status - 128));
	else
		gx_fail(err, job->node->download ? GX_ENET : GX_EBUILD,
			"the %s failed with status %d%s%s%s", what, job->status,
			phase ? ", in phase '" : "", phase ? phase : "", phase ? "'" : "");
	if (err && tail.len) {
		GX_AUTO(free) char *head = gx_strdup(gx_err_text(err));

		gx_fail(err, err->code, "%s; its last words were:\n%s", head, gx_buf_str(&tail));
	}
	return gx_err_hint(err, "the whole log: gx build --log-file %s%s", job->node->path,
			   job->opts->keep_failed ? "" : "\n-K (--keep-failed) keeps the tree that "
			   "it was built in");
}

int gx_build_job_built(struct gx_build_job *job, struct gx_err *err)
{
	if (gx_wait(job->process.pid, &job->status, err) < 0)
		return -1;
	/* What it wrote last is still in the pipe; nobody else holds the other end. */
	while (job->process.log >= 0) {
		double last = job->last_output;

		gx_build_job_read_log(job);
		if (job->last_output == last)
			break;
	}
	if (job->process.progress >= 0)
		gx_build_job_read_progress(job);
	if (job->status == GX_SANDBOX_FAILED && gx_sandbox_report(&job->process, err) < 0) {
		job->status = 0;
		gx_sandbox_process_clear(&job->process);
		return -1;
	}
	gx_sandbox_process_clear(&job->process);
	if (job->status || job->ended_by)
		return fail_status(job, err);
	if (gx_build_outputs_start(job->store, job->node->drv, job->scratch.outputs,
				   &job->closure, &job->checker, &job->checker_fd, err) < 0)
		return -1;
	job->stage = GX_JOB_CHECKING;
	gx_buf_reset(&job->checked);
	return 0;
}

/* --- comparing ------------------------------------------------------------------------------ */

/* Keep what differs beside the original, as HASH-NAME-check. */
static void keep_different(struct gx_build_job *job, const struct gx_build_output *output,
			   struct gx_buf *text)
{
	GX_AUTO(free) char *to = gx_asprintf("%s/%s-check", gx_store_dir(job->store),
					     gx_path_base(output->path));

	if (!job->opts->keep_failed || gx_remove_tree(to, NULL) < 0 ||
	    gx_tree_rename(output->physical, to, NULL) != 0)
		return;
	gx_buf_addf(text, "  the other result is kept as %s\n", to);
}

static int fail_different(struct gx_build_job *job, const struct gx_build_output *output,
			  const char *original, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_build_compare(original, output->physical, &text);
	keep_different(job, output, &text);
	return gx_fail(err, GX_EBUILD, "building it again gave another result: %s differs\n%s",
		       output->path, gx_buf_str(&text));
}

static int compare_store(struct gx_build_job *job, const struct gx_build_outputs *made,
			 struct gx_err *err)
{
	for (size_t i = 0; i < made->n; i++) {
		GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;
		GX_AUTO(free) char *original = gx_store_physical(job->store, made->v[i].path);
		int result = gx_store_query(job->store, made->v[i].path, &info, err);

		if (result)
			return result < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "%s is gone",
							 made->v[i].path);
		if (!gx_hash_equal(&info.nar_hash, &made->v[i].nar_hash))
			return fail_different(job, &made->v[i], original, err);
	}
	return 0;
}

static int compare_first(struct gx_build_job *job, const struct gx_build_outputs *made,
			 struct gx_err *err)
{
	for (size_t i = 0; i < made->n; i++)
		if (!gx_hash_equal(&job->first.v[i].nar_hash, &made->v[i].nar_hash))
			return fail_different(job, &made->v[i], job->first.v[i].physical, err);
	return 0;
}

/* The same content was built again: put its files in the place of those that are there. */
static int replace_files(struct gx_build_job *job, const struct gx_build_outputs *made,
			 struct gx_err *err)
{
	for (size_t i = 0; i < made->n; i++) {
		GX_AUTO(free) char *old = gx_store_physical(job->store, made->v[i].path);
		unsigned exchange = gx_exists(old) ? RENAME_EXCHANGE : 0;

		if (renameat2(AT_FDCWD, made->v[i].physical, AT_FDCWD, old, exchange) < 0)
			return gx_fail_errno(err, "replace %s", old);
	}
	return gx_dir_sync(gx_store_dir(job->store), err);
}

/* --- registering ---------------------------------------------------------------------------- */

static int register_outputs(struct gx_build_job *job, const struct gx_build_outputs *made,
			    struct gx_err *err)
{
	GX_AUTO(free) struct gx_new_item *items = gx_calloc(made->n, sizeof *items);
	struct gx_provenance provenance = {
		.kind = "built", .by = gx_build_is_builtin(job->node->drv) ? job->node->drv->builder :
		"sandbox-" GX_SANDBOX_VERSION, .seconds = gx_build_now() - job->started,
		.downloaded = job->bytes,
	};
	size_t n = 0;

	for (size_t i = 0; i < made->n; i++) {
		int valid = gx_store_is_valid(job->store, made->v[i].path, err);

		if (valid < 0)
			return -1;
		if (valid)
			continue;	/* one of several outputs had survived */
		items[n++] = (struct gx_new_item){
			.path = made->v[i].path, .physical = made->v[i].physical,
			.refs = &made->v[i].refs, .deriver = job->node->path,
			.nar_hash = made->v[i].nar_hash, .nar_size = made->v[i].nar_size,
		};
	}
	return n ? gx_store_register(job->store, items, n, &provenance, err) : 0;
}

/* The outputs of one round are fine: what now? */
static int after_round(struct gx_build_job *job, struct gx_build_outputs *made,
		       struct gx_err *err)
{
	if (job->compare_store && !job->repair && compare_store(job, made, err) < 0)
		return -1;
	if (job->first.n && compare_first(job, made, err) < 0)
		return -1;
	if (--job->rounds) {
		if (!job->compare_store && !job->first.n) {
			job->first = *made;
			*made = (struct gx_build_outputs){ NULL, 0 };
			job->first_scratch = job->scratch;
			job->scratch = (struct gx_build_scratch)GX_BUILD_SCRATCH_INIT;
		} else {
			gx_build_scratch_remove(&job->scratch);
		}
		return gx_build_round_start(job, err);
	}
	job->stage = GX_JOB_OVER;
	if (job->repair) {
		if (compare_store(job, made, err) < 0)
			return -1;
		return replace_files(job, made, err);
	}
	if (job->compare_store)
		return 0;
	return register_outputs(job, job->first.n ? &job->first : made, err);
}

int gx_build_job_checked(struct gx_build_job *job, struct gx_err *err)
{
	GX_AUTO(build_outputs) struct gx_build_outputs made = { NULL, 0 };
	char block[65536];
	ssize_t n;

	while ((n = read(job->checker_fd, block, sizeof block)) > 0)
		gx_buf_add(&job->checked, block, n);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 1;
	gx_close(&job->checker_fd);
	if (gx_wait(job->checker, &(int){ 0 }, err) < 0)
		return -1;
	job->checker = -1;
	if (job->ended_by)
		return gx_fail(err, GX_EBUILD, "%s", job->ended_by);
	if (gx_build_outputs_read(&job->checked, job->node->drv, job->scratch.outputs, &made,
				  err) < 0)
		return -1;
	return after_round(job, &made, err);
}

void gx_build_job_free(struct gx_build_job *job)
{
	int status;

	if (!job)
		return;
	if (job->process.pid > 0) {
		kill(job->process.pid, SIGKILL);
		gx_wait(job->process.pid, &status, NULL);
	}
	if (job->checker > 0) {
		kill(job->checker, SIGKILL);
		gx_wait(job->checker, &status, NULL);
	}
	gx_sandbox_process_clear(&job->process);
	gx_close(&job->checker_fd);
	gx_build_scratch_remove(&job->scratch);
	gx_build_scratch_remove(&job->first_scratch);
	gx_build_outputs_clear(&job->first);
	/* The locks go last: until here the folder and the user are ours. */
	gx_build_log_close(job->log);
	unlock_all(job);
	gx_build_user_release(&job->user);
	gx_strv_clear(&job->closure);
	gx_buf_clear(&job->checked);
	gx_buf_clear(&job->progress);
	free(job->log_file);
	free(job->ended_by);
	free(job);
}
