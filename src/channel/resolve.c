/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From channels as they are written to trees that can be loaded: commits, authentication,
 * dependencies, store items. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel/auth.h"
#include "channel/base.h"
#include "channel/items.h"
#include "net/url.h"

#define MAX_MODULE ((size_t)1 << 20)
#define MAX_SET 100
#define CORE_MODULE "guix/packages.scm"

struct edge {
	char *from, *to;
};

struct resolver {
	const struct gx_channel_opts *opts;
	struct gx_channel_set set;
	struct gx_channels wanted;	/* what the user listed: it wins over dependencies */
	struct gx_channels queue;	/* still to do */
	struct gx_strv by;		/* who wants it ("" is the user), as long as the queue */
	struct edge *edges;
	size_t nedges;
};

static void instance_clear(struct gx_channel_instance *i)
{
	gx_channel_clear(&i->channel);
	free(i->item);
	free(i->root);
	free(i->logical);
	free(i->news_file);
}

void gx_channel_set_clear(struct gx_channel_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		instance_clear(&set->v[i]);
	free(set->v);
	*set = (struct gx_channel_set)GX_CHANNEL_SET_INIT;
}

static void resolver_clear(struct resolver *r)
{
	gx_channel_set_clear(&r->set);
	gx_channels_clear(&r->wanted);
	gx_channels_clear(&r->queue);
	gx_strv_clear(&r->by);
	for (size_t i = 0; i < r->nedges; i++) {
		free(r->edges[i].from);
		free(r->edges[i].to);
	}
	free(r->edges);
}

__attribute__((format(printf, 2, 3)))
static void say(const struct gx_channel_opts *opts, const char *fmt, ...)
{
	GX_AUTO(free) char *text = NULL;
	va_list ap;

	if (!opts->note)
		return;
	va_start(ap, fmt);
	text = gx_vasprintf(fmt, ap);
	va_end(ap);
	opts->note(opts->payload, text);
}

const char *gx_channel_cache(const struct gx_channel_opts *opts)
{
	return opts->cache ? opts->cache : gx_store_cache(opts->store);
}

/* --- one channel ---------------------------------------------------------------------------------- */

/* The clone to look for CHANNEL in: the base channel's own commits are the same wherever they
 * are fetched from, and ours are here already.  Who wrote a lock may have known no URL for it:
 * then it is ours. */
int gx_channel_git(const struct gx_channel_opts *opts, const struct gx_channel *c,
		   struct gx_git **out, struct gx_err *err)
{
	const char *base = gx_base_url();
	GX_AUTO(free) char *url = gx_git_full_url(strcmp(c->url, GX_BASE_NO_URL) ? c->url : base,
						  c->dir);

	if (!strcmp(c->name, GX_BASE_NAME) && gx_channel_is_pinned(c) && strcmp(c->url, base)) {
		GX_AUTO(git) struct gx_git *git = NULL;

		if (gx_git_open(gx_channel_cache(opts), base, &git, NULL) == 0 &&
		    gx_git_has_commit(git, c->commit)) {
			*out = gx_steal(&git);
			return 0;
		}
	}
	return gx_git_open(gx_channel_cache(opts), url, out, err);
}

static int check_downgrade(const struct gx_channel_opts *opts, struct gx_git *git,
			   const struct gx_channel *c, struct gx_err *err)
{
	const struct gx_channel *now = opts->current ? gx_channels_find(opts->current, c->name) :
		NULL;
	int rc;

	if (opts->allow_downgrades || !now || !gx_channel_is_pinned(now) ||
	    !strcmp(now->commit, c->commit))
		return 0;
	rc = gx_git_has_commit(git, now->commit) ?
		gx_git_descends(git, now->commit, c->commit, err) : 0;
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	gx_fail(err, GX_EINVALID, "channel %s: commit %s does not descend from %s, which is in use",
		c->name, c->commit, now->commit);
	return gx_err_hint(err, "this would go back, or to an unrelated history: "
			   "--allow-downgrades permits it");
}

