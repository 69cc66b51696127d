/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a container has gx: shared by what puts it there and by the loader.
 *
 *	/run/gx/libexec/gx, gx-engine, …	the loader, under each name
 *	/run/gx/programs/gx, gx-engine, …	the programs of the host
 *	/run/gx/ld.so				the host's dynamic linker
 *	/run/gx/library-path			directories below /run/gx/host, joined by colons
 *	/run/gx/host/…				the host's libraries, read-only
 *	/run/gx/data				gx's data
 *	/run/gx/bin/gx				a link, for PATH */
#ifndef GX_SHELL_LOADER_H
#define GX_SHELL_LOADER_H

#define GX_INSIDE "/run/gx"
#define GX_INSIDE_LIBEXEC GX_INSIDE "/libexec"
#define GX_INSIDE_PROGRAMS GX_INSIDE "/programs"
#define GX_INSIDE_LINKER GX_INSIDE "/ld.so"
#define GX_INSIDE_PATH GX_INSIDE "/library-path"
#define GX_INSIDE_HOST GX_INSIDE "/host"
#define GX_INSIDE_DATA GX_INSIDE "/data"

#endif
