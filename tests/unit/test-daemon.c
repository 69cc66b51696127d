/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker protocol: recorded sessions of a real client, and what a client must not do. */
#include "daemon/daemon.h"
#include "daemon/wire.h"
#include "tap.h"
#include "util/util.h"

#include <sys/mman.h>
#include <unistd.h>

static struct gx_err err = GX_ERR_INIT;

static void must(int r, const char *what)
{
	if (!r)
		return;
	printf("Bail out! %s: %s\n", what, gx_err_text(&err));
	exit(1);
}

/* --- a store with the items that the recordings name --------------------------------------- */

#define BUSYBOX "/gnu/store/hhvqa8002m3y2hw68zi7d6in7fbq1c9z-busybox"
#define SIMPLE "/gnu/store/2kiac73j5hc2n359sphagaxyg8f7n731-simple"
#define MULTI "/gnu/store/6m28q76fhgpirw0yhaqfmz4hb6ckkgcc-multi"
#define MULTI_LIB "/gnu/store/lkymhn6w7j2ay0fachh6k0jrfflkwz8w-multi-lib"

static void register_file(struct gx_store *store, const char *path, const char *content,
			  const char *ref, const char *deriver)
{
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	GX_AUTO(free) char *physical = gx_path_join(gx_store_tmp(store), "new");
	struct gx_new_item item = { .path = path, .physical = physical, .refs = &refs,
				    .deriver = deriver };

	if (ref)
		gx_strv_push(&refs, ref);
	must(gx_file_write(physical, content, strlen(content), 0644, &err), physical);
	must(gx_store_register(store, &item, 1, NULL, &err), path);
}

static char *add_drv(struct gx_store *store, const char *file, const char *name)
{
	GX_AUTO(free) char *path = data_path(file);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	char *drv;

	gx_strv_push(&refs, BUSYBOX);
	must(gx_file_read(path, 1 << 20, &text, &err), path);
	must(gx_store_add_text(store, name, text.data, text.len, &refs, &drv, &err), name);
	return drv;
}

static struct gx_store *new_store(char **root)
{
	struct gx_store *store;

	must(gx_mkdtemp("/tmp/gx-test-daemon", root, &err), "temporary directory");
	setenv("GX_STORE_ROOT", *root, 1);
	must(gx_store_open(&(struct gx_store_opts){ .root = *root, .create = true }, &store,
			   &err), "open a store");
	return store;
}

static void fill(struct gx_store *store)
{
	GX_AUTO(free) char *simple = NULL, *multi = NULL;

	register_file(store, BUSYBOX, "not really\n", NULL, NULL);
	simple = add_drv(store, "drv/drv-simple.drv", "simple.drv");
	multi = add_drv(store, "drv/drv-multi.drv", "multi.drv");
	register_file(store, SIMPLE, "hello\n", NULL, simple);
	register_file(store, MULTI, "multi\n", NULL, multi);
	register_file(store, MULTI_LIB, MULTI "\n", MULTI, multi);
}

/* --- replaying ------------------------------------------------------------------------------- */

/* Run a session on the bytes of REQUEST; the answer is appended to RESPONSE. */
static int talk(struct gx_store *store, const struct gx_buf *request, bool lazy,
		struct gx_buf *response)
{
	const struct gx_daemon_opts opts = { .trusted = true, .lazy = lazy };
	GX_AUTO(fd) int in = memfd_create("in", MFD_CLOEXEC);
	GX_AUTO(fd) int out = memfd_create("out", MFD_CLOEXEC);
	struct gx_daemon *d;
	int r;

	must(gx_fd_write(in, request->data, request->len, &err), "write");
	lseek(in, 0, SEEK_SET);
	d = gx_daemon_new(store, in, out, &opts);
	gx_err_clear(&err);
	r = gx_daemon_run(d, &err);
	gx_daemon_free(d);
	lseek(out, 0, SEEK_SET);
	must(gx_fd_read_all(out, 1 << 24, response, &err), "read");
	return r;
}

static void from_hex(const char *hex, struct gx_buf *out)
{
	size_t n = strlen(hex) / 2;

	if (gx_base16_decode(hex, n * 2, gx_buf_reserve(out, n), n))
		abort();
	out->len += n;
	out->data[out->len] = '\0';
}

