/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Git over ssh by way of the ssh program, so that the user's own configuration, keys, agents
 * and known hosts count. */
#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <git2/sys/transport.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel/git.h"

struct where {
	char *host;	/* user@host */
	char *port;	/* or NULL */
	char *path;
};

struct stream {
	git_smart_subtransport_stream base;
	pid_t pid;
	int in, out;	/* of the program */
};

struct subtransport {
	git_smart_subtransport base;
	git_transport *owner;
	struct stream *stream;
};

static void where_clear(struct where *w)
{
	free(w->host);
	free(w->port);
	free(w->path);
}
#define gx_cleanup_where where_clear

/* ssh://[user@]host[:port]/path, or [user@]host:path. */
static int parse_url(const char *url, struct where *w)
{
	const char *p = strstr(url, "://"), *end, *colon, *bracket;

	if (!p) {
		p = url;
		end = strchr(p, ':');
		if (!end)
			return -1;
		w->host = gx_strndup(p, (size_t)(end - p));
		w->path = gx_strdup(end + 1);
	} else {
		p += 3;
		end = p + strcspn(p, "/");
		bracket = memchr(p, ']', (size_t)(end - p));
		colon = memchr(bracket ? bracket : p, ':', (size_t)(end - (bracket ? bracket : p)));
		w->host = gx_strndup(p, (size_t)((colon ? colon : end) - p));
		w->port = colon ? gx_strndup(colon + 1, (size_t)(end - colon - 1)) : NULL;
		/* ssh://host/~user/x is below a home directory. */
		w->path = gx_strdup(end[0] == '/' && end[1] == '~' ? end + 1 : end);
	}
	/* What begins with a dash would be an option of ssh or of the remote program. */
	if (!*w->host || *w->host == '-' || !*w->path || *w->path == '-' ||
	    (w->port && strspn(w->port, "0123456789") != strlen(w->port)))
		return -1;
	return 0;
}

/* PATH for the remote shell. */
static char *quoted(const char *path)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	gx_buf_addc(&buf, '\'');
	for (; *path; path++) {
		if (*path == '\'' || *path == '!')
			gx_buf_addf(&buf, "'\\%c'", *path);
		else
			gx_buf_addc(&buf, *path);
	}
	gx_buf_addc(&buf, '\'');
	return gx_buf_take(&buf);
}

/* $GIT_SSH_COMMAND is a piece of shell, $GIT_SSH a program, as for git. */
static void add_program(struct gx_strv *argv)
{
	const char *command = getenv("GIT_SSH_COMMAND"), *program = getenv("GIT_SSH");

	if (command && *command) {
		gx_strv_push(argv, "sh");
		gx_strv_push(argv, "-c");
		gx_strv_pushf(argv, "%s \"$@\"", command);
		gx_strv_push(argv, "ssh");
	} else {
		gx_strv_push(argv, program && *program ? program : "ssh");
	}
}

static int start(struct stream *s, const char *url)
{
	GX_AUTO(where) struct where w = { NULL, NULL, NULL };
	GX_AUTO(strv) struct gx_strv argv = GX_STRV_INIT;
	GX_AUTO(free) char *path = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	int to[2] = { -1, -1 }, from[2] = { -1, -1 };
	struct gx_spawn_fd fds[2];
	struct gx_spawn_opts opts = { .fds = fds, .nfds = 2, .die_with_parent = true };
	int rc;

	if (parse_url(url, &w) < 0) {
		git_error_set_str(GIT_ERROR_NET, "not an address for ssh");
		return -1;
	}
	path = quoted(w.path);
	add_program(&argv);
	if (w.port) {
		gx_strv_push(&argv, "-p");
		gx_strv_push(&argv, w.port);
	}
	gx_strv_push(&argv, w.host);
	gx_strv_pushf(&argv, "git-upload-pack %s", path);
	/* Writing to a socket can do without SIGPIPE when ssh has ended. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, to) < 0 || pipe2(from, O_CLOEXEC) < 0) {
		git_error_set_str(GIT_ERROR_OS, strerror(errno));
		return -1;
	}
	fds[0] = (struct gx_spawn_fd){ to[0], 0 };
	fds[1] = (struct gx_spawn_fd){ from[1], 1 };
	opts.argv = argv.v;
	rc = gx_spawn(&opts, &s->pid, &err);
	gx_close(&to[0]);
	gx_close(&from[1]);
	s->in = to[1];
	s->out = from[0];
	if (rc < 0)
		git_error_set_str(GIT_ERROR_NET, gx_err_text(&err));
	return rc;
}

static int stream_read(git_smart_subtransport_stream *base, char *buffer, size_t size,
		       size_t *got)
{
	struct stream *s = (struct stream *)base;
	ssize_t n;

	do {
		n = read(s->out, buffer, size);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		git_error_set_str(GIT_ERROR_NET, strerror(errno));
		return -1;
	}
	if (n == 0) {
		git_error_set_str(GIT_ERROR_NET, "ssh ended the connection");
		return GIT_EEOF;
	}
	*got = (size_t)n;
	return 0;
}

static int stream_write(git_smart_subtransport_stream *base, const char *buffer, size_t len)
{
	struct stream *s = (struct stream *)base;

	while (len > 0) {
		ssize_t n = send(s->in, buffer, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			git_error_set_str(GIT_ERROR_NET, strerror(errno));
			return -1;
		}
		buffer += n;
		len -= (size_t)n;
	}
	return 0;
}

static void stream_free(git_smart_subtransport_stream *base)
{
	struct stream *s = (struct stream *)base;
	struct subtransport *t = (struct subtransport *)s->base.subtransport;
	int status;

	if (t && t->stream == s)
		t->stream = NULL;
	gx_close(&s->in);
	gx_close(&s->out);
	if (s->pid > 0)
		gx_wait(s->pid, &status, NULL);
	free(s);
}

static int action(git_smart_subtransport_stream **out, git_smart_subtransport *base,
		  const char *url, git_smart_service_t service)
{
	struct subtransport *t = (struct subtransport *)base;
	struct stream *s;

	if (service == GIT_SERVICE_UPLOADPACK && t->stream) {
		*out = &t->stream->base;
		return 0;
	}
	if (service != GIT_SERVICE_UPLOADPACK_LS) {
		git_error_set_str(GIT_ERROR_NET, "only fetching is possible over ssh");
		return -1;
	}
	s = gx_calloc(1, sizeof *s);
	s->base.subtransport = base;
	s->base.read = stream_read;
	s->base.write = stream_write;
	s->base.free = stream_free;
	s->in = s->out = -1;
	if (start(s, url) < 0) {
		stream_free(&s->base);
		return -1;
	}
	t->stream = s;
	*out = &s->base;
	return 0;
}

static int close_transport(git_smart_subtransport *base)
{
	return 0;
}

static void free_transport(git_smart_subtransport *base)
{
	free(base);
}

static int make_subtransport(git_smart_subtransport **out, git_transport *owner, void *param)
{
	struct subtransport *t = gx_calloc(1, sizeof *t);

	t->base.action = action;
	t->base.close = close_transport;
	t->base.free = free_transport;
	t->owner = owner;
	*out = &t->base;
	return 0;
}

static int make_transport(git_transport **out, git_remote *owner, void *param)
{
	static git_smart_subtransport_definition definition = { make_subtransport, 0, NULL };

	return git_transport_smart(out, owner, &definition);
}

void gx_ssh_register(void)
{
	git_transport_register("ssh", make_transport, NULL);
	git_transport_register("git+ssh", make_transport, NULL);
	git_transport_register("ssh+git", make_transport, NULL);
}
