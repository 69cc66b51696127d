/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluations: what they answer and what they depended on. */
#include "eval/eval.h"
#include "tap.h"
#include "util/diagnostic.h"

#include <sys/stat.h>
#include <unistd.h>

static struct gx_store *store;
static char *dir;		/* for the manifests */
static const char *commit;	/* of the base channel, or NULL */

static char *write_file(const char *name, const char *content)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	char *path = gx_path_join(dir, name);

	if (gx_file_write(path, content, strlen(content), 0644, &err))
		abort();
	return path;
}

static int evaluate(enum gx_eval_kind kind, enum gx_eval_input_kind input, const char *text,
		    struct gx_eval_result *result, struct gx_err *err)
{
	struct gx_eval_request req = { .kind = kind };
	GX_AUTO(free) char *base = gx_where_data("channels/base");
	int r;

	gx_eval_add_channel(&req, "base", base, commit, NULL);
	gx_eval_add_input(&req, input, text, false);
	r = gx_eval_run(store, &req, result, err);
	gx_eval_request_clear(&req);
	return r;
}

static const struct gx_trace_item *find(const struct gx_eval_result *result,
					enum gx_trace_type type, const char *name)
{
	for (size_t i = 0; i < result->trace.n; i++) {
		const struct gx_trace_item *item = &result->trace.v[i];
		const char *id = item->name ? item->name : item->value;

		if (item->type == type && (!name || !strcmp(id, name)))
			return item;
	}
	return NULL;
}

static void test_profile(void)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *file = write_file("manifest.scm",
		"(display \"# not in the answer\\n\")\n"
		"(specifications->manifest (list \"bash\" \"coreutils\"))\n");
	const struct gx_trace_item *item;
	struct stat st;

	if (!ok(evaluate(GX_EVAL_PROFILE, GX_EVAL_MANIFEST_FILE, file, &result, &err) == 0,
		"a manifest becomes a profile"))
		printf("# %s\n", gx_err_text(&err));
	ok(result.profile_drv && gx_store_is_valid(store, result.profile_drv, &err) == 1,
	   "its derivation is in the store");
	ok(result.npackages == 2 && !strcmp(result.packages[0].name, "bash")
	   && gx_store_path_ok(result.packages[0].path), "its packages are known");
	ok(!result.trace.impure, "nothing about it is impure");
	item = find(&result, GX_TRACE_FILE, file);
	ok(item && item->hash.len == 32 && !stat(file, &st) && item->ino == st.st_ino
	   && item->size == (uint64_t)st.st_size, "the manifest is in the trace, with its stat");
	ok(find(&result, GX_TRACE_SYSTEM, "x86_64-linux") && find(&result, GX_TRACE_VERSION, NULL),
	   "so are the system and gx's version");
	ok(!find(&result, GX_TRACE_CWD, NULL), "the working directory does not matter");
}

static void test_pinned(void)
{
	GX_AUTO(eval_result) struct gx_eval_result loose = { 0 }, pinned = { 0 };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *base = gx_where_data("channels/base");
	GX_AUTO(free) char *root = gx_path_absolute(base);
	GX_AUTO(free) char *module = gx_path_join(root, "guix/packages.scm");

	evaluate(GX_EVAL_PROFILE, GX_EVAL_SPEC, "bash", &loose, &err);
	commit = "0123456789012345678901234567890123456789";
	evaluate(GX_EVAL_PROFILE, GX_EVAL_SPEC, "bash", &pinned, &err);
	commit = NULL;
	ok(find(&loose, GX_TRACE_FILE, module) != NULL, "a working tree is traced by its files");
	ok(!find(&pinned, GX_TRACE_FILE, module) && find(&pinned, GX_TRACE_CHANNEL, "base"),
	   "a pinned channel by its commit");
	ok(loose.profile_drv && pinned.profile_drv
	   && !strcmp(loose.profile_drv, pinned.profile_drv), "both give the same derivation");
}

