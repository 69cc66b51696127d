/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking and describing the outputs of one build. */
#include "build/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

void gx_build_outputs_clear(struct gx_build_outputs *outputs)
{
	for (size_t i = 0; i < outputs->n; i++) {
		free(outputs->v[i].path);
		free(outputs->v[i].physical);
		gx_strv_clear(&outputs->v[i].refs);
	}
	free(outputs->v);
	*outputs = (struct gx_build_outputs){ NULL, 0 };
}

static void outputs_init(const struct gx_drv *drv, const char *dir, struct gx_build_outputs *out)
{
	out->n = drv->noutputs;
	out->v = gx_calloc(out->n, sizeof *out->v);
	for (size_t i = 0; i < out->n; i++) {
		out->v[i].path = gx_strdup(drv->outputs[i].path);
		out->v[i].physical = gx_path_join(dir, gx_path_base(drv->outputs[i].path));
	}
}

/* --- the checks ----------------------------------------------------------------------------- */

static int check_fixed(const struct gx_drv_output *output, const struct gx_build_output *made,
		       struct gx_err *err)
{
	const char *physical = made->physical;
	bool recursive = !strncmp(output->algo, "r:", 2);
	const char *name = output->algo + (recursive ? 2 : 0);
	struct gx_hash want = { 0 }, got;
	enum gx_hash_algo algo;
	struct stat st;

	if (gx_hash_algo_parse(name, &algo) < 0)
		return gx_fail(err, GX_EINVALID, "unknown hash algorithm `%s'", name);
	want.algo = algo;
	want.len = gx_hash_algo_size(algo);
	if (gx_base16_decode(output->hash, strlen(output->hash), want.bytes, want.len) < 0)
		return gx_fail(err, GX_EINVALID, "malformed hash of %s", output->path);
	if (recursive) {
		if (algo == GX_HASH_SHA256)
			got = made->nar_hash;
		else if (gx_nar_hash(algo, physical, &got, NULL, err) < 0)
			return -1;
	} else {
		if (lstat(physical, &st) < 0)
			return gx_fail_errno(err, "%s", physical);
		if (!S_ISREG(st.st_mode) || st.st_mode & S_IXUSR)
			return gx_fail(err, GX_EBUILD, "%s must be a regular file that is not "
				       "executable, since its hash is that of a file's bytes",
				       output->path);
		if (gx_hash_file(algo, physical, &got, err) < 0)
			return -1;
	}
	if (!gx_hash_equal(&want, &got)) {
		GX_AUTO(free) char *a = gx_base32_str(want.bytes, want.len);
		GX_AUTO(free) char *b = gx_base32_str(got.bytes, got.len);

		return gx_fail(err, GX_EHASH, "%s hash mismatch for %s:\n"
			       "  expected: %s\n  actual:   %s", name, output->path, a, b);
	}
	return 0;
}

/* The words of a list variable; a name of an output stands for its path. */
static void list_variable(const struct gx_drv *drv, const char *text, struct gx_strv *out)
{
	GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT;

	gx_strv_split(&words, text, " \t\n");
	for (size_t i = 0; i < words.n; i++) {
		const struct gx_drv_output *output = gx_drv_output(drv, words.v[i]);

		gx_strv_push(out, output ? output->path : words.v[i]);
	}
}

static int check_references(const struct gx_drv *drv, const struct gx_build_output *output,
			    struct gx_err *err)
{
	const char *allowed = gx_drv_getenv(drv, "allowedReferences");
	const char *disallowed = gx_drv_getenv(drv, "disallowedReferences");
	GX_AUTO(strv) struct gx_strv yes = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv no = GX_STRV_INIT;

	list_variable(drv, allowed ? allowed : "", &yes);
	list_variable(drv, disallowed ? disallowed : "", &no);
	for (size_t i = 0; i < output->refs.n; i++) {
		const char *ref = output->refs.v[i];

		if ((allowed && !gx_strv_has(&yes, ref)) || gx_strv_has(&no, ref))
			return gx_fail(err, GX_EBUILD, "output (`%s') is not allowed to refer "
				       "to path `%s'", output->path, ref);
	}
	return 0;
}

static int check_output(struct gx_store *store, const struct gx_drv *drv, size_t i,
			const struct gx_strv *candidates, struct gx_build_output *output,
			struct gx_err *err)
{
	struct stat st;

	if (lstat(output->physical, &st) < 0)
		return gx_fail(err, GX_EBUILD, "the builder did not make its output `%s' (%s)",
			       drv->outputs[i].name, output->path);
	if (gx_store_canonicalise(store, output->physical, err) < 0 ||
	    gx_store_scan(output->physical, candidates, &output->refs, &output->nar_hash,
			  &output->nar_size, err) < 0 ||
	    (gx_drv_is_fixed(drv) && check_fixed(&drv->outputs[i], output, err) < 0))
		return -1;
	return check_references(drv, output, err);
}

