/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where in the user's files a failed build comes from. */
#include "cli/blame.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

enum { SOURCE_MAX = 4 << 20, FILES_MAX = 20000, DEPTH_MAX = 8, HASH_LEN = 52 };

struct search {
	const char *hash;
	struct gx_err *err;
	size_t files;
	bool found;
};

/* The word after "expected …: " or "actual …: " in TEXT, if it is a sha256; yours. */
static char *hash_after(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	at = at ? strchr(at, ':') : NULL;
	at = at ? at + 1 + strspn(at + 1, " ") : NULL;
	return at && strspn(at, "0123456789abcdfghijklmnpqrsvwxyz") == HASH_LEN
		? gx_strndup(at, HASH_LEN) : NULL;
}

static void look_in_text(struct search *s, const char *file, const char *text, bool is_file)
{
	const char *found = strstr(text, s->hash);
	unsigned line = 1, column = 1;

	if (!found)
		return;
	s->found = true;
	for (const char *at = text; at < found; at++) {
		line += *at == '\n';
		column = *at == '\n' ? 1 : column + ((*at & 0xc0) != 0x80);
	}
	/* The quote before it, so that the whole string is marked. */
	column -= column > 1;
	gx_err_at_text(s->err, file, is_file ? NULL : text, line, column);
}

static void look_in_file(struct search *s, const char *file)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	s->files++;
	if (gx_file_read(file, SOURCE_MAX, &text, NULL) == 0)
		look_in_text(s, file, gx_buf_str(&text), true);
}

static void look_below(struct search *s, const char *dir, unsigned depth)
{
	GX_AUTO(dir) DIR *d = depth < DEPTH_MAX ? opendir(dir) : NULL;
	struct dirent *entry;

	while (d && !s->found && s->files < FILES_MAX && (entry = readdir(d))) {
		GX_AUTO(free) char *path = gx_path_join(dir, entry->d_name);
		size_t len = strlen(entry->d_name);
		struct stat st;

		if (entry->d_name[0] == '.' || lstat(path, &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode))
			look_below(s, path, depth + 1);
		else if (S_ISREG(st.st_mode) && len > 4 && !strcmp(path + strlen(path) - 4, ".scm"))
			look_in_file(s, path);
	}
}

static void look_in_input(struct search *s, const struct gx_eval_input *input)
{
	switch (input->kind) {
	case GX_EVAL_MANIFEST_FILE:
	case GX_EVAL_FILE:
		look_in_file(s, input->text);
		break;
	case GX_EVAL_EXPR:
		look_in_text(s, "<command line>", input->text, false);
		break;
	default:
		break;
	}
}

void gx_blame_hash(const struct gx_eval_request *req, struct gx_err *err)
{
	const char *text = gx_err_text(err);
	GX_AUTO(free) char *declared = hash_after(text, "expected");
	GX_AUTO(free) char *actual = hash_after(text, "actual");
	struct search s = { declared, err, 0, false };

	if (err->code != GX_EHASH || !declared || !actual)
		return;
	for (size_t i = 0; i < req->ninputs && !s.found; i++)
		look_in_input(&s, &req->inputs[i]);
	for (size_t i = 0; i < req->load_path.n && !s.found; i++)
		look_below(&s, req->load_path.v[i], 0);
	for (size_t i = 0; i < req->nchannels && !s.found; i++)
		look_below(&s, req->channels[i].root, 0);
	if (s.found)
		gx_err_hint(err, "if the new content is what is wanted, write \"%s\" there", actual);
}
