/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as each of the files of a project that gx init reads, the first byte says which. */
#include "cli/init_project.h"
#include "cli/init_version.h"
#include "fuzz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {
		".nvmrc", ".tool-versions", "Gemfile", "Gemfile.lock", "package.json",
		"requirements.txt", "pyproject.toml", "go.mod", "Cargo.toml", "CMakeLists.txt",
	};
	static const char *const packages[] = { "ruby", "node", "python", "go", "rust" };
	GX_AUTO(project) struct gx_project project = GX_PROJECT_INIT;

	if (!size)
		return 0;
	for (size_t i = 0; i < GX_ARRAY_SIZE(packages); i++)
		gx_project_need(&project, packages[i], "", "");
	gx_project_read(&project, names[data[0] % GX_ARRAY_SIZE(names)], (const char *)data + 1,
			size - 1);
	for (size_t i = 0; i < project.nneeds; i++)
		if (project.needs[i].asked)
			gx_version_fits("3.4.5", project.needs[i].asked);
	return 0;
}
