/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a project's files for the versions and dependencies that they name.
 *
 * These are formats of others, some of them programs: what is looked for are the lines that
 * people write, not the whole language. */
#include "cli/init_project.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

typedef void line_fn(struct gx_project *project, const char *file, char *line);

/* Call FN for each line of TEXT, without blanks at its start. */
static void each_line(struct gx_project *project, const char *file, const char *text, size_t len,
		      line_fn *fn)
{
	GX_AUTO(free) char *copy = gx_strndup(text, len);
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	gx_strv_split(&lines, copy, "\r\n");
	for (size_t i = 0; i < lines.n; i++) {
		char *line = lines.v[i] + strspn(lines.v[i], " \t");

		if (*line)
			fn(project, file, line);
	}
}

/* The next text between quotes at *P, which moves behind it; yours, or NULL. */
static char *quoted(const char **p)
{
	const char *start = *p + strcspn(*p, "\"'"), *end;

	if (!*start)
		return NULL;
	end = strchr(start + 1, *start);
	if (!end)
		return NULL;
	*p = end + 1;
	return gx_strndup(start + 1, (size_t)(end - start - 1));
}

/* What follows WORD, and blanks, at the start of LINE; or NULL. */
static const char *after_word(const char *line, const char *word)
{
	size_t len = strlen(word);
	const char *p = line + len;

	if (strncmp(line, word, len) || isalnum((unsigned char)*p) || *p == '_' || *p == '-')
		return NULL;
	return p + strspn(p, " \t");
}

/* --- files that hold a version ----------------------------------------------------------------- */

/* The releases of Node.js that have names. */
static const char *node_release(const char *word)
{
	static const struct { const char *name, *version; } names[] = {
		{ "lts/hydrogen", "18" }, { "lts/iron", "20" }, { "lts/jod", "22" },
		{ "lts/krypton", "24" },
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++)
		if (!strcmp(word, names[i].name))
			return names[i].version;
	return word;
}

static void ask_word(struct gx_project *project, const char *package, const char *word,
		     const char *file)
{
	if (!strncmp(word, "ruby-", 5))
		word += 5;
	if (*word == 'v')
		word++;
	gx_project_ask(project, package, node_release(word), file);
}

/* The first word of the first line that is no comment. */
static void version_file(struct gx_project *project, const char *package, const char *file,
			 const char *text, size_t len)
{
	GX_AUTO(free) char *copy = gx_strndup(text, len);
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	gx_strv_split(&lines, copy, "\r\n");
	for (size_t i = 0; i < lines.n; i++) {
		char *word = lines.v[i] + strspn(lines.v[i], " \t");

		word[strcspn(word, " \t#")] = 0;
		if (*word) {
			ask_word(project, package, word, file);
			return;
		}
	}
}

static void ruby_version(struct gx_project *p, const char *file, const char *text, size_t len)
{
	version_file(p, "ruby", file, text, len);
}

static void node_version(struct gx_project *p, const char *file, const char *text, size_t len)
{
	version_file(p, "node", file, text, len);
}

static void python_version(struct gx_project *p, const char *file, const char *text, size_t len)
{
	version_file(p, "python", file, text, len);
}

/* "ruby 3.4.5" */
static void tool_line(struct gx_project *project, const char *file, char *line)
{
	static const struct { const char *tool, *package; unsigned language; } names[] = {
		{ "ruby", "ruby", GX_LANGUAGE_RUBY }, { "nodejs", "node", GX_LANGUAGE_NODE },
		{ "node", "node", GX_LANGUAGE_NODE }, { "python", "python", GX_LANGUAGE_PYTHON },
		{ "golang", "go", GX_LANGUAGE_GO }, { "go", "go", GX_LANGUAGE_GO },
		{ "rust", "rust", 0 },
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++) {
		const char *version = after_word(line, names[i].tool);
		GX_AUTO(free) char *word = NULL;

		if (!version)
			continue;
		word = gx_strndup(version, strcspn(version, " \t#"));
		project->languages |= names[i].language;
		gx_project_need(project, names[i].package, file, "a tool of the project");
		ask_word(project, names[i].package, word, file);
		return;
	}
}

static void tool_versions(struct gx_project *p, const char *file, const char *text, size_t len)
{
	each_line(p, file, text, len, tool_line);
}

/* --- Ruby -------------------------------------------------------------------------------------- */

/* ruby ">= 3.1", "< 4" */
static void ask_ruby(struct gx_project *project, const char *file, const char *rest)
{
	GX_AUTO(strv) struct gx_strv parts = GX_STRV_INIT;
	GX_AUTO(free) char *wanted = NULL;
	char *part;

	if (*rest != '"' && *rest != '\'' && *rest != '(')
		return;			/* ruby file: ".ruby-version" */
	while ((part = quoted(&rest)))
		gx_strv_take(&parts, part);
	wanted = gx_strv_join(&parts, ", ");
	if (*wanted)
		gx_project_ask(project, "ruby", wanted, file);
}

