/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Just enough of a store for pack tests. */
#ifndef GX_FAKE_STORE_H
#define GX_FAKE_STORE_H

#include "store/store.h"

struct gx_store *fake_store_open(const char *root);

#endif
