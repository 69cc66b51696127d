/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which packages the dependencies of a language need beyond it. */
#include "cli/init_project.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	enum gx_dependency kind;
	const char *name, *package;
} table[] = {
	{ GX_DEPENDENCY_GEM, "pg", "postgresql" },
	{ GX_DEPENDENCY_GEM, "sqlite3", "sqlite" },
	{ GX_DEPENDENCY_GEM, "mysql2", "mariadb" },
	{ GX_DEPENDENCY_GEM, "nokogiri", "libxml2" },
	{ GX_DEPENDENCY_GEM, "nokogiri", "libxslt" },
	{ GX_DEPENDENCY_GEM, "psych", "libyaml" },
	{ GX_DEPENDENCY_GEM, "rails", "libyaml" },
	{ GX_DEPENDENCY_GEM, "rails", "tzdata" },
	{ GX_DEPENDENCY_GEM, "tzinfo", "tzdata" },
	{ GX_DEPENDENCY_GEM, "ffi", "libffi" },
	{ GX_DEPENDENCY_GEM, "puma", "openssl" },
	{ GX_DEPENDENCY_GEM, "eventmachine", "openssl" },
	{ GX_DEPENDENCY_GEM, "charlock_holmes", "icu4c" },
	{ GX_DEPENDENCY_NPM, "node-gyp", "python" },
	{ GX_DEPENDENCY_NPM, "better-sqlite3", "python" },
	{ GX_DEPENDENCY_NPM, "sqlite3", "python" },
	{ GX_DEPENDENCY_NPM, "bcrypt", "python" },
	{ GX_DEPENDENCY_NPM, "pg-native", "python" },
	{ GX_DEPENDENCY_NPM, "pg-native", "postgresql" },
	{ GX_DEPENDENCY_PYTHON, "psycopg2", "postgresql" },
	{ GX_DEPENDENCY_PYTHON, "psycopg", "postgresql" },
	{ GX_DEPENDENCY_PYTHON, "lxml", "libxml2" },
	{ GX_DEPENDENCY_PYTHON, "lxml", "libxslt" },
	{ GX_DEPENDENCY_PYTHON, "cffi", "libffi" },
	{ GX_DEPENDENCY_PYTHON, "pyicu", "icu4c" },
	{ GX_DEPENDENCY_PYTHON, "pycurl", "curl" },
	{ GX_DEPENDENCY_PYTHON, "gmpy2", "gmp" },
	{ GX_DEPENDENCY_PYTHON, "mysqlclient", "mariadb" },
	{ GX_DEPENDENCY_GO, "github.com/mattn/go-sqlite3", "sqlite" },
	{ GX_DEPENDENCY_C, "zlib", "zlib" },
	{ GX_DEPENDENCY_C, "z", "zlib" },
	{ GX_DEPENDENCY_C, "openssl", "openssl" },
	{ GX_DEPENDENCY_C, "libssl", "openssl" },
	{ GX_DEPENDENCY_C, "libcrypto", "openssl" },
	{ GX_DEPENDENCY_C, "ssl", "openssl" },
	{ GX_DEPENDENCY_C, "crypto", "openssl" },
	{ GX_DEPENDENCY_C, "yaml-0.1", "libyaml" },
	{ GX_DEPENDENCY_C, "yaml", "libyaml" },
	{ GX_DEPENDENCY_C, "libffi", "libffi" },
	{ GX_DEPENDENCY_C, "ffi", "libffi" },
	{ GX_DEPENDENCY_C, "sqlite3", "sqlite" },
	{ GX_DEPENDENCY_C, "libxml-2.0", "libxml2" },
	{ GX_DEPENDENCY_C, "libxml2", "libxml2" },
	{ GX_DEPENDENCY_C, "xml2", "libxml2" },
	{ GX_DEPENDENCY_C, "libxslt", "libxslt" },
	{ GX_DEPENDENCY_C, "libcurl", "curl" },
	{ GX_DEPENDENCY_C, "curl", "curl" },
	{ GX_DEPENDENCY_C, "expat", "expat" },
	{ GX_DEPENDENCY_C, "ncurses", "ncurses" },
	{ GX_DEPENDENCY_C, "ncursesw", "ncurses" },
	{ GX_DEPENDENCY_C, "curses", "ncurses" },
	{ GX_DEPENDENCY_C, "readline", "readline" },
	{ GX_DEPENDENCY_C, "gmp", "gmp" },
	{ GX_DEPENDENCY_C, "icu", "icu4c" },
	{ GX_DEPENDENCY_C, "icu-uc", "icu4c" },
	{ GX_DEPENDENCY_C, "icu-i18n", "icu4c" },
	{ GX_DEPENDENCY_C, "libpcre2-8", "pcre2" },
	{ GX_DEPENDENCY_C, "pcre2-8", "pcre2" },
	{ GX_DEPENDENCY_C, "libpq", "postgresql" },
	{ GX_DEPENDENCY_C, "pq", "postgresql" },
	{ GX_DEPENDENCY_C, "postgresql", "postgresql" },
	{ GX_DEPENDENCY_C, "bzip2", "bzip2" },
	{ GX_DEPENDENCY_C, "bz2", "bzip2" },
	{ GX_DEPENDENCY_C, "liblzma", "xz" },
	{ GX_DEPENDENCY_C, "lzma", "xz" },
	{ GX_DEPENDENCY_C, "libzstd", "zstd" },
	{ GX_DEPENDENCY_C, "zstd", "zstd" },
	{ GX_DEPENDENCY_C, "liblz4", "lz4" },
	{ GX_DEPENDENCY_C, "lz4", "lz4" },
	{ GX_DEPENDENCY_C, "guile-3.0", "guile" },
	{ GX_DEPENDENCY_C, "ruby-3.4", "ruby" },
};

/* What compiles them, where that is not said by the build system itself. */
static void need_compiler(struct gx_project *project, enum gx_dependency kind, const char *why,
			  const char *file)
{
	if (kind == GX_DEPENDENCY_C)
		return;
	gx_project_need(project, "gcc-toolchain", file, why);
	if (kind == GX_DEPENDENCY_NPM)
		gx_project_need(project, "make", file, why);
	else
		gx_project_need(project, "pkg-config", file, why);
}

void gx_project_depend(struct gx_project *project, enum gx_dependency kind, const char *name,
		       const char *file)
{
	static const char *const words[] = { "the gem ", "", "", "", "" };
	GX_AUTO(free) char *why = NULL;

	for (size_t i = 0; i < GX_ARRAY_SIZE(table); i++) {
		if (table[i].kind != kind || strcasecmp(table[i].name, name))
			continue;
		if (!why)
			why = gx_asprintf("for %s%s", words[kind], table[i].name);
		need_compiler(project, kind, why, file);
		gx_project_need(project, table[i].package, file, why);
	}
}