static void test_facts(void)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *other = write_file("other.scm", "(define spec \"bash\")\n");
	GX_AUTO(free) char *missing = gx_path_join(dir, "local.scm");
	GX_AUTO(free) char *file = write_file("facts.scm",
		"(load \"other.scm\")\n"
		"(when (getenv \"GX_TEST_FACT\") (set! spec (getenv \"GX_TEST_FACT\")))\n"
		"(getenv \"GX_TEST_UNSET\")\n"
		"(when (file-exists? (string-append (dirname (current-filename)) \"/local.scm\"))\n"
		"  (load \"local.scm\"))\n"
		"(getcwd) (gc)\n"
		"(specifications->manifest (list spec))\n");

	setenv("GX_TEST_FACT", "coreutils", 1);
	if (!ok(evaluate(GX_EVAL_PROFILE, GX_EVAL_MANIFEST_FILE, file, &result, &err) == 0,
		"a manifest that looks around"))
		printf("# %s\n", gx_err_text(&err));
	ok(find(&result, GX_TRACE_FILE, other) != NULL, "a loaded file is traced");
	ok(find(&result, GX_TRACE_ABSENT, missing) != NULL, "so is one that was looked for");
	ok(find(&result, GX_TRACE_ENV, "GX_TEST_FACT")
	   && find(&result, GX_TRACE_ENV, "GX_TEST_FACT")->value, "so are variables that are set");
	ok(find(&result, GX_TRACE_ENV, "GX_TEST_UNSET")
	   && !find(&result, GX_TRACE_ENV, "GX_TEST_UNSET")->value, "and those that are not");
	ok(find(&result, GX_TRACE_CWD, NULL) != NULL, "and the working directory");
	ok(!result.trace.impure, "none of it is impure");
}

static void test_more_facts(void)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *tree = gx_path_join(dir, "tree");
	GX_AUTO(free) char *inside = gx_path_join(tree, "a");
	GX_AUTO(free) char *link = gx_path_join(dir, "link");
	GX_AUTO(free) char *text = gx_asprintf(
		"(begin (canonicalize-path \"%s\") (setlocale LC_ALL \"\")"
		" (local-file \"%s\" \"tree\" #:recursive? #t))", link, tree);

	if (gx_mkdirs(tree, 0755, &err) || gx_file_write(inside, "a", 1, 0644, &err)
	    || symlink("tree", link))
		abort();
	if (!ok(evaluate(GX_EVAL_BUILD, GX_EVAL_EXPR, text, &result, &err) == 0,
		"a local tree becomes a store item"))
		printf("# %s\n", gx_err_text(&err));
	ok(find(&result, GX_TRACE_DIR, tree) != NULL, "its directory is traced");
	ok(find(&result, GX_TRACE_FILE, inside) != NULL, "and the files in it");
	ok(find(&result, GX_TRACE_LINK, link)
	   && !strcmp(find(&result, GX_TRACE_LINK, link)->value, "tree"),
	   "a link that was followed by name is traced");
	ok(find(&result, GX_TRACE_ENV, "LC_ALL") != NULL, "so is the locale's environment");
	ok(!result.trace.impure, "none of it is impure");
}

static void test_impure(const char *what, const char *form)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *text = gx_asprintf("(begin %s (specifications->manifest '()))", form);
	int r = evaluate(GX_EVAL_PROFILE, GX_EVAL_EXPR, text, &result, &err);

	if (!ok(r == 0 && result.trace.impure, "%s forbids caching", what))
		printf("# %s\n", gx_err_text(&err));
}

static void test_errors(void)
{
	GX_AUTO(buf) struct gx_buf told = GX_BUF_INIT;
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *file = write_file("wrong.scm",
		"(use-modules (guix profiles))\n(packages->manifest\n (list bash))\n");

	ok(evaluate(GX_EVAL_PROFILE, GX_EVAL_MANIFEST_FILE, file, &result, &err) < 0,
	   "an unbound variable fails");
	ok(result.error.line == 3 && result.error.column == 8 && result.error.kind
	   && !strcmp(result.error.kind, "unbound-variable"), "its place is known");
	gx_diagnostic_format(&err, "error", &told);
	ok(strstr(told.data, "wrong.scm:3:8: bash: unbound variable") && strstr(told.data, "^~~~\n"),
	   "and shown");
	ok(err.hint && strstr(err.hint, "(use-modules (gnu packages bash))"),
	   "with what to do about it");
	gx_eval_result_clear(&result);
	ok(evaluate(GX_EVAL_PROFILE, GX_EVAL_EXPR, "(kill (getpid) SIGKILL)", &result, &err) < 0
	   && strstr(gx_err_text(&err), "signal 9"), "a killed evaluator is an error");
	gx_eval_result_clear(&result);
	ok(evaluate(GX_EVAL_PROFILE, GX_EVAL_MANIFEST_FILE, "/nonexistent/m.scm", &result, &err)
	   < 0 && strstr(gx_err_text(&err), "/nonexistent/m.scm"), "a missing file is named");
}