static int authenticate(const struct gx_channel_opts *opts, struct gx_git *git,
			const struct gx_channel *c, const char *keyring, bool *done,
			struct gx_err *err)
{
	GX_AUTO(free) char *memory = gx_asprintf("%s/channels/verified", gx_channel_cache(opts));
	struct gx_git_fetch_opts fetch = { c->name, opts->offline, opts };
	struct gx_auth auth = {
		.name = c->name, .commit = c->intro_commit, .signer = c->intro_signer,
		.keyring = keyring, .cache = memory, .note = opts->note,
		.payload = opts->payload,
	};
	char tip[GX_COMMIT_LEN + 1];
	size_t checked = 0;

	if (opts->no_authentication) {
		say(opts, "channel %s is not authenticated, as asked", c->name);
		return 0;
	}
	if (!c->intro_commit) {
		if (!gx_base_came_with_gx(git, c->commit))
			say(opts, "channel %s is not authenticated: it has no introduction",
			    c->name);
		return 0;
	}
	if (gx_auth_known(&auth, c->commit)) {
		*done = true;
		return 0;
	}
	/* New commits may be signed by keys that were added since. */
	if (gx_git_branch_tip(git, keyring, tip, NULL) != 0 &&
	    gx_git_fetch_branch(git, &fetch, keyring, err) < 0)
		return -1;
	if (gx_auth_check(git, &auth, c->commit, &checked, err) < 0) {
		if (opts->offline || err->code != GX_ENOTFOUND)
			return -1;
		if (gx_git_fetch_branch(git, &fetch, keyring, err) < 0 ||
		    gx_auth_check(git, &auth, c->commit, &checked, err) < 0)
			return -1;
	}
	if (checked)
		say(opts, "channel %s is authentic: the signature%s of %zu commit%s checked", c->name,
		    checked == 1 ? "" : "s", checked, checked == 1 ? " was" : "s were");
	*done = true;
	return 0;
}

static int check_engine(const struct gx_channel *c, const struct gx_channel_meta *meta,
			struct gx_err *err)
{
	if (meta->engine <= 1)
		return 0;
	gx_fail(err, GX_EFAIL, "channel %s at commit %s needs engine %d; this gx has 1", c->name,
		c->commit, meta->engine);
	return gx_err_hint(err, "a newer gx is needed for it");
}

/* Its modules' directory, which may not be a link: that could lead out of the tree. */
static int check_directory(struct gx_git *git, const struct gx_channel *c,
			   const struct gx_channel_meta *meta, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(free) char *file = NULL;
	int rc = *meta->directory ? gx_git_list(git, c->commit, meta->directory, &names, err) : 0;

	if (rc <= 0)
		return rc;
	file = gx_channel_file_name(c, ".guix-channel");
	return gx_fail(err, GX_EINVALID, "%s: there is no directory `%s' in this channel", file,
		       meta->directory);
}

static void set_place(struct gx_channel_instance *i, const char *physical, const char *logical,
		      const char *directory)
{
	bool deeper = *directory;

	i->root = gx_asprintf("%s%s%s", physical, deeper ? "/" : "", directory);
	i->logical = gx_asprintf("%s%s%s", logical, deeper ? "/" : "", directory);
}

static bool is_core(const char *root)
{
	GX_AUTO(free) char *module = gx_path_join(root, CORE_MODULE);

	return gx_exists(module);
}

/* The same, asked of the commit. */
static int commit_is_core(struct gx_git *git, const char *commit, const char *directory, bool *out,
			  struct gx_err *err)
{
	GX_AUTO(free) char *module = gx_asprintf("%s%s" CORE_MODULE, directory,
						 *directory ? "/" : "");
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int rc = gx_git_read(git, commit, module, MAX_MODULE, &text, err);

	*out = rc == 0;
	return rc < 0 ? -1 : 0;
}

/* The copy of base that came with gx: nothing to fetch, nothing to store. */
static void use_installed(struct gx_channel_instance *i)
{
	i->root = gx_base_root();
	i->logical = gx_strdup(i->root);
	i->core = is_core(i->root);
	i->unpinned = !i->channel.commit;
}

/* No place is known for it but this gx. */
static bool only_installed(const struct gx_channel *c)
{
	return !strcmp(c->url, GX_BASE_NO_URL) && !strcmp(gx_base_url(), GX_BASE_NO_URL);
}

