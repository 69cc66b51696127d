/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gx program: thin, so that a warm `gx shell' costs little more than the command that
 * it runs.  What it cannot answer from the evaluation cache goes to gx-engine. */
#include "config.h"
#include "util/util.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int run_engine(char **argv)
{
	GX_AUTO(free) char *engine = gx_where_program("gx-engine");

	execv(engine, argv);
	gx_warn("%s: %s", engine, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	return run_engine(argv);
}
