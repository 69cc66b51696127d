/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running gx-eval: one child, its socket pair, its request and its answer. */
#include "eval/run.h"
#include "config.h"
#include "daemon/daemon.h"
#include "util/diagnostic.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define RESULT_MAX ((size_t)256 << 20)

/* The child's descriptors. */
enum { CHILD_WORKER = 3, CHILD_REQUEST = 4, CHILD_RESULT = 5 };

struct child {
	int worker;		/* our end of the socket pair */
	int result;		/* what it answers, a file in memory */
	pid_t pid;
};

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Files in memory, so that neither side ever waits for the other to read. */
static int memory_file(const char *name, const struct gx_buf *content, struct gx_err *err)
{
	GX_AUTO(fd) int fd = memfd_create(name, MFD_CLOEXEC);

	if (fd < 0)
		return gx_fail_errno(err, "create a file in memory");
	if (content && gx_fd_write(fd, content->data, content->len, err))
		return -1;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return gx_fail_errno(err, "rewind a file in memory");
	return gx_steal_fd(&fd);
}

static void add_paths(struct gx_strv *argv, const struct gx_eval_request *req,
		      struct gx_store *store)
{
	for (size_t i = 0; i < req->load_path.n; i++) {
		gx_strv_push(argv, "-L");
		gx_strv_push(argv, req->load_path.v[i]);
	}
	/* The core channel is the last on the load path, as the others may add to it. */
	for (size_t i = 0; i < req->nchannels; i++) {
		const struct gx_eval_channel *c = &req->channels[(i + 1) % req->nchannels];

		gx_strv_pushf(argv, "--%schannel=%s", c->commit ? "pinned-" : "", c->root);
	}
	gx_strv_pushf(argv, "--cache=%s/compiled", gx_store_cache(store));
	gx_strv_pushf(argv, "--worker-fd=%d", CHILD_WORKER);
	if (gx_log_level() == GX_LOG_QUIET)
		gx_strv_push(argv, "--quiet");
	if (gx_diagnostic_form() == GX_DIAGNOSTIC_JSON)
		gx_strv_push(argv, "--json");
}

static int start(struct gx_strv *argv, const struct gx_buf *request,
		 struct child *out, struct gx_err *err)
{
	GX_AUTO(fd) int ours = -1;
	GX_AUTO(fd) int theirs = -1;
	GX_AUTO(fd) int request_fd = -1;
	GX_AUTO(fd) int result_fd = -1;
	GX_AUTO(fd) int null = -1;
	struct gx_spawn_fd fds[5];
	struct gx_spawn_opts opts = { .argv = argv->v, .fds = fds };
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return gx_fail_errno(err, "create a socket pair");
	ours = pair[0];
	theirs = pair[1];
	fds[opts.nfds++] = (struct gx_spawn_fd){ theirs, CHILD_WORKER };
	if (request) {
		request_fd = memory_file("gx-request", request, err);
		if (request_fd < 0)
			return -1;
		result_fd = memory_file("gx-result", NULL, err);
		if (result_fd < 0)
			return -1;
		fds[opts.nfds++] = (struct gx_spawn_fd){ request_fd, CHILD_REQUEST };
		fds[opts.nfds++] = (struct gx_spawn_fd){ result_fd, CHILD_RESULT };
	}
	/* An evaluation neither asks the user nor answers him itself. */
	if (request) {
		null = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (null < 0)
			return gx_fail_errno(err, "open /dev/null");
		fds[opts.nfds++] = (struct gx_spawn_fd){ null, 0 };
		fds[opts.nfds++] = (struct gx_spawn_fd){ 2, 1 };
	}
	if (gx_spawn(&opts, &out->pid, err))
		return -1;
	out->worker = gx_steal_fd(&ours);
	out->result = gx_steal_fd(&result_fd);
	return 0;
}

static int read_result(int fd, struct gx_buf *out, struct gx_err *err)
{
	if (lseek(fd, 0, SEEK_SET) < 0)
		return gx_fail_errno(err, "read the evaluator's answer");
	return gx_fd_read_all(fd, RESULT_MAX, out, err);
}

/* The derivations that the answer names, which must be in the store from now on. */
static int commit(struct gx_daemon *daemon, const struct gx_eval_result *result,
		  struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv wanted = GX_STRV_INIT;

	if (result->profile_drv)
		gx_strv_push(&wanted, result->profile_drv);
	for (size_t i = 0; i < result->noutputs; i++)
		gx_strv_push(&wanted, *result->outputs[i].drv ? result->outputs[i].drv
			     : result->outputs[i].path);
	return gx_daemon_commit(daemon, &wanted, err);
}

/* Facts that only the asker knows. */
static void add_request_facts(const struct gx_eval_request *req, struct gx_trace *trace)
{
	gx_trace_add(trace, GX_TRACE_VERSION, NULL, PACKAGE_VERSION);
	gx_trace_add(trace, GX_TRACE_SYSTEM, NULL, req->system ? req->system : GX_EVAL_SYSTEM);
	for (size_t i = 0; i < req->ninputs; i++)
		if (req->inputs[i].kind == GX_EVAL_MANIFEST_TEXT ||
		    req->inputs[i].kind == GX_EVAL_FILE_TEXT)
			gx_trace_add(trace, GX_TRACE_IMPURE, NULL,
				     "it came through a pipe, which cannot be read again");
	for (size_t i = 0; i < req->nchannels; i++)
		if (req->channels[i].commit)
			gx_trace_add(trace, GX_TRACE_CHANNEL, req->channels[i].name,
				     req->channels[i].commit);
}

