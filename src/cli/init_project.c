/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at a project: which files are there, and what that means. */
#include "cli/init_project.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A large tree says what it is near its top. */
#define MAX_DEPTH 4
#define MAX_FILES 20000
#define MAX_FILE ((size_t)1 << 20)
#define MAX_ASKED 60

/* A file, by a pattern for its name at the top (or anywhere), and what it means. */
static const struct sign {
	const char *pattern;
	bool anywhere;
	unsigned language;
	const char *package, *why;
} signs[] = {
	{ "Gemfile", false, GX_LANGUAGE_RUBY, "ruby", "a Ruby project" },
	{ "*.gemspec", false, GX_LANGUAGE_RUBY, "ruby", "a gem" },
	{ ".ruby-version", false, GX_LANGUAGE_RUBY, "ruby", "a Ruby project" },
	{ "Gemfile", false, 0, "gcc-toolchain", "compiles gems that have C in them" },
	{ "Gemfile", false, 0, "make", "builds gems that have C in them" },
	{ "extconf.rb", true, GX_LANGUAGE_RUBY, "ruby", "an extension of Ruby" },
	{ "extconf.rb", true, 0, "gcc-toolchain", "compiles the extension" },
	{ "extconf.rb", true, 0, "make", "builds the extension" },
	{ "package.json", false, GX_LANGUAGE_NODE, "node", "a Node.js project" },
	{ ".nvmrc", false, GX_LANGUAGE_NODE, "node", "a Node.js project" },
	{ ".node-version", false, GX_LANGUAGE_NODE, "node", "a Node.js project" },
	{ "binding.gyp", true, 0, "gcc-toolchain", "compiles the add-on" },
	{ "binding.gyp", true, 0, "make", "builds the add-on" },
	{ "binding.gyp", true, 0, "python", "node-gyp is written in it" },
	{ "pyproject.toml", false, GX_LANGUAGE_PYTHON, "python", "a Python project" },
	{ "requirements*.txt", false, GX_LANGUAGE_PYTHON, "python", "a Python project" },
	{ "setup.py", false, GX_LANGUAGE_PYTHON, "python", "a Python project" },
	{ "setup.cfg", false, GX_LANGUAGE_PYTHON, "python", "a Python project" },
	{ "Pipfile", false, GX_LANGUAGE_PYTHON, "python", "a Python project" },
	{ ".python-version", false, GX_LANGUAGE_PYTHON, "python", "a Python project" },
	{ "go.mod", false, GX_LANGUAGE_GO, "go", "a Go module" },
	{ "go.work", false, GX_LANGUAGE_GO, "go", "Go modules" },
	{ "Cargo.toml", false, 0, "rust", "a Rust crate" },
	{ "Cargo.toml", false, 0, "gcc-toolchain", "links Rust's programs" },
	{ "CMakeLists.txt", false, 0, "cmake", "CMake builds it" },
	{ "CMakeLists.txt", false, 0, "make", "CMake writes for it" },
	{ "CMakeLists.txt", false, 0, "gcc-toolchain", "compiles it" },
	{ "meson.build", false, 0, "meson", "Meson builds it" },
	{ "meson.build", false, 0, "ninja", "Meson writes for it" },
	{ "meson.build", false, 0, "gcc-toolchain", "compiles it" },
	{ "configure.ac", false, 0, "autoconf", "makes its configure" },
	{ "Makefile.am", false, 0, "automake", "makes its Makefile.in" },
	{ "configure.ac", false, 0, "make", "builds it" },
	{ "configure.ac", false, 0, "gcc-toolchain", "compiles it" },
	{ "configure", false, 0, "make", "builds it" },
	{ "configure", false, 0, "gcc-toolchain", "compiles it" },
	{ "Makefile", false, 0, "make", "builds it" },
	{ "makefile", false, 0, "make", "builds it" },
	{ "GNUmakefile", false, 0, "make", "builds it" },
	{ "*.c", true, 0, "gcc-toolchain", "compiles C" },
	{ "*.cc", true, 0, "gcc-toolchain", "compiles C++" },
	{ "*.cpp", true, 0, "gcc-toolchain", "compiles C++" },
	{ "*.cxx", true, 0, "gcc-toolchain", "compiles C++" },
};

