/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual page and the shells' completions, made from the table of commands. */
#ifndef GX_MANUAL_H
#define GX_MANUAL_H

#include "util/util.h"

/* Print WHAT ("man", "bash", "zsh", "fish") on stdout; the exit status. */
int gx_manual_print(const char *what);

#endif
