/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs: names, the tar writer, the spreading over layers. */
#include "pack/closure.h"
#include "pack/pack.h"
#include "pack/tar.h"
#include "tap.h"

/* The column of the caret in the message for TEXT, or -1 when TEXT is fine. */
static int fault(const char *text)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(image_ref) struct gx_image_ref ref = { 0 };
	const char *line;

	if (!gx_image_ref_parse(text, &ref, &err))
		return -1;
	line = strrchr(err.msg, '\n');
	return (int)(strchr(line, '^') - line) - 3;
}

static void test_refs(void)
{
	static const struct { const char *text; int at; } cases[] = {
		{ "o11y-listener:latest", -1 }, { "app", -1 }, { "a/b/c:1", -1 },
		{ "registry.example.com/o11y:abc", -1 }, { "localhost:5000/x:T_a.g-1", -1 },
		{ "a__b", -1 }, { "a---b", -1 },
		{ "App:1", 0 }, { "aPp", 1 }, { "a..b", 2 }, { "a___b", 3 }, { "app:", 4 },
		{ "app:-x", 4 }, { "app:a:b", 5 }, { "app@sha256:1", 3 }, { "a b", 1 },
		{ "/app", 0 }, { "app/", 4 }, { "", 0 }, { "host.x:80a/app", 9 },
		{ "host.x:/app", 6 }, { "app:1/2", -1 },
	};
	struct gx_image_ref ref = { 0 };

	for (size_t i = 0; i < GX_ARRAY_SIZE(cases); i++)
		ok(fault(cases[i].text) == cases[i].at, "image name '%s'", cases[i].text);
	gx_image_ref_parse("localhost:5000/a/b", &ref, NULL);
	is(ref.registry, "localhost:5000", "the registry of a name");
	is(ref.repository, "a/b", "its repository");
	is(ref.text, "localhost:5000/a/b:latest", "the tag is latest when none is given");
	gx_image_ref_clear(&ref);
}

static void test_users(void)
{
	struct gx_pack_user user = { 0 };

	ok(!gx_pack_user_parse("app:10001:10002", &user, NULL) && user.uid == 10001 &&
	   user.gid == 10002, "NAME:UID:GID");
	is(user.name, "app", "the user's name");
	free(user.name);
	ok(!gx_pack_user_parse("7", &user, NULL) && user.uid == 7 && user.gid == 7 && !user.name,
	   "UID alone");
	ok(gx_pack_user_parse("app", &user, NULL) == -1, "a name alone is refused");
	ok(gx_pack_user_parse("a/b:1:2", &user, NULL) == -1, "a name with a slash is refused");
	ok(gx_pack_user_parse("a:1:99999999999", &user, NULL) == -1, "a huge number is refused");
}

static int append(void *buf, const void *data, size_t len, struct gx_err *err)
{
	gx_buf_add(buf, data, len);
	return 0;
}

/* Bytes that may never change: their hash is in every registry. */
static void test_tar(void)
{
	static char long_name[301], long_target[151];
	const struct gx_entry entries[] = {
		{ "gnu", GX_ENTRY_DIR, 0755 },
		{ "gnu/file", GX_ENTRY_FILE, 0444, .size = 6, .data = "hello\n" },
		{ "gnu/link", GX_ENTRY_LINK, 0777, .target = "file" },
		{ "gnu/hard", GX_ENTRY_HARD, 0444, .target = "gnu/file" },
		{ "home", GX_ENTRY_DIR, 0755, 10001, 99999999 },
		{ long_name, GX_ENTRY_LINK, 0777, .target = long_target },
	};
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	GX_AUTO(tar) struct gx_tar tar, count;
	struct gx_hash hash;
	char *hex;

	memset(long_name, 'n', 300);
	memset(long_target, 't', 150);
	gx_tar_init(&tar, append, &out);
	gx_tar_init(&count, NULL, NULL);
	for (size_t i = 0; i < GX_ARRAY_SIZE(entries); i++) {
		gx_tar_add(&tar, &entries[i], NULL);
		gx_tar_add(&count, &entries[i], NULL);
	}
	gx_tar_end(&tar, NULL);
	gx_tar_end(&count, NULL);
	ok(tar.offset == out.len && count.offset == out.len, "a counted archive has the same size");
	gx_hash_data(GX_HASH_SHA256, out.data, out.len, &hash);
	hex = gx_base16_str(hash.bytes, hash.len);
	is(hex, "efb4907c9c6647e6ea15ac814d2531a22bd07fb4d186881b7565013dd4c6527c", "the archive's bytes are what they always were");
	free(hex);
	if (getenv("GX_TEST_TAR"))
		gx_file_write(getenv("GX_TEST_TAR"), out.data, out.len, 0644, NULL);
}

static void test_order(void)
{
	ok(gx_entry_compare("a", "a/b") < 0 && gx_entry_compare("a/b", "a.b") < 0 &&
	   gx_entry_compare("a/z", "a-b") < 0, "what is in a directory follows it directly");
	char *relative = gx_entry_relative("usr/bin", "/gnu/store/x/bin");
	is(relative, "../gnu/store/x/bin", "a relative link");
	free(relative);
}

static void test_layers(void)
{
	/* 0 needs 1 and 2; 1 and 2 need 3; 4 is large and alone */
	size_t r0[] = { 1, 2 }, r1[] = { 3 }, r2[] = { 3 };
	struct gx_pack_item items[] = {
		{ .path = "/a", .nar_size = 1, .refs = r0, .nrefs = 2 },
		{ .path = "/b", .nar_size = 5, .refs = r1, .nrefs = 1 },
		{ .path = "/c", .nar_size = 9, .refs = r2, .nrefs = 1 },
		{ .path = "/d", .nar_size = 1 },
		{ .path = "/e", .nar_size = 99 },
	};
	struct gx_closure closure = { items, 5 };
	struct gx_layer_plan *plans;
	size_t n;

	gx_closure_count(&closure);
	ok(items[3].popularity == 4 && items[0].popularity == 1 && items[1].popularity == 2,
	   "popularity counts all that need an item");
	n = gx_layers_plan(&closure, 10, &plans);
	ok(n == 5 && plans[0].items[0] == 3 && plans[1].items[0] == 2 && plans[2].items[0] == 1 &&
	   plans[3].items[0] == 4 && plans[4].items[0] == 0,
	   "one layer per item, the most needed first, then the larger");
	gx_layers_free(plans, n);
	n = gx_layers_plan(&closure, 3, &plans);
	ok(n == 3 && plans[2].n == 3 && plans[2].items[0] == 0 && plans[2].items[1] == 1 &&
	   plans[2].items[2] == 4, "the least needed share the last layer");
	gx_layers_free(plans, n);
}

int main(void)
{
	test_refs();
	test_users();
	test_tar();
	test_order();
	test_layers();
	return done();
}
