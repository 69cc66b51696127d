/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gx program. */
#include "config.h"
#include "util/util.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--version")) {
		printf("gx %s\n", PACKAGE_VERSION);
		return 0;
	}
	return 2;
}