static void test_build(void)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	ok(evaluate(GX_EVAL_BUILD, GX_EVAL_SPEC, "bash", &result, &err) == 0
	   && result.noutputs >= 1 && gx_store_path_ok(result.outputs[0].path),
	   "a package becomes a derivation");
	ok(result.noutputs && gx_store_is_valid(store, result.outputs[0].drv, &err) == 1,
	   "which is in the store");
	gx_eval_result_clear(&result);
	ok(evaluate(GX_EVAL_SHOW, GX_EVAL_SPEC, "bash", &result, &err) == 0 && result.show
	   && strstr(result.show, "synopsis:"), "a package is described");
	gx_eval_result_clear(&result);
	ok(evaluate(GX_EVAL_SEARCH, GX_EVAL_SPEC, "shell", &result, &err) == 0 && result.show
	   && strstr(result.show, "name: bash"), "packages are found by words");
	gx_eval_result_clear(&result);
	ok(evaluate(GX_EVAL_MANIFEST, GX_EVAL_SPEC, "bash", &result, &err) == 0
	   && result.manifest_code && strstr(result.manifest_code, "\"bash"),
	   "a manifest is written as code");
}

static void test_repl(void)
{
	struct gx_eval_request req = { .kind = GX_EVAL_BUILD };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *base = gx_where_data("channels/base");
	GX_AUTO(free) char *out = gx_path_join(dir, "out");
	GX_AUTO(free) char *script = write_file("script.scm",
		"(use-modules (guix store))\n"
		"(call-with-output-file (cadr (command-line))\n"
		"  (lambda (port)\n"
		"    (display (add-text-to-store (open-connection) \"x.txt\" \"x\") port)))\n"
		"(exit 7)\n");
	GX_AUTO(buf) struct gx_buf path = GX_BUF_INIT;
	char *args[] = { out, NULL };
	int status = -1;

	gx_eval_add_channel(&req, "base", base, NULL, NULL);
	if (!ok(gx_eval_repl(store, &req, script, args, &status, &err) == 0 && status == 7,
		"a script runs with the channels, and its status is kept"))
		printf("# %s (%d)\n", gx_err_text(&err), status);
	ok(gx_file_read(out, 4096, &path, &err) == 0
	   && gx_store_is_valid(store, gx_buf_str(&path), &err) == 1,
	   "what it adds is in the store");
	gx_eval_request_clear(&req);
}

int main(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *root = NULL;

	if (gx_mkdtemp("/tmp/gx-test-eval", &root, &err))
		abort();
	setenv("GX_STORE_ROOT", root, 1);
	dir = gx_path_join(root, "files");
	if (gx_mkdirs(dir, 0755, &err)
	    || gx_store_open(&(struct gx_store_opts){ .create = true }, &store, &err)) {
		printf("Bail out! %s\n", gx_err_text(&err));
		return 1;
	}
	test_profile();
	test_pinned();
	test_facts();
	test_more_facts();
	test_impure("the clock", "(current-time)");
	test_impure("a fine clock", "(gettimeofday)");
	test_impure("a subprocess", "(system* \"true\")");
	test_impure("a pipe", "((@ (ice-9 popen) open-input-pipe) \"true\")");
	test_impure("a socket", "(socket PF_INET SOCK_STREAM 0)");
	test_impure("randomness", "(random-state-from-platform)");
	test_impure("a device", "(call-with-input-file \"/dev/urandom\" read-char)");
	test_impure("a process number", "(getpid)");
	test_impure("the whole environment", "(environ)");
	test_impure("writing a file", "(call-with-output-file \"written\" newline)");
	test_impure("native code", "(dynamic-link \"libm.so.6\")");
	test_impure("the kernel's tables", "(call-with-input-file \"/proc/uptime\" read-char)");
	test_errors();
	test_build();
	test_repl();
	gx_store_close(store);
	unlink("written");
	gx_remove_tree(root, &err);
	free(dir);
	return done();
}
