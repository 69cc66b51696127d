/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derivations: text, hashes and output paths against those recorded from Guix and Nix. */
#include "store/drv.h"
#include "store/drv_format.h"
#include "store/path.h"
#include "tap.h"
#include "trees.h"

static struct gx_drv_memo *memo;
static struct gx_strv paths, files;	/* .drv path -> file below tests/data */

static int load(void *payload, const char *path, struct gx_drv **out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	for (size_t i = 0; i < paths.n; i++) {
		if (strcmp(paths.v[i], path))
			continue;
		read_data(files.v[i], &buf);
		return gx_drv_parse(buf.data, buf.len, out, err);
	}
	return gx_fail(err, GX_ENOTFOUND, "%s is unknown", path);
}

static void collect(char **field)
{
	gx_strv_push(&paths, field[1]);
	gx_strv_pushf(&files, "drv/drv-%s.drv", field[0]);
}

/* Everything that follows from the text alone. */
static void check_drv(const char *path, const char *tag)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(drv) struct gx_drv *drv = NULL;
	GX_AUTO(drv) struct gx_drv *blank = NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf again = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	GX_AUTO(free) char *own = NULL;
	GX_AUTO(free) char *name = gx_drv_name(path);

	if (!ok(load(NULL, path, &drv, &err) == 0, "%s is read: %s", tag, gx_err_text(&err)))
		return;
	gx_drv_format(drv, &text);
	gx_drv_references(drv, &refs);
	gx_store_path_text(gx_store_path_name(path), text.data, text.len, &refs, &own, NULL);
	is(own, path, "%s has its own file name", tag);
	ok(gx_drv_check_outputs(memo, path, drv, &err) == 0, "%s has the right outputs: %s", tag,
	   gx_err_text(&err));
	load(NULL, path, &blank, &err);
	for (size_t i = 0; i < blank->noutputs; i++)
		blank->outputs[i].path[0] = '\0';
	ok(gx_drv_fill_outputs(memo, name, blank, &err) == 0, "%s is filled", tag);
	gx_drv_format(blank, &again);
	is(gx_buf_str(&again), gx_buf_str(&text), "%s is the same after filling", tag);
}

/* tag, path, modulo hash, outputs */
static void check_row(char **field)
{
	GX_AUTO(drv) struct gx_drv *drv = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *hex = NULL;
	struct gx_hash hash;

	check_drv(field[1], field[0]);
	if (load(NULL, field[1], &drv, &err) < 0
	    || gx_drv_hash_modulo(memo, drv, &hash, &err) < 0) {
		ok(false, "%s: %s", field[0], gx_err_text(&err));
		return;
	}
	hex = gx_base16_str(hash.bytes, hash.len);
	is(hex, field[2], "%s modulo fixed outputs", field[0]);
}

static void check_references(char **field)
{
	GX_AUTO(drv) struct gx_drv *drv = NULL;
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	GX_AUTO(free) char *file = gx_asprintf("drv/drv-%s.drv", field[0]);
	GX_AUTO(strv) struct gx_strv got = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv want = GX_STRV_INIT;
	GX_AUTO(free) char *a = NULL;
	GX_AUTO(free) char *b = NULL;

	read_data(file, &buf);
	gx_drv_parse(buf.data, buf.len, &drv, NULL);
	gx_drv_references(drv, &got);
	gx_strv_split(&want, field[1], " ");
	gx_strv_sort(&want);
	a = gx_strv_join(&got, " ");
	b = gx_strv_join(&want, " ");
	is(a, b, "references of %s", field[0]);
}

static void test_nix(void)
{
	GX_AUTO(buf) struct gx_buf list = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv made = GX_STRV_INIT;

	read_data("nix/paths", &list);
	gx_strv_split(&made, gx_buf_str(&list), " \n");
	for (size_t i = 0; i < made.n; i++) {
		gx_strv_push(&paths, made.v[i]);
		gx_strv_pushf(&files, "nix/%s", gx_store_path_name(made.v[i]));
	}
	for (size_t i = 0; i < made.n; i++)
		check_drv(made.v[i], gx_store_path_name(made.v[i]));
}