static int take_tree(const struct gx_channel_opts *opts, struct gx_git *git,
		     struct gx_channel_instance *i, const struct gx_channel_meta *meta,
		     struct gx_err *err)
{
	GX_AUTO(free) char *physical = NULL;

	if (gx_channel_item(opts, git, &i->channel, &i->item, err) < 0)
		return -1;
	physical = gx_store_physical(opts->store, i->item);
	set_place(i, physical, i->item, meta->directory);
	i->core = is_core(i->root);
	return 0;
}

static int take_commit(const struct gx_channel_opts *opts, struct gx_channel_instance *i,
		       struct gx_channel_meta *meta, struct gx_err *err)
{
	struct gx_channel *c = &i->channel;
	GX_AUTO(git) struct gx_git *git = NULL;
	struct gx_git_fetch_opts fetch = { c->name, opts->offline || only_installed(c), opts };
	char commit[GX_COMMIT_LEN + 1];

	if (gx_channel_git(opts, c, &git, err) < 0)
		return -1;
	if (gx_git_resolve(git, &fetch, c->branch, c->commit, commit, err) < 0)
		return only_installed(c) && !opts->offline ?
			gx_err_hint(err, "this gx knows no place to fetch base from; GX_BASE_URL "
				    "can name one") : -1;
	free(c->commit);
	c->commit = gx_strdup(commit);
	if (gx_channel_meta_of_commit(git, c, meta, err) < 0 || check_engine(c, meta, err) < 0 ||
	    check_directory(git, c, meta, err) < 0 || check_downgrade(opts, git, c, err) < 0 ||
	    authenticate(opts, git, c, meta->keyring, &i->authenticated, err) < 0)
		return -1;
	i->news_file = meta->news_file ? gx_strdup(meta->news_file) : NULL;
	return opts->commits_only ? commit_is_core(git, commit, meta->directory, &i->core, err) :
		take_tree(opts, git, i, meta, err);
}

/* What another gx has just resolved needs no git, whose library takes long to set up: +1 if
 * that does not hold for it after all. */
static int take_handed_over(const struct gx_channel_opts *opts, const struct gx_channel *c,
			    struct gx_channel_instance *out, struct gx_channel_meta *meta,
			    struct gx_err *err)
{
	GX_AUTO(free) char *physical = NULL;
	struct gx_channel_instance i = {
		.item = opts->handed_over && !opts->commits_only && gx_channel_is_pinned(c)
			? gx_channel_known_item(opts, c) : NULL
	};

	if (!i.item)
		return 1;
	gx_channel_copy(&i.channel, c);
	physical = gx_store_physical(opts->store, i.item);
	if (gx_channel_meta_of_tree(physical, c, meta, err) < 0 || check_engine(c, meta, err) < 0) {
		instance_clear(&i);
		return -1;
	}
	set_place(&i, physical, i.item, meta->directory);
	i.core = is_core(i.root);
	i.authenticated = c->intro_commit && !opts->no_authentication;
	i.news_file = meta->news_file ? gx_strdup(meta->news_file) : NULL;
	*out = i;
	return 0;
}

static int resolve_instance(const struct gx_channel_opts *opts, const struct gx_channel *c,
			    struct gx_channel_instance *out, struct gx_channel_meta *meta,
			    struct gx_err *err)
{
	struct gx_channel_instance i = { .root = NULL };
	GX_AUTO(free) char *own = strcmp(c->name, GX_BASE_NAME) ? NULL : gx_base_commit();
	bool installed = c->installed || only_installed(c);
	int rc = 0;

	gx_channel_copy(&i.channel, c);
	if (installed && !c->commit)
		i.channel.commit = own ? gx_strdup(own) : NULL;
	if ((installed && !i.channel.commit) ||
	    (own && i.channel.commit && !strcmp(own, i.channel.commit)))
		use_installed(&i);
	else
		rc = take_commit(opts, &i, meta, err);
	if (rc < 0)
		instance_clear(&i);
	else
		*out = i;
	return rc;
}

static int make_instance(const struct gx_channel_opts *opts, const struct gx_channel *c,
			 struct gx_channel_instance *out, struct gx_channel_meta *meta,
			 struct gx_err *err)
{
	int rc = take_handed_over(opts, c, out, meta, err);

	return rc > 0 ? resolve_instance(opts, c, out, meta, err) : rc;
}

