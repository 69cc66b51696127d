/* SPDX-License-Identifier: GPL-3.0-or-later */
/* manifest.scm and setup-env.sh for a project. */
#include "cli/init_write.h"

#include "cli/init_version.h"

#include <stdlib.h>
#include <string.h>

void gx_choices_clear(struct gx_choices *choices)
{
	for (size_t i = 0; i < choices->n; i++) {
		free(choices->v[i].version);
		free(choices->v[i].spec);
	}
	free(choices->v);
	*choices = (struct gx_choices){ NULL, 0 };
}

/* --- packages ---------------------------------------------------------------------------------- */

/* The newest version of the package NAME that fits WANTED (NULL: any), or NULL. */
static const char *newest(const struct gx_index *index, const char *name, const char *wanted)
{
	const char *best = NULL;

	for (size_t i = 0; i < index->n; i++) {
		const char *version = index->v[i].field[GX_FIELD_VERSION];

		if (strcmp(index->v[i].field[GX_FIELD_NAME], name) ||
		    (wanted && !gx_version_fits(version, wanted)))
			continue;
		if (!best || gx_version_compare(version, best) > 0)
			best = version;
	}
	return best;
}

/* The newest version of the package NAME that begins as WANTED, one version, does, or NULL. */
static const char *nearest(const struct gx_index *index, const char *name, const char *wanted)
{
	GX_AUTO(free) char *start = gx_strdup(wanted ? wanted : "");
	char *dot;

	if (!gx_version_is_plain(start))
		return NULL;
	while ((dot = strrchr(start, '.'))) {
		const char *version;

		*dot = '\0';
		version = newest(index, name, start);
		if (version)
			return version;
	}
	return NULL;
}

/* The start of VERSION, up to a dot, that no other package NAME has; yours. */
static char *shortest(const struct gx_index *index, const char *name, const char *version)
{
	for (size_t len = strcspn(version, "."); version[len];
	     len += 1 + strcspn(version + len + 1, ".")) {
		GX_AUTO(free) char *spec = gx_asprintf("%s@%.*s", name, (int)len, version);
		size_t hits = 0;

		for (size_t i = 0; i < index->n; i++)
			hits += gx_record_is(&index->v[i], spec);
		if (hits == 1)
			return gx_strndup(version, len);
	}
	return gx_strdup(version);
}

/* A version that was written down is kept as it was; where a range was, or another version than
 * the newest is meant, only what tells it apart. */
static char *choose_spec(const struct gx_index *index, const struct gx_choice *choice)
{
	const char *name = choice->need->package, *asked = choice->need->asked;
	GX_AUTO(free) char *part = NULL;

	if (!asked)
		return gx_strdup(name);
	if (choice->fits && gx_version_is_plain(asked))
		return gx_asprintf("%s@%s", name, asked);
	if (!strcmp(choice->version, newest(index, name, NULL)))
		return gx_strdup(name);
	part = shortest(index, name, choice->version);
	return gx_asprintf("%s@%s", name, part);
}

void gx_choices_make(const struct gx_project *project, const struct gx_index *index,
		     struct gx_choices *out)
{
	out->v = gx_calloc(project->nneeds + 1, sizeof *out->v);
	out->n = project->nneeds;
	for (size_t i = 0; i < project->nneeds; i++) {
		const struct gx_need *need = &project->needs[i];
		struct gx_choice *choice = &out->v[i];
		const char *version = newest(index, need->package, need->asked);

		choice->need = need;
		choice->fits = version != NULL;
		if (!version)
			version = nearest(index, need->package, need->asked);
		if (!version)
			version = newest(index, need->package, NULL);
		if (!version)
			continue;
		choice->version = gx_strdup(version);
		choice->spec = choose_spec(index, choice);
	}
}

/* --- manifest.scm ------------------------------------------------------------------------------ */

