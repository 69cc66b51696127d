/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Booting Guile with our own directories only. */
#include "config.h"
#include "eval/compiled.h"
#include "eval/guile.h"
#include "eval/trace.h"

#include <gc/gc.h>
#include <locale.h>
#include <string.h>
#include <sys/resource.h>

/* Variables by which a host would change what Guile loads or how it behaves. */
static const char *const guile_variables[] = {
	"GUILE_LOAD_PATH", "GUILE_LOAD_COMPILED_PATH", "GUILE_SYSTEM_PATH",
	"GUILE_SYSTEM_COMPILED_PATH", "GUILE_EXTENSIONS_PATH", "GUILE_SYSTEM_EXTENSIONS_PATH",
	"GUILE_AUTO_COMPILE", "GUILE_WARN_DEPRECATED", "GUILE_INSTALL_LOCALE", "GUILE_HISTORY",
	"GUILE_JIT_THRESHOLD", "GUILE_JIT_LOG", "GC_INITIAL_HEAP_SIZE",
};

/* Does `ulimit -v', or the like, leave less than a large heap and what is around it? */
static bool memory_is_limited(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur < (rlim_t)1 << 30;
}

void gx_boot_environment(void)
{
	for (size_t i = 0; i < GX_ARRAY_SIZE(guile_variables); i++)
		unsetenv(guile_variables[i]);
	/* Guile reads these while it boots; gx_boot_modules removes them again. */
	setenv("GUILE_SYSTEM_PATH", GX_GUILE_LIBRARY_DIR, 1);
	setenv("GUILE_SYSTEM_COMPILED_PATH", GX_GUILE_CCACHE_DIR, 1);
	setenv("GUILE_AUTO_COMPILE", "0", 1);
	/* One large heap from the start: an evaluation ends before most of it is garbage. */
	if (!memory_is_limited())
		setenv("GC_INITIAL_HEAP_SIZE", "192M", 1);
	/* Text is UTF-8, whatever the host's locale says. */
	if (!setlocale(LC_ALL, "C.UTF-8"))
		setlocale(LC_CTYPE, "C.utf8");
}

/* Give NAME, a variable of the module (guile), another value. */
static void set_variable(const char *name, SCM value)
{
	scm_variable_set_x(scm_c_lookup(name), value);
}

static SCM strings(const struct gx_strv *list)
{
	SCM out = SCM_EOL;

	for (size_t i = list->n; i > 0; i--)
		out = scm_cons(scm_from_utf8_string(list->v[i - 1]), out);
	return out;
}

/* Modules may be compiled below the channels and our own directory; what is in a directory of
 * the user's own hides them. */
static void find_compiled(void)
{
	GX_AUTO(free) char *installed = gx_where_program("compiled");
	char *version = scm_to_utf8_string(scm_version());

	if (gx_eval_env.cache)
		gx_compiled_add_dir(gx_eval_env.cache, true);
	gx_compiled_add_dir(installed, false);
	for (size_t i = 0; i < gx_eval_env.load_path.n; i++)
		gx_compiled_add_plain(gx_eval_env.load_path.v[i]);
	for (size_t i = 0; i < gx_eval_env.channels.n; i++)
		gx_compiled_add_root(gx_eval_env.channels.v[i]);
	for (size_t i = 0; i < gx_eval_env.channels.n; i++)
		gx_trace_channel(gx_eval_env.channels.v[i]);
	gx_compiled_add_own(gx_eval_env.scheme_dir);
	gx_compiled_scan(version);
	free(version);
}

void gx_boot_modules(void)
{
	SCM engine = scm_list_2(scm_from_utf8_string(gx_eval_env.scheme_dir),
				scm_from_utf8_string(GX_GUILE_LIBRARY_DIR));

	/* When memory ends, that is told as other errors are. */
	GC_set_warn_proc(GC_ignore_warn_proc);
	unsetenv("GUILE_SYSTEM_PATH");
	unsetenv("GUILE_SYSTEM_COMPILED_PATH");
	unsetenv("GUILE_AUTO_COMPILE");
	unsetenv("GC_INITIAL_HEAP_SIZE");
	set_variable("%compile-fallback-path", SCM_BOOL_F);
	set_variable("%load-should-auto-compile", SCM_BOOL_F);
	set_variable("%load-extensions", scm_list_1(scm_from_utf8_string(".scm")));
	set_variable("%load-path",
		     scm_append(scm_list_3(strings(&gx_eval_env.load_path),
					   strings(&gx_eval_env.channels), engine)));
	set_variable("%load-compiled-path",
		     scm_list_2(scm_from_utf8_string(GX_COMPILED_PREFIX),
				scm_from_utf8_string(GX_GUILE_CCACHE_DIR)));
	scm_c_eval_string("(begin (fluid-set! %default-port-encoding \"UTF-8\")"
			  "(fluid-set! %file-port-name-canonicalization 'relative))");
	gx_core_init();
	gx_engine_init();
	find_compiled();
	/* Guile itself is known by one file of it; the rest of its modules belong to that. */
	gx_trace_ignore(GX_COMPILED_PREFIX);
	gx_trace_ignore(GX_GUILE_LIBRARY_DIR);
	gx_trace_ignore(GX_GUILE_CCACHE_DIR);
}
