/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unreachable hosts, remembered for a while in a file that processes share: dozens of
 * downloads must not wait, each for itself, for a server that is not there. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "net/http.h"

/* One line a fact, "- HOST TIME", "+ HOST TIME" or "= HOST TIME ADDRESS"; the last one about
 * a host counts.  Lines
 * are added with one write each; the file starts anew when it has grown. */
#define MAX_FILE 65536
#define LIFETIME 300
/* Of an address: shorter than most records' own. */
#define ADDRESS_LIFETIME 60

/* The host and port of URL, or NULL when it has none. */
static char *host_of(const char *url)
{
	const char *p = strstr(url, "://"), *end, *at;

	if (!p || !strncmp(url, "file:", 5))
		return NULL;
	p += 3;
	end = p + strcspn(p, "/?#");
	at = memrchr(p, '@', (size_t)(end - p));
	if (at)
		p = at + 1;
	if (p == end || memchr(p, ' ', (size_t)(end - p)) || memchr(p, '\n', (size_t)(end - p)))
		return NULL;
	return gx_strndup(p, (size_t)(end - p));
}

/* The last line about the host of URL, whose kind is one of KINDS; yours. */
static char *last_line(const char *file, const char *host, const char *kinds)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;
	size_t len = strlen(host);

	if (gx_file_read(file, 2 * MAX_FILE, &buf, NULL) != 0)
		return NULL;
	gx_strv_split(&lines, gx_buf_str(&buf), "\n");
	for (size_t i = lines.n; i-- > 0; ) {
		const char *l = lines.v[i];

		if (strlen(l) > len + 3 && strchr(kinds, l[0]) && !strncmp(l + 2, host, len) &&
		    l[2 + len] == ' ')
			return gx_steal(&lines.v[i]);
	}
	return NULL;
}

/* Was the fact with TIME at the start of TEXT noted less than SECONDS ago? */
static bool is_fresh(const char *text, char **end, int seconds)
{
	long long age = (long long)time(NULL) - strtoll(text, end, 10);

	return age >= 0 && age < seconds;
}

bool gx_hosts_dead(const char *file, const char *url)
{
	GX_AUTO(free) char *host = file ? host_of(url) : NULL;
	GX_AUTO(free) char *line = host ? last_line(file, host, "+-") : NULL;

	return line && line[0] == '-' && is_fresh(line + strlen(host) + 3, NULL, LIFETIME);
}

/* HOST:PORT of URL as CURLOPT_RESOLVE wants it, or NULL where an address makes no sense. */
static char *host_port(const char *url, const char *host)
{
	if (strncmp(url, "http", 4) || *host == '[')
		return NULL;
	return gx_asprintf("%s%s", host, strchr(host, ':') ? "" :
			   !strncmp(url, "https:", 6) ? ":443" : ":80");
}

char *gx_hosts_address(const char *file, const char *url)
{
	GX_AUTO(free) char *host = file ? host_of(url) : NULL;
	GX_AUTO(free) char *port = host ? host_port(url, host) : NULL;
	GX_AUTO(free) char *line = port ? last_line(file, port, "=") : NULL;
	char *end;

	if (!line || !is_fresh(line + strlen(port) + 3, &end, ADDRESS_LIFETIME) || *end != ' ' ||
	    strspn(end + 1, "0123456789abcdefABCDEF.:") != strlen(end + 1))
		return NULL;
	return gx_asprintf("%s:%s", port, end + 1);
}

static void note(const char *file, char kind, const char *host, const char *more)
{
	GX_AUTO(free) char *line = NULL;
	GX_AUTO(fd) int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
				  0600);

	if (fd < 0)
		return;		/* a hint only */
	if (lseek(fd, 0, SEEK_END) > MAX_FILE && ftruncate(fd, 0) < 0)
		return;
	line = gx_asprintf("%c %s %lld%s%s\n", kind, host, (long long)time(NULL), *more ? " " : "",
			   more);
	if (write(fd, line, strlen(line)) < 0)
		return;
}

void gx_hosts_note_address(const char *file, const char *url, const char *address)
{
	GX_AUTO(free) char *host = file ? host_of(url) : NULL;
	GX_AUTO(free) char *port = host ? host_port(url, host) : NULL;

	if (port)
		note(file, '=', port, address);
}

void gx_hosts_note(const char *file, const char *url, bool dead)
{
	GX_AUTO(free) char *host = file ? host_of(url) : NULL;

	if (host)
		note(file, dead ? '-' : '+', host, "");
}
