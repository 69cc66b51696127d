/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON values: reading, and the canonical text. */
#include "util/util.h"
#include "tap.h"

static void format(const struct gx_json *value, struct gx_buf *out)
{
	gx_buf_reset(out);
	gx_json_format(value, false, out);
}

int main(void)
{
	const char *text = "{\"b\":[1,\"x\",true],\"a\":{\"k\":\"v\"}}";
	GX_AUTO(json) struct gx_json *value = NULL, *made = gx_json_object();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	char *words[] = { "one", "t\"wo\n" };

	ok(!gx_json_parse(text, strlen(text), &value, &err), "a document is read");
	is(gx_json_get_str(gx_json_get(value, "a"), "k"), "v", "a member's member");
	is(gx_json_str(gx_json_at(gx_json_get(value, "b"), 1)), "x", "an element");
	ok(!gx_json_get_str(value, "b") && !gx_json_get(value, "c"),
	   "another kind and an absent member are NULL");
	format(value, &out);
	is(gx_buf_str(&out), "{\"a\":{\"k\":\"v\"},\"b\":[1,\"x\",true]}",
	   "keys are sorted in the text");
	gx_json_set(made, "list", gx_json_strings(words, 2));
	gx_json_set_str(made, "bad", "\xff!");
	gx_json_set_str(made, "\xff", "key");
	gx_json_set(made, "n", gx_json_integer(-7));
	format(made, &out);
	is(gx_buf_str(&out), "{\"?\":\"key\",\"bad\":\"?!\",\"list\":[\"one\",\"t\\\"wo\\n\"],\"n\":-7}",
	   "made values are quoted");
	gx_json_free(gx_steal(&value));
	ok(gx_json_parse("{\"a\":1,}", 8, &value, &err) == -1 && !value &&
	   strstr(err.msg, "line 1, column 8"), "a fault is placed");
	return done();
}