void gx_project_clear(struct gx_project *project)
{
	for (size_t i = 0; i < project->nneeds; i++) {
		struct gx_need *need = &project->needs[i];

		free(need->package);
		free(need->why);
		free(need->asked);
		free(need->asked_in);
	}
	free(project->needs);
	gx_strv_clear(&project->seen);
	gx_strv_clear(&project->notes);
	*project = (struct gx_project)GX_PROJECT_INIT;
}

static struct gx_need *find(const struct gx_project *project, const char *package)
{
	for (size_t i = 0; i < project->nneeds; i++)
		if (!strcmp(project->needs[i].package, package))
			return &project->needs[i];
	return NULL;
}

static void add_seen(struct gx_project *project, const char *file)
{
	if (*file && !gx_strv_has(&project->seen, file))
		gx_strv_push(&project->seen, file);
}

void gx_project_need(struct gx_project *project, const char *package, const char *file,
		     const char *why)
{
	add_seen(project, file);
	if (find(project, package))
		return;
	project->needs = gx_reallocarray(project->needs, project->nneeds + 1,
					 sizeof *project->needs);
	project->needs[project->nneeds++] = (struct gx_need){
		.package = gx_strdup(package),
		.why = gx_asprintf("%s%s%s", file, *file ? ": " : "", why),
	};
}

/* Wishes are shown: only what can be printed, and not too much. */
static char *printable(const char *text)
{
	char *copy = gx_strndup(text, MAX_ASKED);

	for (char *p = copy; *p; p++)
		if (*p < 0x20 || *p > 0x7e)
			*p = '?';
	return copy;
}

void gx_project_ask(struct gx_project *project, const char *package, const char *version,
		    const char *file)
{
	struct gx_need *need = find(project, package);

	add_seen(project, file);
	if (!need || need->asked || !*version)
		return;
	need->asked = printable(version);
	need->asked_in = gx_strdup(file);
}

/* --- the tree ---------------------------------------------------------------------------------- */

struct walk {
	struct gx_project *project;
	struct gx_strv files;		/* relative, those of a folder before those below */
	unsigned left;
};

