/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where gx's own programs and data are: installed, or in the tree it was built in. */
#ifndef GX_WHERE_H
#define GX_WHERE_H

/* Does this program run from the build tree? */
bool gx_where_uninstalled(void);
/* The file name of one of our programs ("gx-engine"): in $GX_LIBEXEC, in the build tree when
 * run from there, or in libexecdir; yours. */
char *gx_where_program(const char *name);
/* The file name of gx itself: among the others, if it is there, or in bindir; yours. */
char *gx_program(void);
/* The file name of one of our data folders ("scheme", "channels/base", "shell"): in
 * $GX_DATADIR, in the source tree when run from the build tree, or in datadir; yours. */
char *gx_where_data(const char *name);

#endif