static int died(int status, struct gx_err *err)
{
	if (status > 128)
		return gx_fail(err, GX_EFAIL, "the evaluator was killed by signal %d",
			       status - 128);
	return gx_fail(err, GX_EFAIL, "the evaluator ended with status %d and gave no answer",
		       status);
}

static int finish(struct gx_daemon *daemon, struct child *child, int status,
		  const struct gx_eval_request *req, struct gx_eval_result *result,
		  struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf answer = GX_BUF_INIT;
	bool complete;

	if (read_result(child->result, &answer, err)
	    || gx_eval_result_parse(answer.data, answer.len, result, &complete, err))
		return -1;
	if (!complete || status)
		return died(status, err);
	add_request_facts(req, &result->trace);
	return commit(daemon, result, err);
}

/* Serve the child until it closes its end, then wait for it. */
static int serve(struct gx_daemon *daemon, struct child *child, int *status,
		 struct gx_err *err)
{
	GX_AUTO(err) struct gx_err served = GX_ERR_INIT;
	int failed = gx_daemon_run(daemon, &served);

	/* A child that is still there must not wait for us. */
	shutdown(child->worker, SHUT_RDWR);
	if (gx_wait(child->pid, status, err))
		return -1;
	/* What the protocol's end looks like when the child was killed, or left on its own with
	 * an answer, is not the news. */
	if (failed && *status == 0 && served.sys_errno != EPIPE) {
		gx_err_move(err, &served);
		return -1;
	}
	return 0;
}

/* "src/": where CHANNEL's modules are in its tree, which is a store item; yours. */
static char *directory_of(const struct gx_eval_channel *channel)
{
	const char *end = channel->logical ? strchr(channel->logical + 1, '/') : NULL;

	for (int i = 0; i < 2 && end; i++)
		end = strchr(end + 1, '/');
	return end ? gx_asprintf("%s/", end + 1) : gx_strdup("");
}

/* A fault in a file of a channel's is told with channel, commit and the file's name in it. */
static void name_place(const struct gx_eval_request *req, struct gx_err *err)
{
	for (size_t i = 0; err && err->place.file && i < req->nchannels; i++) {
		const struct gx_eval_channel *c = &req->channels[i];
		size_t len = strlen(c->root);
		GX_AUTO(free) char *directory = NULL, *name = NULL;

		if (!c->commit || strncmp(err->place.file, c->root, len) ||
		    err->place.file[len] != '/')
			continue;
		directory = directory_of(c);
		name = gx_asprintf("channel %s@%.7s: %s%s", c->name, c->commit, directory,
				   err->place.file + len + 1);
		gx_err_place_name(err, name);
		return;
	}
}

/* EAGER: with all modules loaded whole. */
static int run_child(struct gx_store *store, const struct gx_eval_request *req, bool eager,
		     struct gx_eval_result *result, struct gx_err *err)
{
	const struct gx_daemon_opts opts = { .lazy = true, .trusted = true };
	GX_AUTO(strv) struct gx_strv argv = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf request = GX_BUF_INIT;
	GX_AUTO(daemon) struct gx_daemon *daemon = NULL;
	struct child child = { -1, -1, 0 };
	double started = seconds();
	int status, r;

	gx_strv_take(&argv, gx_where_program("gx-eval"));
	add_paths(&argv, req, store);
	gx_strv_pushf(&argv, "--request-fd=%d", CHILD_REQUEST);
	gx_strv_pushf(&argv, "--result-fd=%d", CHILD_RESULT);
	if (eager)
		gx_strv_push(&argv, "--eager");
	gx_eval_request_format(req, &request);
	if (start(&argv, &request, &child, err))
		return -1;
	daemon = gx_daemon_new(store, child.worker, child.worker, &opts);
	r = serve(daemon, &child, &status, err);
	if (!r)
		r = finish(daemon, &child, status, req, result, err);
	if (r < 0)
		name_place(req, err);
	result->seconds = seconds() - started;
	gx_close(&child.worker);
	gx_close(&child.result);
	return r;
}

int gx_eval_run(struct gx_store *store, const struct gx_eval_request *req,
		struct gx_eval_result *result, struct gx_err *err)
{
	GX_AUTO(eval_result) struct gx_eval_result eager = { 0 };

	if (run_child(store, req, false, result, err))
		return -1;
	if (!gx_eval_check_wanted())
		return 0;
	if (run_child(store, req, true, &eager, err))
		return -1;
	return gx_eval_check(result, &eager, err);
}

int gx_eval_repl(struct gx_store *store, const struct gx_eval_request *req,
		 const char *script, char *const *args, int *status, struct gx_err *err)
{
	const struct gx_daemon_opts opts = { .lazy = true, .trusted = true };
	GX_AUTO(strv) struct gx_strv argv = GX_STRV_INIT;
	GX_AUTO(daemon) struct gx_daemon *daemon = NULL;
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct child child = { -1, -1, 0 };
	struct sigaction before;
	int r;

	gx_strv_take(&argv, gx_where_program("gx-eval"));
	add_paths(&argv, req, store);
	gx_strv_push(&argv, script ? "--script" : "--repl");
	if (script)
		gx_strv_push(&argv, script);
	for (; args && *args; args++)
		gx_strv_push(&argv, *args);
	if (start(&argv, NULL, &child, err))
		return -1;
	/* An interrupt at the prompt is for the child. */
	sigaction(SIGINT, &ignore, &before);
	daemon = gx_daemon_new(store, child.worker, child.worker, &opts);
	r = serve(daemon, &child, status, err);
	if (!r)
		r = gx_daemon_commit(daemon, NULL, err);
	sigaction(SIGINT, &before, NULL);
	gx_close(&child.worker);
	return r;
}