#define SH "\"x86_64-linux\",\"/bin/sh\",[],"
#define OUT "(\"out\",\"\",\"\",\"\")"
static const char *const malformed[] = {
	"", "Derive", "Derive(", "Derive([],[],[]," SH "[])", "Derive([" OUT "],[],[]," SH "[]",
	"Derive([" OUT "],[],[]," SH "[]) ", "Derive([" OUT "," OUT "],[],[]," SH "[])",
	"Derive([" OUT "],[],[\"/etc/passwd\"]," SH "[])",
	"Derive([" OUT "],[(\"x\",[\"out\"])],[]," SH "[])",
	"Derive([" OUT "],[(\"/gnu/store/0n46z86wircz39m8x04qqlfpvyz7appf-a.drv\",[])],[]," SH "[])",
	"Derive([" OUT "],[(\"/gnu/store/0n46z86wircz39m8x04qqlfpvyz7appf-a.drv\","
	"[\"out\",\"lib\"])],[]," SH "[])",
	"Derive([" OUT "],[],[]," SH "[(\"b\",\"\"),(\"a\",\"\")])",
	"Derive([" OUT "],[],[]," SH "[(\"a\",\"\"),(\"a\",\"\")])",
	"Derive([" OUT "],[],[]," SH "[(\"a\",\"\\x\")])",
	"Derive([" OUT "],[],[]," SH "[(\"a\",\"raw\nnewline\")])",
	"Derive([" OUT "],[],[]," SH "[(\"a\",\"no end)])",
	"Derive([(\"out\",\"/tmp/x\",\"\",\"\")],[],[]," SH "[])",
	"Derive([(\"out\",\"\",\"sha256\",\"00\")],[],[]," SH "[])",
	"Derive([(\"out\",\"\",\"crc\",\"00\")],[],[]," SH "[])",
	"Derive([(\"o/ut\",\"\",\"\",\"\")],[],[]," SH "[])",
};

static void test_malformed(void)
{
	for (size_t i = 0; i < GX_ARRAY_SIZE(malformed); i++) {
		GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
		struct gx_drv *drv = NULL;

		ok(gx_drv_parse(malformed[i], strlen(malformed[i]), &drv, &err) < 0 && !drv
		   && err.code == GX_EINVALID, "refused %zu: %s", i, gx_err_text(&err));
	}
}

static void test_wrong_output(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(drv) struct gx_drv *drv = NULL;

	load(NULL, paths.v[0], &drv, NULL);
	drv->outputs[0].path[12] = drv->outputs[0].path[12] == 'x' ? 'y' : 'x';
	ok(gx_drv_check_outputs(memo, paths.v[0], drv, &err) < 0
	   && strstr(err.msg, "has incorrect output"), "a wrong output: %s", gx_err_text(&err));
}

/* A chain with two edges per level: exponential unless each hash is kept. */
static int load_ladder(void *payload, const char *path, struct gx_drv **out, struct gx_err *err)
{
	struct gx_drv *drv = gx_drv_new();
	int level = atoi(gx_store_path_name(path) + 1), *count = payload;

	++*count;
	drv->outputs = gx_calloc(1, sizeof *drv->outputs);
	drv->outputs[drv->noutputs++] = (struct gx_drv_output){ gx_strdup("out"), gx_strdup(""),
		gx_strdup(""), gx_strdup("") };
	drv->system = gx_strdup("x86_64-linux");
	drv->builder = gx_strdup("/bin/sh");
	gx_drv_setenv(drv, "name", path);
	drv->inputs = gx_calloc(2, sizeof *drv->inputs);
	for (int i = 0; level < 2000 && i < 2; i++) {
		struct gx_drv_input *in = &drv->inputs[drv->ninputs++];

		in->drv = gx_asprintf(GX_STORE_DIR "/%032d-%c%d.drv", 0, 'a' + i, level + 1);
		gx_strv_push(&in->outputs, "out");
	}
	*out = drv;
	return 0;
}

static int load_loop(void *payload, const char *path, struct gx_drv **out, struct gx_err *err)
{
	int ignored = 0;

	return load_ladder(&ignored, "/gnu/store/00000000000000000000000000000000-a0.drv", out, err);
}

static void test_linear(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(drv) struct gx_drv *top = NULL;
	int count = 0;
	struct gx_drv_memo *m = gx_drv_memo_new(load_ladder, &count);
	struct gx_hash hash;

	load_ladder(&count, "/gnu/store/00000000000000000000000000000000-a0.drv", &top, &err);
	ok(gx_drv_hash_modulo(m, top, &hash, &err) == 0 && count == 4001,
	   "each of 4000 derivations is read once (%d): %s", count, gx_err_text(&err));
	gx_drv_memo_free(m);
	m = gx_drv_memo_new(load_loop, NULL);
	ok(gx_drv_hash_modulo(m, top, &hash, &err) < 0 && strstr(err.msg, "itself"),
	   "a loop is refused: %s", gx_err_text(&err));
	gx_drv_memo_free(m);
}

int main(void)
{
	memo = gx_drv_memo_new(load, NULL);
	each_row("drv/derivations.tsv", 4, collect);
	each_row("drv/derivations.tsv", 4, check_row);
	each_row("drv/drv-references.tsv", 2, check_references);
	test_wrong_output();
	test_nix();
	test_malformed();
	test_linear();
	gx_drv_memo_free(memo);
	gx_strv_clear(&paths);
	gx_strv_clear(&files);
	return done();
}