/* --- the set -------------------------------------------------------------------------------------- */

static const struct gx_channel_instance *find(const struct resolver *r, const char *name)
{
	for (size_t i = 0; i < r->set.n; i++) {
		if (!strcmp(r->set.v[i].channel.name, name))
			return &r->set.v[i];
	}
	return NULL;
}

static void enqueue(struct resolver *r, const struct gx_channel *c, const char *by)
{
	gx_channels_add(&r->queue, c);
	gx_strv_push(&r->by, by);
	if (*by) {
		r->edges = gx_reallocarray(r->edges, r->nedges + 1, sizeof *r->edges);
		r->edges[r->nedges++] = (struct edge){ gx_strdup(by), gx_strdup(c->name) };
	}
}

/* C is wanted by BY while an instance of its name is there already. */
static int check_demand(const struct resolver *r, const struct gx_channel_instance *have,
			const struct gx_channel *c, const char *by, struct gx_err *err)
{
	const struct gx_channel *listed = gx_channels_find(&r->wanted, c->name);

	if (listed)
		return 0;	/* the user decides */
	if (c->commit && have->channel.commit &&
	    strncmp(have->channel.commit, c->commit, strlen(c->commit))) {
		gx_fail(err, GX_EINVALID, "channel %s is needed at two commits: %s, and %s by "
			"channel %s", c->name, have->channel.commit, c->commit, by);
		return gx_err_hint(err, "name %s with the commit to use in channels.scm", c->name);
	}
	if (strcmp(have->channel.url, c->url)) {
		GX_AUTO(free) char *one = gx_url_shown(have->channel.url);
		GX_AUTO(free) char *other = gx_url_shown(c->url);

		gx_fail(err, GX_EINVALID, "channel %s is needed from two places: %s, and %s by "
			"channel %s", c->name, one, other, by);
		return gx_err_hint(err, "name %s with the place to use in channels.scm", c->name);
	}
	return 0;
}

/* Something failed: was it the clone's fault, and is it gone now?  Offline it would be missed. */
static bool drop_damaged(const struct gx_channel_opts *opts, const struct gx_channel *c,
			 const struct gx_err *err)
{
	GX_AUTO(free) char *url = gx_git_full_url(c->url, c->dir);
	const char *cache = gx_channel_cache(opts);
	bool dropped;

	if (opts->offline || err->code == GX_ENET || err->code == GX_EINTERRUPTED)
		return false;
	dropped = gx_git_drop_damaged(cache, url);
	if (!strcmp(c->name, GX_BASE_NAME))
		dropped |= gx_git_drop_damaged(cache, gx_base_url());
	if (dropped)
		say(opts, "the clone of channel %s is damaged: it is made again", c->name);
	return dropped;
}

static int add_instance(struct resolver *r, const struct gx_channel *c, struct gx_err *err)
{
	GX_AUTO(channel_meta) struct gx_channel_meta meta = GX_CHANNEL_META_INIT;
	struct gx_channel_instance i;

	if (r->set.n == MAX_SET)
		return gx_fail(err, GX_EINVALID, "too many channels");
	if (make_instance(r->opts, c, &i, &meta, err) < 0) {
		if (!drop_damaged(r->opts, c, err))
			return -1;
		gx_channel_meta_clear(&meta);
		if (make_instance(r->opts, c, &i, &meta, err) < 0)
			return -1;
	}
	r->set.v = gx_reallocarray(r->set.v, r->set.n + 1, sizeof *r->set.v);
	r->set.v[r->set.n++] = i;
	for (size_t d = 0; d < meta.dependencies.n; d++)
		enqueue(r, &meta.dependencies.v[d], i.channel.name);
	return 0;
}

/* Is there a way along the edges from FROM to TO?  PATH collects it backwards. */
static bool reaches(const struct resolver *r, const char *from, const char *to, unsigned depth,
		    struct gx_strv *path)
{
	for (size_t i = 0; i < r->nedges && depth < MAX_SET; i++) {
		if (strcmp(r->edges[i].from, from))
			continue;
		if (!strcmp(r->edges[i].to, to) ||
		    reaches(r, r->edges[i].to, to, depth + 1, path)) {
			gx_strv_push(path, r->edges[i].to);
			return true;
		}
	}
	return false;
}

