/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an image archive: read, or refused. */
#include "fuzz.h"
#include "pack/read.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(image_file) struct gx_image_file image = GX_IMAGE_FILE_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(fd) int fd = memfd_create("image", MFD_CLOEXEC);
	char path[64];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (gx_fd_write(fd, data, size, &err) || gx_image_file_open(path, &image, &err))
		return 0;
	for (size_t i = 0; i < image.n; i++) {
		gx_image_file_check(&image, i, &err);
		gx_err_clear(&err);
	}
	return 0;
}
