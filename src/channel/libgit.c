/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libgit2: set up once per process, its errors as ours. */
#include <git2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "channel/clone.h"

int gx_git_fail(struct gx_err *err, const char *fmt, ...)
{
	const git_error *last = git_error_last();
	GX_AUTO(free) char *what = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&what, fmt, ap) < 0)
		abort();
	va_end(ap);
	return gx_fail(err, last && last->klass == GIT_ERROR_NET ? GX_ENET : GX_EFAIL, "%s: %s",
		       what, last && last->message ? last->message : "unknown reason");
}

#ifdef __SANITIZE_ADDRESS__
/* libgit2 keeps the matches of its regular expressions. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2\n";
}
#endif

/* The file of certificates that git's configuration names; yours, or NULL. */
static char *configured_certificates(void)
{
	git_config *config = NULL;
	git_buf file = { 0 };
	char *copy = NULL;

	if (git_config_open_default(&config) == 0 &&
	    git_config_get_path(&file, config, "http.sslcainfo") == 0)
		copy = gx_strdup(file.ptr);
	git_buf_dispose(&file);
	git_config_free(config);
	return copy;
}

/* Certificates as this user's other programs see them: git's own settings first. */
static void set_certificates(void)
{
	const char *file = getenv("GIT_SSL_CAINFO"), *dir = getenv("SSL_CERT_DIR");
	GX_AUTO(free) char *configured = NULL;

	if (!file || !*file)
		file = configured = configured_certificates();
	if (!file)
		file = getenv("SSL_CERT_FILE");
	if ((file && *file) || (dir && *dir))
		git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file && *file ? file : NULL,
				 dir && *dir ? dir : NULL);
}

static void init_once(void)
{
	git_libgit2_init();
	set_certificates();
	/* A repository that is only read may belong to anybody: none of its hooks run. */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	gx_ssh_register();
}

void gx_git_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, init_once);
}