static void add_absent(const struct gx_choices *choices, struct gx_buf *out)
{
	for (size_t i = 0; i < choices->n; i++)
		if (!choices->v[i].spec)
			gx_buf_addf(out, ";; No channel has %s (%s).\n", choices->v[i].need->package,
				    choices->v[i].need->why);
}

static void add_package(const struct gx_choice *choice, struct gx_buf *out)
{
	const struct gx_need *need = choice->need;

	gx_buf_addf(out, "\n  ;; %s\n", need->why);
	if (need->asked && choice->fits)
		gx_buf_addf(out, "  ;; (%s asks for %s: %s)\n", need->asked_in, need->asked,
			    choice->version);
	else if (need->asked)
		gx_buf_addf(out, "  ;; (%s asks for %s; the channels have %s)\n", need->asked_in,
			    need->asked, choice->version);
	gx_buf_addf(out, "  \"%s\"", choice->spec);
}

void gx_init_manifest(const struct gx_project *project, const struct gx_choices *choices,
		      struct gx_buf *out)
{
	GX_AUTO(free) char *seen = gx_strv_join(&project->seen, ", ");

	gx_buf_addf(out, ";; The packages of this project's environment, which `gx shell' enters.\n"
		    ";; Written by `gx init'%s%s; yours to change.\n",
		    *seen ? " from " : "", seen);
	add_absent(choices, out);
	gx_buf_adds(out, "\n(specifications->manifest\n (list");
	for (size_t i = 0; i < choices->n; i++)
		if (choices->v[i].spec)
			add_package(&choices->v[i], out);
	gx_buf_adds(out, "))\n");
}

/* --- setup-env.sh ------------------------------------------------------------------------------ */

static const struct {
	unsigned language;
	const char *text;
} parts[] = {
	{ GX_LANGUAGE_RUBY,
	  "# Gems and their programs.\n"
	  "export GEM_HOME=\"${GEM_HOME:-$project/vendor/gems}\"\n"
	  "export BUNDLE_PATH=\"${BUNDLE_PATH:-$project/vendor/bundle}\"\n"
	  "export PATH=\"$project/bin:$GEM_HOME/bin:$PATH\"\n" },
	{ GX_LANGUAGE_NODE,
	  "# Programs of the project's dependencies; what `npm install -g' installs.\n"
	  "export NPM_CONFIG_PREFIX=\"${NPM_CONFIG_PREFIX:-$project/.npm}\"\n"
	  "export PATH=\"$project/node_modules/.bin:$NPM_CONFIG_PREFIX/bin:$PATH\"\n" },
	{ GX_LANGUAGE_PYTHON,
	  "# A virtual environment of the environment's Python, made again when that changes.\n"
	  "export VIRTUAL_ENV=\"${VIRTUAL_ENV:-$project/.venv}\"\n"
	  "[ -x \"$VIRTUAL_ENV/bin/python\" ] || python3 -m venv --clear \"$VIRTUAL_ENV\"\n"
	  "export PATH=\"$VIRTUAL_ENV/bin:$PATH\"\n" },
	{ GX_LANGUAGE_GO,
	  "# Modules, and programs that `go install' installs.\n"
	  "export GOPATH=\"${GOPATH:-$project/.go}\"\n"
	  "export GOFLAGS=\"${GOFLAGS:--modcacherw}\"\n"
	  "export PATH=\"$GOPATH/bin:$PATH\"\n" },
};

void gx_init_setup(const struct gx_project *project, struct gx_buf *out)
{
	if (!project->languages)
		return;
	gx_buf_adds(out, "# shellcheck shell=bash\n"
		    "# Sourced by `gx shell' at entry.  A variable that is set already keeps its value.\n"
		    "# GX_PROJECT is the folder of the manifest, from wherever the shell is entered.\n"
		    "project=\"${GX_PROJECT:-$PWD}\"\n");
	for (size_t i = 0; i < GX_ARRAY_SIZE(parts); i++)
		if (project->languages & parts[i].language)
			gx_buf_addf(out, "\n%s", parts[i].text);
	gx_buf_adds(out, "\nunset project\n");
}
