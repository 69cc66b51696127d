/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gcc, g++ or cpp, told where the C library and our linker are. */

/*
 * What is run depends on the name this is called by.  GX_GCC is the
 * compiler's item, GX_LIBC that of the C library (whose tree looks like "/"
 * to the compiler), GX_GCC_LIB the directory of libstdc++, GX_BIN that of
 * "ld" and "as".
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool ends(const char *s, const char *tail)
{
	size_t n = strlen(s), m = strlen(tail);

	return n >= m && !strcmp(s + n - m, tail);
}

static const char *program(const char *name)
{
	char base[64];
	size_t n;

	snprintf(base, sizeof(base), "%s", strrchr(name, '/') ? strrchr(name, '/') + 1 : name);
	n = strlen(base);
	if (n > 3 && ends(base, "-12"))
		base[n - 3] = 0;
	if (ends(base, "g++") || ends(base, "c++"))
		return GX_GCC "/bin/x86_64-linux-gnu-g++-12";
	if (ends(base, "cpp"))
		return GX_GCC "/bin/x86_64-linux-gnu-cpp-12";
	return GX_GCC "/bin/x86_64-linux-gnu-gcc-12";
}

int main(int argc, char **argv)
{
	const char *run = program(argv[0]);
	const char **args = calloc(argc + 6, sizeof(*args));
	int n = 0;

	if (!args)
		return 1;
	args[n++] = run;
	args[n++] = "--sysroot=" GX_LIBC;
	args[n++] = "-B" GX_BIN "/";
	if (!ends(run, "cpp-12"))
		args[n++] = "-L" GX_GCC_LIB;
	if (ends(argv[0], "c99"))
		args[n++] = "-std=c99";
	for (int i = 1; i < argc; i++)
		args[n++] = argv[i];
	execv(run, (char **)args);
	perror(run);
	return 1;
}
