/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bare client of gx_net_fetch for the shell tests:
 *   net-fetch [-p PARTIAL-DIR] [-h HINTS] [-m MAX] [-s STALL] [-x] DEST SHA256|- URL… */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/net.h"

int main(int argc, char **argv)
{
	struct gx_net_opts opts = { .stall_timeout = 300, .connect_timeout = 300 };
	GX_AUTO(strv) struct gx_strv places = GX_STRV_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(net) struct gx_net *net = NULL;
	struct gx_fetch fetch = { .places = &places };
	struct gx_hash hash = { .algo = GX_HASH_SHA256, .len = 32 };
	struct gx_fetched got = { 0 };
	int c;

	while ((c = getopt(argc, argv, "p:h:m:s:x")) >= 0) {
		switch (c) {
		case 'p': fetch.partial_dir = optarg; break;
		case 'h': opts.hints = optarg; break;
		case 'm': opts.max_size = strtoull(optarg, NULL, 10); break;
		case 's': opts.stall_timeout = (unsigned)atoi(optarg); break;
		case 'x': fetch.executable = fetch.recursive = true; break;
		default: return 2;
		}
	}
	if (argc - optind < 3)
		return 2;
	if (gx_base16_decode(argv[optind + 1], strlen(argv[optind + 1]), hash.bytes, 32) == 0)
		fetch.hash = &hash;
	for (int i = optind + 2; i < argc; i++)
		gx_strv_push(&places, argv[i]);
	net = gx_net_new(&opts);
	if (gx_net_fetch(net, &fetch, argv[optind], &got, &err) < 0) {
		printf("code %d\n%s\n", (int)err.code, gx_err_text(&err));
		return 1;
	}
	printf("place %zu bytes %llu\n", got.place, (unsigned long long)got.bytes);
	return 0;
}
