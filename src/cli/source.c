/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of Scheme that the user names. */
#include "cli/source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STREAM_MAX = 16 << 20 };

static int add_stream(struct gx_eval_request *req, enum gx_eval_input_kind kind,
		      const char *file, bool development, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	bool standard = gx_path_is_stdin(file);

	gx_buf_addf(&text, "%s\n", standard ? "<standard input>" : file);
	if (standard ? gx_fd_read_all(0, STREAM_MAX, &text, err)
		     : gx_file_read(file, STREAM_MAX, &text, err))
		return gx_err_prefix(err, "read %s", file);
	if (strlen(text.data) != text.len)
		return gx_fail(err, GX_EINVALID, "%s is no text: it has a NUL", file);
	gx_eval_add_input(req, kind == GX_EVAL_FILE ? GX_EVAL_FILE_TEXT : GX_EVAL_MANIFEST_TEXT,
			  text.data, development);
	return 0;
}

static int absent(const char *file, const char *option, struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_path_dir(file);
	GX_AUTO(free) char *near = gx_suggest_file(gx_path_base(file), dir);

	gx_fail(err, GX_ENOTFOUND, "no such file");
	gx_err_at(err, file, 0, 0);
	return near ? gx_err_hint(err, "did you mean '%s'?", near)
		    : gx_err_hint(err, "it was given with %s", option);
}

static int is_directory(const char *file, struct gx_err *err)
{
	static const char *const usual[] = { "manifest.scm", "guix.scm" };

	gx_fail(err, GX_EINVALID, "it is a directory");
	gx_err_at(err, file, 0, 0);
	for (size_t i = 0; i < GX_ARRAY_SIZE(usual); i++) {
		GX_AUTO(free) char *inside = gx_path_join(file, usual[i]);

		if (gx_exists(inside))
			return gx_err_hint(err, "did you mean '%s/%s'?", gx_path_base(file),
					   usual[i]);
	}
	return -1;
}

static int check(const char *file, const char *option, struct gx_err *err)
{
	struct stat st;

	if (stat(file, &st) < 0 && (errno == ENOENT || errno == ENOTDIR))
		return absent(file, option, err);
	if (S_ISDIR(st.st_mode))
		return is_directory(file, err);
	if (access(file, R_OK) < 0) {
		gx_fail(err, GX_ESYS, "%s", strerror(errno));
		return gx_err_at(err, file, 0, 0);
	}
	return 0;
}

int gx_source_add(struct gx_eval_request *req, enum gx_eval_input_kind kind, const char *option,
		  const char *file, bool development, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;

	if (gx_path_is_stream(file))
		return add_stream(req, kind, file, development, err);
	/* The evaluator's working directory is not ours to rely on. */
	path = gx_path_absolute(file);
	if (check(path, option, err) < 0)
		return -1;
	gx_eval_add_input(req, kind, path, development);
	return 0;
}