static void gem_line(struct gx_project *project, const char *file, char *line)
{
	const char *rest = after_word(line, "gem"), *dependency = strstr(line, "dependency");
	const char *ruby = after_word(line, "ruby");
	GX_AUTO(free) char *name = NULL;

	if (*line == '#')
		return;
	if (!rest && dependency)
		rest = dependency;
	if (rest)
		name = quoted(&rest);
	if (name)
		gx_project_depend(project, GX_DEPENDENCY_GEM, name, file);
	if (ruby)
		ask_ruby(project, file, ruby);
	dependency = strstr(line, "required_ruby_version");
	if (dependency)
		ask_ruby(project, file, dependency + strcspn(dependency, "\"'"));
}

static void gemfile(struct gx_project *p, const char *file, const char *text, size_t len)
{
	each_line(p, file, text, len, gem_line);
}

/* "nokogiri (1.16.2)", "ruby 3.4.5p51" */
static void gem_lock_line(struct gx_project *project, const char *file, char *line)
{
	const char *ruby = after_word(line, "ruby");
	char *end = strstr(line, " (");

	if (ruby && isdigit((unsigned char)*ruby)) {
		GX_AUTO(free) char *version = gx_strndup(ruby, strspn(ruby, "0123456789."));

		gx_project_ask(project, "ruby", version, file);
	} else if (end) {
		*end = 0;
		gx_project_depend(project, GX_DEPENDENCY_GEM, line, file);
	}
}

static void gemfile_lock(struct gx_project *p, const char *file, const char *text, size_t len)
{
	each_line(p, file, text, len, gem_lock_line);
}

/* --- Node.js ----------------------------------------------------------------------------------- */

static void npm_dependency(void *payload, const char *key, const struct gx_json *value)
{
	(void)value;
	gx_project_depend(payload, GX_DEPENDENCY_NPM, key, "package.json");
}

static void package_json(struct gx_project *project, const char *file, const char *text, size_t len)
{
	static const char *const lists[] = {
		"dependencies", "devDependencies", "optionalDependencies",
	};
	GX_AUTO(json) struct gx_json *root = NULL;
	const char *engine, *manager;

	if (gx_json_parse(text, len, &root, NULL) < 0) {
		gx_strv_pushf(&project->notes, "%s is not JSON: it was passed over", file);
		return;
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(lists); i++)
		if (gx_json_is_object(gx_json_get(root, lists[i])))
			gx_json_each(gx_json_get(root, lists[i]), npm_dependency, project);
	engine = gx_json_get_str(gx_json_get(root, "engines"), "node");
	if (engine)
		gx_project_ask(project, "node", engine, file);
	manager = gx_json_get_str(root, "packageManager");
	if (manager && (!strncmp(manager, "pnpm@", 5) || !strncmp(manager, "yarn@", 5)))
		gx_strv_pushf(&project->notes, "%s wants %.4s, which no package here has: `npx %.4s' "
			      "runs it", file, manager, manager);
}

/* --- Python ------------------------------------------------------------------------------------ */

/* TEXT, "Lxml[x]>=2", is a dependency; names are compared as PyPI does. */
static void python_dependency(struct gx_project *project, const char *text, const char *file)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
	GX_AUTO(free) char *name = gx_strndup(text, len);

	for (char *p = name; *p; p++)
		*p = *p == '_' || *p == '.' ? '-' : (char)tolower((unsigned char)*p);
	if (len > 0)
		gx_project_depend(project, GX_DEPENDENCY_PYTHON, name, file);
}

static void requirement_line(struct gx_project *project, const char *file, char *line)
{
	if (*line != '#' && *line != '-')
		python_dependency(project, line, file);
}

static void requirements(struct gx_project *p, const char *file, const char *text, size_t len)
{
	each_line(p, file, text, len, requirement_line);
}

/* requires-python = ">=3.8", or texts in lists of dependencies. */
static void python_line(struct gx_project *project, const char *file, char *line)
{
	static const char *const keys[] = {
		"requires-python", "python_requires", "python", "python_version",
	};
	const char *rest = line;
	char *text;

	if (*line == '#')
		return;
	for (size_t i = 0; i < GX_ARRAY_SIZE(keys); i++) {
		const char *value = after_word(line, keys[i]);
		GX_AUTO(free) char *wanted = NULL;

		if (!value || *value++ != '=')
			continue;
		value += strspn(value, " \t");
		wanted = strchr("\"'", *value) && *value ? quoted(&value)
							: gx_strndup(value, strcspn(value, "#"));
		if (wanted)
			gx_project_ask(project, "python", wanted, file);
		return;
	}
	if (strstr(line, "ext_modules") || strstr(line, "Extension("))
		gx_project_need(project, "gcc-toolchain", file, "compiles modules");
	while ((text = quoted(&rest))) {
		python_dependency(project, text, file);
		free(text);
	}
}

static void python_project(struct gx_project *p, const char *file, const char *text, size_t len)
{
	each_line(p, file, text, len, python_line);
}

/* --- Go, Rust ---------------------------------------------------------------------------------- */