/* Recorded calls whose answer depends on the machine they were recorded on. */
static bool replayable(const char *op, size_t n)
{
	static const char *const others[] = {
		"query-referrers", "query-path-info", "query-derivation-outputs", "find-roots",
		"built-in-builders", "add-indirect-root", "query-valid-derivers",
	};

	/* The refusal of query-path-info is the same everywhere. */
	if (n > 20)
		return true;
	for (size_t i = 0; i < GX_ARRAY_SIZE(others); i++)
		if (!strcmp(op, others[i]))
			return false;
	return true;
}

struct call {
	char *op;
	struct gx_buf response;
};

static size_t read_calls(struct gx_buf *request, struct call *calls, size_t max)
{
	GX_AUTO(free) char *path = data_path("wire/ops.jsonl");
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;
	size_t n = 0;

	must(gx_file_read(path, 1 << 20, &text, &err), path);
	gx_strv_split(&lines, gx_buf_str(&text), "\n");
	for (size_t i = 0; i < lines.n && n < max; i++) {
		GX_AUTO(json) struct gx_json *line = NULL;
		const char *op;

		must(gx_json_parse(lines.v[i], strlen(lines.v[i]), &line, &err), path);
		op = gx_json_get_str(line, "op");
		if (!replayable(op, i))
			continue;
		calls[n] = (struct call){ gx_strdup(op), GX_BUF_INIT };
		from_hex(gx_json_get_str(line, "request"), request);
		from_hex(gx_json_get_str(line, "response"), &calls[n++].response);
	}
	return n;
}

/* The words of the first error in RESPONSE, or "". */
static const char *complaint(const struct gx_buf *response)
{
	static char text[512];
	const char *at = response->data;

	text[0] = '\0';
	for (size_t i = 0; i + 24 < response->len; i += 8)
		if (!memcmp(at + i, "\x70\x74\x78\x63\0\0\0\0", 8)) {
			snprintf(text, sizeof text, "%.*s", (int)(unsigned char)at[i + 8],
				 at + i + 16);
			break;
		}
	return text;
}

static void test_recorded(struct gx_store *store, bool lazy)
{
	GX_AUTO(buf) struct gx_buf request = GX_BUF_INIT, response = GX_BUF_INIT;
	struct call calls[64];
	size_t n = read_calls(&request, calls, GX_ARRAY_SIZE(calls)), at = 0;

	ok(talk(store, &request, lazy, &response) == 0, "the recorded session runs%s",
	   lazy ? " with texts in memory" : "");
	for (size_t i = 0; i < n; i++) {
		const struct gx_buf *want = &calls[i].response;
		bool same = at + want->len <= response.len
			&& !memcmp(response.data + at, want->data, want->len);

		if (!ok(same, "%s is answered byte for byte", calls[i].op))
			printf("# %s\n", complaint(&response));
		at += want->len;
		gx_buf_clear(&calls[i].response);
		free(calls[i].op);
	}
	ok(at == response.len, "and nothing more is said");
}

/* --- what a client sends ---------------------------------------------------------------------- */

static void greet(struct gx_wire *w)
{
	gx_wire_put_u64(w, 0x6e697863);
	gx_wire_put_u64(w, 0x164);
	gx_wire_put_u64(w, 0);
	gx_wire_put_u64(w, 1);
}

static void put_text(struct gx_wire *w, const char *name, const char *text, const char *ref)
{
	gx_wire_put_u64(w, 8);
	gx_wire_put_string(w, name);
	gx_wire_put_string(w, text);
	gx_wire_put_u64(w, ref != NULL);
	if (ref)
		gx_wire_put_string(w, ref);
}

static int send_all(struct gx_store *store, struct gx_wire *w, bool lazy,
		    struct gx_buf *response)
{
	int r = talk(store, &w->pending, lazy, response);

	gx_wire_clear(w);
	return r;
}