int gx_build_outputs_check(struct gx_store *store, const struct gx_drv *drv, const char *dir,
			   const struct gx_strv *closure, struct gx_build_outputs *out,
			   struct gx_err *err)
{
	GX_AUTO(build_outputs) struct gx_build_outputs outputs = { NULL, 0 };
	GX_AUTO(strv) struct gx_strv candidates = GX_STRV_INIT;

	outputs_init(drv, dir, &outputs);
	gx_strv_append(&candidates, closure);
	for (size_t i = 0; i < drv->noutputs; i++)
		gx_strv_push(&candidates, drv->outputs[i].path);
	gx_strv_sort(&candidates);
	gx_strv_uniq(&candidates);
	for (size_t i = 0; i < outputs.n; i++)
		if (check_output(store, drv, i, &candidates, &outputs.v[i], err) < 0)
			return -1;
	*out = outputs;
	outputs = (struct gx_build_outputs){ NULL, 0 };
	return 0;
}

/* --- in another process ----------------------------------------------------------------------
 * Lines: "ok", then for each output "HEX SIZE NREFS" and NREFS lines with a path;
 * or "failed CODE", then the message. */

static void format_outputs(const struct gx_build_outputs *outputs, struct gx_buf *out)
{
	gx_buf_adds(out, "ok\n");
	for (size_t i = 0; i < outputs->n; i++) {
		const struct gx_build_output *o = &outputs->v[i];
		GX_AUTO(free) char *hex = gx_base16_str(o->nar_hash.bytes, o->nar_hash.len);

		gx_buf_addf(out, "%s %llu %zu\n", hex, (unsigned long long)o->nar_size,
			    o->refs.n);
		for (size_t j = 0; j < o->refs.n; j++)
			gx_buf_addf(out, "%s\n", o->refs.v[j]);
	}
}

__attribute__((noreturn))
static void check_in_child(struct gx_store *store, const struct gx_drv *drv, const char *dir,
			   const struct gx_strv *closure, int fd)
{
	GX_AUTO(buf) struct gx_buf bytes = GX_BUF_INIT;
	struct gx_build_outputs outputs = { NULL, 0 };
	struct gx_err err = GX_ERR_INIT;

	if (gx_build_outputs_check(store, drv, dir, closure, &outputs, &err) < 0)
		gx_buf_addf(&bytes, "failed %d\n%s", err.code, gx_err_text(&err));
	else
		format_outputs(&outputs, &bytes);
	_exit(gx_fd_write(fd, bytes.data, bytes.len, NULL) < 0);
}

int gx_build_outputs_start(struct gx_store *store, const struct gx_drv *drv, const char *dir,
			   const struct gx_strv *closure, pid_t *pid, int *fd,
			   struct gx_err *err)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return gx_fail_errno(err, "pipe");
	*pid = fork();
	if (*pid < 0) {
		close(fds[0]);
		close(fds[1]);
		return gx_fail_errno(err, "fork");
	}
	if (*pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		check_in_child(store, drv, dir, closure, fds[1]);
	}
	close(fds[1]);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	*fd = fds[0];
	return 0;
}

static char *next_line(char **cursor)
{
	char *line = *cursor, *end = line ? strchr(line, '\n') : NULL;

	if (!end)
		return NULL;
	*end = 0;
	*cursor = end + 1;
	return line;
}

static bool parse_output(char **cursor, struct gx_build_output *out)
{
	char *line = next_line(cursor), *end;
	size_t nrefs;

	out->nar_hash.algo = GX_HASH_SHA256;
	out->nar_hash.len = GX_SHA256_SIZE;
	if (!line || strlen(line) < 66 ||
	    gx_base16_decode(line, 64, out->nar_hash.bytes, GX_SHA256_SIZE) < 0)
		return false;
	out->nar_size = strtoull(line + 65, &end, 10);
	nrefs = strtoull(end, &end, 10);
	while (nrefs--) {
		line = next_line(cursor);
		if (!line)
			return false;
		gx_strv_push(&out->refs, line);
	}
	return true;
}

int gx_build_outputs_read(const struct gx_buf *bytes, const struct gx_drv *drv, const char *dir,
			  struct gx_build_outputs *out, struct gx_err *err)
{
	GX_AUTO(build_outputs) struct gx_build_outputs outputs = { NULL, 0 };
	GX_AUTO(free) char *text = gx_strdup(gx_buf_str(bytes));
	char *cursor = text, *line = next_line(&cursor);

	if (line && !strncmp(line, "failed ", 7))
		return gx_fail(err, atoi(line + 7), "%s", cursor);
	if (!line || strcmp(line, "ok"))
		return gx_fail(err, GX_EFAIL, "the process that checks the outputs died");
	outputs_init(drv, dir, &outputs);
	for (size_t i = 0; i < outputs.n; i++)
		if (!parse_output(&cursor, &outputs.v[i]))
			return gx_fail(err, GX_EFAIL, "the process that checks the outputs died");
	*out = outputs;
	outputs = (struct gx_build_outputs){ NULL, 0 };
	return 0;
}
