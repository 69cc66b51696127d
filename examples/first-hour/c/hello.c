/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <zlib.h>

int main(void)
{
	printf("hello from C with zlib %s\n", zlibVersion());
	return 0;
}
