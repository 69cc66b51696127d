/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each fuzz target gives: one function that takes any bytes. */
#ifndef GX_FUZZ_H
#define GX_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Returns 0; a fault is found by a sanitizer, or by abort(). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
