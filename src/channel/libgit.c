/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libgit2: set up once per process, its errors as ours. */
#include <git2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>

#include "channel/clone.h"

int gx_git_fail(struct gx_err *err, const char *fmt, ...)
{
	const git_error *last = git_error_last();
	GX_AUTO(free) char *what = NULL;
	va_list ap;

	va_start(ap, fmt);
	what = gx_vasprintf(fmt, ap);
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

/* HTTP is ours (webtransport.c), so libgit2 needs no certificates.  Where it is built on mbedTLS
 * it reads and parses all of the system's as soon as it is set up, which takes longer than all else
 * that most commands do: these stand in for mbedTLS's own functions. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_path(void *chain, const char *path);

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	return 0;
}

int mbedtls_x509_crt_parse_path(void *chain, const char *path)
{
	return 0;
}

static void init_once(void)
{
	git_libgit2_init();
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