static void test_refusals(struct gx_store *store)
{
	GX_AUTO(buf) struct gx_buf response = GX_BUF_INIT;
	GX_AUTO(free) char *path = data_path("drv/drv-simple.drv");
	GX_AUTO(buf) struct gx_buf drv = GX_BUF_INIT;
	struct gx_wire w;
	char *output;

	gx_wire_init(&w, -1, -1);
	greet(&w);
	put_text(&w, "a.txt", "text", "/gnu/store/00000000000000000000000000000000-nope");
	ok(send_all(store, &w, true, &response) == 0, "a text with an unknown reference");
	ok(strstr(complaint(&response), "is not valid") != NULL, "is refused");
	gx_buf_reset(&response);

	must(gx_file_read(path, 1 << 20, &drv, &err), path);
	output = strstr(drv.data, "2kiac");
	memcpy(output, "00000", 5);
	gx_wire_init(&w, -1, -1);
	greet(&w);
	put_text(&w, "simple.drv", drv.data, NULL);
	gx_wire_put_u64(&w, 80);
	ok(send_all(store, &w, true, &response) == 0, "a derivation with a wrong output");
	ok(strstr(complaint(&response), "has incorrect output") != NULL, "is refused");
	ok(memmem(response.data, response.len, "unpack-1", 8) != NULL,
	   "and the session goes on");
	gx_buf_reset(&response);

	gx_wire_init(&w, -1, -1);
	greet(&w);
	gx_wire_put_u64(&w, 8);
	gx_wire_put_u64(&w, (uint64_t)1 << 60);
	ok(send_all(store, &w, true, &response) < 0 && err.code == GX_EINVALID,
	   "a string of 2^60 bytes ends the session");
	gx_buf_reset(&response);

	gx_wire_init(&w, -1, -1);
	greet(&w);
	gx_wire_put_u64(&w, 9999);
	ok(send_all(store, &w, true, &response) < 0, "so does an unknown operation");
	gx_buf_reset(&response);

	gx_wire_init(&w, -1, -1);
	gx_wire_put_u64(&w, 1234);
	ok(send_all(store, &w, true, &response) < 0 && !response.len,
	   "one who does not greet gets no answer");
}

/* --- texts in memory --------------------------------------------------------------------------- */

static void test_lazy(struct gx_store *store)
{
	const struct gx_daemon_opts opts = { .lazy = true };
	GX_AUTO(fd) int in = memfd_create("in", MFD_CLOEXEC);
	GX_AUTO(fd) int out = memfd_create("out", MFD_CLOEXEC);
	GX_AUTO(strv) struct gx_strv wanted = GX_STRV_INIT, refs = GX_STRV_INIT;
	GX_AUTO(free) char *a = NULL, *b = NULL, *c = NULL;
	struct gx_daemon *d;
	struct gx_wire w;

	must(gx_store_path_text("a", "1", 1, &refs, &a, &err), "path");
	must(gx_store_path_text("c", "3", 1, &refs, &c, &err), "path");
	gx_strv_push(&refs, a);
	must(gx_store_path_text("b", "2", 1, &refs, &b, &err), "path");
	gx_wire_init(&w, -1, -1);
	greet(&w);
	put_text(&w, "a", "1", NULL);
	put_text(&w, "b", "2", a);
	put_text(&w, "c", "3", NULL);
	must(gx_fd_write(in, w.pending.data, w.pending.len, &err), "write");
	lseek(in, 0, SEEK_SET);
	gx_wire_clear(&w);
	d = gx_daemon_new(store, in, out, &opts);
	ok(gx_daemon_run(d, &err) == 0, "three texts are taken");
	ok(gx_daemon_is_pending(d, a) && gx_store_is_valid(store, a, &err) == 0,
	   "they are not written");
	gx_strv_push(&wanted, b);
	ok(gx_daemon_commit(d, &wanted, &err) == 0, "one is wanted");
	ok(gx_store_is_valid(store, b, &err) == 1 && gx_store_is_valid(store, a, &err) == 1,
	   "it is written, and what it refers to");
	ok(gx_store_is_valid(store, c, &err) == 0 && gx_daemon_is_pending(d, c),
	   "the third is not");
	ok(gx_daemon_stats(d)->texts == 3 && gx_daemon_stats(d)->written == 2,
	   "the session counts them");
	gx_daemon_free(d);
}

int main(void)
{
	GX_AUTO(free) char *root = NULL;
	struct gx_store *store = new_store(&root);

	fill(store);
	test_recorded(store, false);
	test_recorded(store, true);
	test_refusals(store);
	test_lazy(store);
	gx_store_close(store);
	gx_remove_tree(root, &err);
	gx_err_clear(&err);
	return done();
}
