/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users and passwords from git's credential helpers. */
#include "channel/credential.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_ANSWER 65536

void gx_credential_clear(struct gx_credential *credential)
{
	free(credential->user);
	free(credential->password);
	free(credential->answer);
	*credential = (struct gx_credential)GX_CREDENTIAL_INIT;
}

/* --- the answer ---------------------------------------------------------------------------- */

static void parse_line(const char *line, struct gx_credential *out)
{
	static const char user[] = "username=", password[] = "password=";
	char **place = NULL;

	if (!strncmp(line, user, sizeof user - 1))
		place = &out->user;
	else if (!strncmp(line, password, sizeof password - 1))
		place = &out->password;
	if (!place)
		return;
	free(*place);
	*place = gx_strdup(strchr(line, '=') + 1);
}

int gx_credential_parse(const char *text, size_t len, struct gx_credential *out)
{
	GX_AUTO(credential) struct gx_credential found = GX_CREDENTIAL_INIT;
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	if (len > MAX_ANSWER || memchr(text, '\0', len))
		return -1;
	found.answer = gx_strndup(text, len);
	gx_strv_split(&lines, found.answer, "\n");
	for (size_t i = 0; i < lines.n; i++)
		parse_line(lines.v[i], &found);
	if (!found.user || !found.password)
		return -1;
	*out = found;
	found = (struct gx_credential)GX_CREDENTIAL_INIT;
	return 0;
}

/* --- the program --------------------------------------------------------------------------- */

static bool has_terminal(void)
{
	GX_AUTO(fd) int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	return fd >= 0;
}

/* Our environment; where nobody can answer, git is told not to ask. */
static void make_environment(struct gx_strv *out)
{
	static const char prompt[] = "GIT_TERMINAL_PROMPT=";
	bool terminal = has_terminal();

	for (char **p = environ; *p; p++) {
		if (terminal || strncmp(*p, prompt, sizeof prompt - 1))
			gx_strv_push(out, *p);
	}
	if (!terminal)
		gx_strv_pushf(out, "%s0", prompt);
}

/* The text goes through a file in memory: neither side waits for the other. */
static int run_git(const char *git_dir, const char *verb, const char *text, struct gx_buf *out,
		   int *status, struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_asprintf("--git-dir=%s", git_dir);
	GX_AUTO(strv) struct gx_strv environment = GX_STRV_INIT;
	GX_AUTO(fd) int fd = memfd_create("credential", MFD_CLOEXEC);
	char *argv[] = { "git", dir, "credential", (char *)verb, NULL };
	struct gx_spawn_fd input = { fd, 0 };
	struct gx_spawn_opts opts = { .argv = argv, .fds = &input, .nfds = 1,
				      .die_with_parent = true };

	if (fd < 0)
		return gx_fail_errno(err, "make a file in memory");
	if (gx_fd_write(fd, text, strlen(text), err) < 0)
		return -1;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return gx_fail_errno(err, "rewind a file in memory");
	make_environment(&environment);
	opts.envp = environment.v;
	return gx_spawn_capture(&opts, MAX_ANSWER, out, status, err);
}

/* A value with a line end would be two. */
static int add_value(struct gx_buf *text, const char *key, const char *value, struct gx_err *err)
{
	if (!value)
		return 0;
	if (strchr(value, '\n') || strchr(value, '\r'))
		return gx_fail(err, GX_EINVALID, "the %s of the URL holds a line end", key);
	gx_buf_addf(text, "%s=%s\n", key, value);
	return 0;
}

int gx_credential_fill(const struct gx_credential_query *query, struct gx_credential *out,
		       struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT, answer = GX_BUF_INIT;
	int status = 0;

	if (add_value(&text, "protocol", query->protocol, err) < 0 ||
	    add_value(&text, "host", query->host, err) < 0 ||
	    add_value(&text, "path", query->path, err) < 0 ||
	    add_value(&text, "username", query->user, err) < 0)
		return -1;
	gx_buf_addc(&text, '\n');
	if (run_git(query->git_dir, "fill", gx_buf_str(&text), &answer, &status, NULL) < 0 ||
	    status != 0)
		return 1;
	return gx_credential_parse(gx_buf_str(&answer), answer.len, out) < 0 ? 1 : 0;
}

void gx_credential_settle(const char *git_dir, const struct gx_credential *credential, bool good)
{
	GX_AUTO(buf) struct gx_buf answer = GX_BUF_INIT;
	int status;

	/* Whether the helper remembers is its own business. */
	if (credential->answer)
		run_git(git_dir, good ? "approve" : "reject", credential->answer, &answer, &status,
			NULL);
}
