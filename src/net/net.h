/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/net: fetching files, on libcurl.
 *
 * Proxies, certificates and ~/.netrc count as for curl (http_proxy, https_proxy, no_proxy,
 * CURL_CA_BUNDLE, SSL_CERT_FILE, SSL_CERT_DIR).  A file that has an expected hash may come
 * from anywhere: it is fetched from the first place that serves the right bytes, resumed when
 * a transfer breaks off, and checked while it streams.
 *
 *	struct gx_net *net = gx_net_new(&(struct gx_net_opts){ .hints = "/tmp/hosts" });
 *	gx_net_fetch(net, &(struct gx_fetch){ .places = &urls, .hash = &hash }, "out", NULL, err);
 *	gx_net_free(net);
 *
 * One gx_net serves one thread and keeps its connections open between transfers. */
#ifndef GX_NET_H
#define GX_NET_H

#include "util/util.h"

/* DONE bytes of TOTAL (0: unknown) are here; non-zero stops the transfer. */
typedef int gx_net_progress_fn(void *payload, uint64_t done, uint64_t total);

struct gx_net_opts {
	unsigned connect_timeout;	/* seconds; 0: 15 */
	unsigned stall_timeout;		/* seconds under 100 bytes a second; 0: 30 */
	unsigned retries;		/* of a transfer that broke off; 0: 3 */
	uint64_t max_size;		/* of one file; 0: 64 GiB */
	const char *hints;		/* a small file, shared between processes, that remembers
					 * unreachable hosts for five minutes and addresses for one;
					 * or NULL */
	bool offline;			/* only file:// */
	gx_net_progress_fn *progress;
	void *payload;
};

struct gx_net;
/* OPTS is copied, its texts stay the caller's; yours. */
struct gx_net *gx_net_new(const struct gx_net_opts *opts);
void gx_net_free(struct gx_net *net);
void gx_cleanup_net(struct gx_net **net);

/* Receives the next bytes; -1 with err set to stop. */
typedef int gx_net_sink_fn(void *payload, const void *data, size_t len, struct gx_err *err);

struct gx_fetch {
	const char *name;		/* for messages; NULL: the last part of the first place */
	const struct gx_strv *places;	/* plain URLs, in order (gx_places_expand makes them) */
	const struct gx_hash *hash;	/* of the file's bytes; NULL: not checked */
	bool recursive;			/* HASH is of the NAR of the file */
	bool executable;		/* the file becomes executable */
	const char *partial_dir;	/* where unfinished files wait, by hash, to be resumed by a
					 * later process; NULL: beside DEST */
};
struct gx_fetched {
	size_t place;			/* the index of the place that served it */
	uint64_t bytes;			/* that travelled */
	struct gx_hash actual;		/* what the last wrong file hashed to, when GX_EHASH */
};
/* Fetch to the file DEST, mode 0444 (0555), replaced at the end.  Failing names each place with
 * the reason, one to a line; GX_EHASH when some place served another content (*OUT then holds
 * the actual hash), else GX_ENET.  OUT may be NULL. */
int gx_net_fetch(struct gx_net *net, const struct gx_fetch *fetch, const char *dest,
		 struct gx_fetched *out, struct gx_err *err);

/* --- places --------------------------------------------------------------------------------- */

/* A written Scheme value, "URL" or ("URL" "URL" …), or one bare URL. */
int gx_places_parse(const char *text, struct gx_strv *out, struct gx_err *err);
/* URLS with mirror://NAME/PATH replaced by the places it stands for, then, for a flat hash, the
 * caches of $GX_CACHE_URLS by content; doubles dropped.  HASH may be NULL.  When nothing is
 * left, GX_ENET says why (mirror://debian without apt: the hint names GX_DEBIAN_MIRROR). */
int gx_places_expand(const struct gx_strv *urls, const struct gx_hash *hash, const char *name,
		     struct gx_strv *out, struct gx_err *err);
/* The base URIs of Debian's main archive: $GX_DEBIAN_MIRROR (several: blank separated), then
 * those in the apt configuration below ROOT ("" for this host); no slash at their end. */
void gx_apt_mirrors(const char *root, struct gx_strv *out);
/* One sources.list, or deb822 *.sources: adds the base URIs of Debian's main archive in it. */
void gx_apt_parse_list(const char *text, size_t len, struct gx_strv *out);
void gx_apt_parse_sources(const char *text, size_t len, struct gx_strv *out);
/* The proxy that apt.conf names for http (Acquire::http::Proxy), or NULL; yours. */
char *gx_apt_proxy(const char *root);
char *gx_apt_parse_proxy(const char *text);

#endif
