/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relocatable packs: a twin of the profile whose programs are launchers. */
#include "pack/relocate.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *gx_relocate_twin(const char *profile)
{
	return gx_asprintf("%sR", profile);
}

int gx_relocate_add(struct gx_content *c, struct gx_err *err)
{
	return gx_fail(err, GX_EFAIL, "relocatable packs are not made yet");
}