static void go_line(struct gx_project *project, const char *file, char *line)
{
	const char *version = after_word(line, "go"), *path = after_word(line, "require");

	if (version) {
		GX_AUTO(free) char *wanted = gx_asprintf(">=%.*s", (int)strspn(version, "0123456789."),
							 version);
		gx_project_ask(project, "go", wanted, file);
		return;
	}
	if (path)
		line = (char *)path;
	line[strcspn(line, " \t")] = 0;
	gx_project_depend(project, GX_DEPENDENCY_GO, line, file);
}

static void go_mod(struct gx_project *p, const char *file, const char *text, size_t len)
{
	each_line(p, file, text, len, go_line);
}

static void cargo_line(struct gx_project *project, const char *file, char *line)
{
	const char *value = after_word(line, "rust-version");
	GX_AUTO(free) char *version = value ? quoted(&value) : NULL;

	if (version) {
		GX_AUTO(free) char *wanted = gx_asprintf(">=%s", version);

		gx_project_ask(project, "rust", wanted, file);
	}
}

static void cargo_toml(struct gx_project *p, const char *file, const char *text, size_t len)
{
	each_line(p, file, text, len, cargo_line);
}

/* --- C ----------------------------------------------------------------------------------------- */

/* Words that name libraries in what follows them. */
static const struct {
	const char *word;
	bool pkg_config;
} finders[] = {
	{ "find_package", false }, { "find_library", false }, { "AC_CHECK_LIB", false },
	{ "AC_SEARCH_LIBS", false }, { "pkg_check_modules", true }, { "pkg_search_module", true },
	{ "PKG_CHECK_MODULES", true }, { "dependency", true }, { "pkg-config", true },
	{ "pkg_config", true }, { "have_library", false },	/* of Ruby's mkmf */
};

static void depend_words(struct gx_project *project, const char *text, const char *file)
{
	GX_AUTO(free) char *call = gx_strndup(text, strcspn(text, "\n"));
	GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT;

	gx_strv_split(&words, call, " \t()[],;:'\"`$<>=|&");
	for (size_t i = 0; i < words.n && i < 64; i++)
		gx_project_depend(project, GX_DEPENDENCY_C, words.v[i], file);
}

static void c_line(struct gx_project *project, const char *file, char *line)
{
	if (*line == '#')
		return;
	for (size_t i = 0; i < GX_ARRAY_SIZE(finders); i++) {
		const char *found = strstr(line, finders[i].word);

		if (!found)
			continue;
		if (finders[i].pkg_config)
			gx_project_need(project, "pkg-config", file, "finds libraries");
		depend_words(project, found + strlen(finders[i].word), file);
	}
	for (const char *p = line; (p = strstr(p, "-l")); p += 2) {
		GX_AUTO(free) char *name = gx_strndup(p + 2, strcspn(p + 2, " \t'\"\\)"));

		if (p == line || strchr(" \t=", p[-1]))
			gx_project_depend(project, GX_DEPENDENCY_C, name, file);
	}
	if (strstr(line, "LT_INIT") || strstr(line, "AC_PROG_LIBTOOL"))
		gx_project_need(project, "libtool", file, "makes libraries");
}

static void c_build(struct gx_project *p, const char *file, const char *text, size_t len)
{
	each_line(p, file, text, len, c_line);
}

/* --- which file is read how -------------------------------------------------------------------- */

static const struct {
	const char *pattern;
	void (*read)(struct gx_project *project, const char *file, const char *text, size_t len);
} readers[] = {
	{ ".ruby-version", ruby_version },
	{ ".nvmrc", node_version },
	{ ".node-version", node_version },
	{ ".python-version", python_version },
	{ ".tool-versions", tool_versions },
	{ "Gemfile", gemfile },
	{ "*.gemspec", gemfile },
	{ "Gemfile.lock", gemfile_lock },
	{ "package.json", package_json },
	{ "requirements*.txt", requirements },
	{ "pyproject.toml", python_project },
	{ "setup.py", python_project },
	{ "setup.cfg", python_project },
	{ "Pipfile", python_project },
	{ "go.mod", go_mod },
	{ "Cargo.toml", cargo_toml },
	{ "CMakeLists.txt", c_build },
	{ "meson.build", c_build },
	{ "configure.ac", c_build },
	{ "Makefile", c_build },
	{ "makefile", c_build },
	{ "GNUmakefile", c_build },
	{ "extconf.rb", c_build },
};

bool gx_project_reads(const char *name)
{
	for (size_t i = 0; i < GX_ARRAY_SIZE(readers); i++)
		if (fnmatch(readers[i].pattern, name, 0) == 0)
			return true;
	return false;
}

void gx_project_read(struct gx_project *project, const char *name, const char *text, size_t len)
{
	if (len >= 3 && !memcmp(text, "\357\273\277", 3)) {	/* a byte order mark */
		text += 3;
		len -= 3;
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(readers); i++)
		if (fnmatch(readers[i].pattern, name, 0) == 0) {
			readers[i].read(project, name, text, len);
			return;
		}
}