static bool is_foreign(const char *name)
{
	static const char *const names[] = {
		"node_modules", "vendor", "target", "venv", "build", "dist", "__pycache__",
		"third_party",
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return name[0] == '.';
}

static void list(struct walk *walk, const char *dir, const char *below, int depth)
{
	GX_AUTO(strv) struct gx_strv dirs = GX_STRV_INIT, files = GX_STRV_INIT;
	GX_AUTO(free) char *path = *below ? gx_path_join(dir, below) : gx_strdup(dir);
	GX_AUTO(dir) DIR *d = opendir(path);
	struct dirent *entry;

	while (d && walk->left > 0 && (entry = readdir(d))) {
		GX_AUTO(free) char *full = gx_path_join(path, entry->d_name);
		const char *slash = *below ? "/" : "";
		struct stat st;

		walk->left--;
		if (lstat(full, &st) < 0)
			continue;
		if (S_ISREG(st.st_mode))
			gx_strv_pushf(&files, "%s%s%s", below, slash, entry->d_name);
		else if (S_ISDIR(st.st_mode) && depth > 0 && !is_foreign(entry->d_name))
			gx_strv_pushf(&dirs, "%s%s%s", below, slash, entry->d_name);
	}
	gx_strv_sort(&files);
	gx_strv_sort(&dirs);
	gx_strv_append(&walk->files, &files);
	for (size_t i = 0; i < dirs.n; i++)
		list(walk, dir, dirs.v[i], depth - 1);
}

/* The first file that SIGN means, or NULL. */
static const char *first(const struct gx_strv *files, const struct sign *sign)
{
	for (size_t i = 0; i < files->n; i++) {
		const char *name = sign->anywhere ? gx_path_base(files->v[i]) : files->v[i];

		if (!fnmatch(sign->pattern, name, 0) && (sign->anywhere || !strchr(name, '/')))
			return files->v[i];
	}
	return NULL;
}

static void find_signs(struct walk *walk)
{
	for (size_t i = 0; i < GX_ARRAY_SIZE(signs); i++) {
		const char *file = first(&walk->files, &signs[i]);

		if (!file)
			continue;
		walk->project->languages |= signs[i].language;
		gx_project_need(walk->project, signs[i].package, file, signs[i].why);
	}
}

/* The first file of a folder below, not too deep, that SIGN would mean there; or NULL. */
static const char *first_below(const struct gx_strv *files, const struct sign *sign)
{
	for (size_t i = 0; i < files->n; i++) {
		const char *slash = strchr(files->v[i], '/');
		const char *second = slash ? strchr(slash + 1, '/') : NULL;

		if (slash && !(second && strchr(second + 1, '/')) &&
		    !fnmatch(sign->pattern, gx_path_base(files->v[i]), 0))
			return files->v[i];
	}
	return NULL;
}

/* Projects in other languages below this one are named, not mixed in. */
static void note_below(struct walk *walk)
{
	unsigned told = walk->project->languages;

	for (size_t i = 0; i < GX_ARRAY_SIZE(signs); i++) {
		const char *file = signs[i].language & ~told && !signs[i].anywhere
					   ? first_below(&walk->files, &signs[i]) : NULL;
		GX_AUTO(free) char *dir = file ? gx_path_dir(file) : NULL;

		if (!file)
			continue;
		told |= signs[i].language;
		gx_strv_pushf(&walk->project->notes, "%s: %s of its own is in %s (`gx init %s')", file,
			      signs[i].why, dir, dir);
	}
}

/* Is the FILE of a project of LANGUAGES worth reading? */
static bool is_read(const char *file, unsigned languages)
{
	const char *name = gx_path_base(file);

	if (languages & GX_LANGUAGE_GO && !fnmatch("*.go", name, 0))
		return true;
	return (name == file || !strcmp(name, "extconf.rb")) && gx_project_reads(name);
}

static void read_one(struct gx_project *project, const char *file, const struct gx_buf *text)
{
	const char *name = gx_path_base(file);

	if (fnmatch("*.go", name, 0))
		gx_project_read(project, name, gx_buf_str(text), text->len);
	else if (strstr(gx_buf_str(text), "import \"C\""))
		gx_project_need(project, "gcc-toolchain", file, "it uses C");
}

static int read_files(struct walk *walk, const char *dir, struct gx_err *err)
{
	for (size_t i = 0; i < walk->files.n; i++) {
		const char *file = walk->files.v[i];
		GX_AUTO(free) char *path = gx_path_join(dir, file);
		GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
		GX_AUTO(err) struct gx_err why = GX_ERR_INIT;

		if (!is_read(file, walk->project->languages))
			continue;
		if (gx_file_read(path, MAX_FILE, &text, &why) == 0) {
			read_one(walk->project, file, &text);
		} else if (why.code == GX_ESYS) {
			gx_err_move(err, &why);
			return -1;
		}
	}
	return 0;
}

/* Not because of a file, but so that the environment stands alone. */
static void need_basics(struct gx_project *project)
{
	if (project->languages & (GX_LANGUAGE_RUBY | GX_LANGUAGE_PYTHON))
		gx_project_need(project, "nss-certs", "", "whom to trust when downloading");
	if (project->languages & GX_LANGUAGE_PYTHON)
		gx_project_need(project, "python-manylinux", "", "lets wheels with C++ in them load");
	gx_project_need(project, "bash", "", "a shell, also for --pure and containers");
	gx_project_need(project, "coreutils", "", "the same small tools on every machine");
}

int gx_project_scan(const char *dir, struct gx_project *out, struct gx_err *err)
{
	GX_AUTO(project) struct gx_project project = GX_PROJECT_INIT;
	struct walk walk = { &project, GX_STRV_INIT, MAX_FILES };
	int rc;

	list(&walk, dir, "", MAX_DEPTH);
	find_signs(&walk);
	note_below(&walk);
	rc = read_files(&walk, dir, err);
	gx_strv_clear(&walk.files);
	if (rc < 0)
		return -1;
	need_basics(&project);
	*out = project;
	project = (struct gx_project)GX_PROJECT_INIT;
	return 0;
}
