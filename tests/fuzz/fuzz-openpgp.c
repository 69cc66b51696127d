/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as OpenPGP keys, and as a signature by one of them. */
#include "channel/openpgp.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(keyring) struct gx_keyring ring = GX_KEYRING_INIT;
	struct gx_pgp_verdict verdict;

	gx_keyring_add(&ring, data, size, NULL);
	for (size_t i = 0; i < ring.n; i++) {
		if (gx_keyring_find(&ring, ring.keys[i].fingerprint) == NULL)
			abort();
	}
	gx_pgp_verify(&ring, data, size, "text", 4, &verdict, NULL);
	return 0;
}