static int check_cycles(const struct resolver *r, struct gx_err *err)
{
	for (size_t i = 0; i < r->set.n; i++) {
		const char *name = r->set.v[i].channel.name;
		GX_AUTO(strv) struct gx_strv path = GX_STRV_INIT;
		GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

		if (!reaches(r, name, name, 0, &path))
			continue;
		gx_buf_adds(&text, name);
		for (size_t p = path.n; p-- > 0; )
			gx_buf_addf(&text, " -> %s", path.v[p]);
		return gx_fail(err, GX_EINVALID, "channels depend on each other in a circle: %s",
			       gx_buf_str(&text));
	}
	return 0;
}

static int check_core(const struct resolver *r, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv cores = GX_STRV_INIT, all = GX_STRV_INIT;
	GX_AUTO(free) char *text = NULL;

	for (size_t i = 0; i < r->set.n; i++) {
		gx_strv_push(&all, r->set.v[i].channel.name);
		if (r->set.v[i].core)
			gx_strv_push(&cores, r->set.v[i].channel.name);
	}
	if (cores.n == 1)
		return 0;
	text = gx_strv_join(cores.n ? &cores : &all, ", ");
	if (cores.n) {
		gx_fail(err, GX_EINVALID, "several channels provide (guix packages): %s", text);
		return gx_err_hint(err, "a set has one core channel: keep one of them");
	}
	gx_fail(err, GX_EINVALID, "no channel provides (guix packages): %s", *text ? text :
		"the list is empty");
	return gx_err_hint(err, "add the base channel: (cons* (channel …) %%default-channels)");
}

static int by_core_and_name(const void *a, const void *b)
{
	const struct gx_channel_instance *x = a, *y = b;

	if (x->core != y->core)
		return x->core ? -1 : 1;
	return strcmp(x->channel.name, y->channel.name);
}

static int run(struct resolver *r, struct gx_err *err)
{
	for (size_t i = 0; i < r->queue.n; i++) {
		struct gx_channel c;
		const struct gx_channel_instance *have = find(r, r->queue.v[i].name);
		int rc;

		/* The queue grows, and moves, meanwhile. */
		gx_channel_copy(&c, &r->queue.v[i]);
		rc = have ? check_demand(r, have, &c, r->by.v[i], err) : add_instance(r, &c, err);
		if (rc < 0 && *r->by.v[i])
			gx_err_prefix(err, "channel %s, needed by %s", c.name, r->by.v[i]);
		gx_channel_clear(&c);
		if (rc < 0)
			return -1;
	}
	if (check_cycles(r, err) < 0 || check_core(r, err) < 0)
		return -1;
	qsort(r->set.v, r->set.n, sizeof *r->set.v, by_core_and_name);
	return 0;
}

int gx_channels_resolve(const struct gx_channel_opts *opts, const struct gx_channels *wanted,
			struct gx_channel_set *out, struct gx_err *err)
{
	struct resolver r = { .opts = opts };
	int rc;

	for (size_t i = 0; i < wanted->n; i++) {
		gx_channels_add(&r.wanted, &wanted->v[i]);
		enqueue(&r, &wanted->v[i], "");
	}
	rc = run(&r, err);
	if (rc == 0) {
		*out = r.set;
		r.set = (struct gx_channel_set)GX_CHANNEL_SET_INIT;
	}
	resolver_clear(&r);
	return rc;
}

int gx_channel_set_locked(const struct gx_channel_opts *opts, const struct gx_channel_set *set,
			  struct gx_channels *out, struct gx_err *err)
{
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT;

	for (size_t i = 0; i < set->n; i++) {
		struct gx_channel *c;

		if (set->v[i].unpinned)
			return gx_fail(err, GX_EFAIL, "channel %s is a modified working tree, which "
				       "no commit names", set->v[i].channel.name);
		gx_channels_add(&list, &set->v[i].channel);
		c = &list.v[list.n - 1];
		free(gx_steal(&c->nar_hash));
		if (gx_channel_nar_hash(opts, &set->v[i], &c->nar_hash, err) < 0)
			return -1;
	}
	*out = list;
	list = (struct gx_channels)GX_CHANNELS_INIT;
	return 0;
}
