# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += libgx-pack.a
libgx_pack_a_SOURCES = \
	src/pack/pack.h \
	src/pack/async.c src/pack/async.h \
	src/pack/blob.c src/pack/blob.h \
	src/pack/certs.c src/pack/certs.h \
	src/pack/closure.c src/pack/closure.h \
	src/pack/compression.c src/pack/compression.h \
	src/pack/config.c \
	src/pack/content.c src/pack/content.h \
	src/pack/credentials.c src/pack/credentials.h \
	src/pack/deb.c src/pack/deb.h \
	src/pack/docker.c src/pack/docker.h \
	src/pack/formats.c \
	src/pack/image.c src/pack/image.h \
	src/pack/key.c \
	src/pack/oci.c src/pack/oci.h \
	src/pack/read.c src/pack/read.h \
	src/pack/ref.c \
	src/pack/push.c \
	src/pack/registry.c src/pack/registry.h \
	src/pack/registry_token.c src/pack/registry_token.h \
	src/pack/relocate.c src/pack/relocate.h \
	src/pack/resolve.c src/pack/resolve.h \
	src/pack/rootfs.c src/pack/rootfs.h \
	src/pack/rpm.c src/pack/rpm_header.c src/pack/rpm_header.h \
	src/pack/sbom.c src/pack/sbom.h \
	src/pack/squashfs.c src/pack/squashfs.h \
	src/pack/tar.c src/pack/tar.h \
	src/pack/untar.c src/pack/untar.h \
	src/pack/walk.c src/pack/entry.h \
	src/pack/write.c
libgx_pack_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQUASHFS_CFLAGS)
PACK_LIBS = libgx-pack.a $(SEND_LIBS) $(NET_LIBS) $(SQUASHFS_LIBS)

# The launcher of relocatable packs is static: it runs where no library of ours is.
pkglibexec_PROGRAMS += gx-launcher
gx_launcher_SOURCES = \
	src/pack/launcher/launcher.h src/pack/launcher/main.c \
	src/pack/launcher/namespace.c \
	src/pack/launcher/attach.c src/pack/launcher/syscalls.h \
	src/pack/launcher/trace.c src/pack/launcher/trace.h \
	src/pack/launcher/exec.c \
	src/pack/launcher/memory.c
gx_launcher_CFLAGS = -std=gnu11 $(WARN_CFLAGS) -Os
gx_launcher_LDFLAGS = -static -s
