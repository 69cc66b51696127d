# SPDX-License-Identifier: GPL-3.0-or-later
# All but environment.c, shims.c and check*.c is linked into the thin gx: it needs libc only.
noinst_LIBRARIES += libgx-shell.a
libgx_shell_a_SOURCES = \
	src/shell/shell.h \
	src/shell/enter.c \
	src/shell/variables.c src/shell/variables.h \
	src/shell/namespace.c \
	src/shell/container.c src/shell/container.h \
	src/shell/container_root.c src/shell/container_root.h \
	src/shell/container_fhs.c \
	src/shell/container_nest.c src/shell/loader.h \
	src/shell/hold.c \
	src/shell/print.c \
	src/shell/check.c src/shell/check_trace.c src/shell/check.h \
	src/shell/environment.c \
	src/shell/shims.c src/shell/shims.h
# Stands in for our programs in a container that lacks their libraries.
pkglibexec_PROGRAMS += gx-loader
gx_loader_SOURCES = src/shell/loader.c src/shell/loader.h
gx_loader_CFLAGS = -std=gnu11 $(WARN_CFLAGS) -Os
gx_loader_LDFLAGS = -static -s

# What the shells themselves read.
gxshelldir = $(pkgdatadir)/shell
dist_gxshell_DATA = \
	src/shell/rc/lib.bash src/shell/rc/bashrc src/shell/rc/bash-env src/shell/rc/run.bash \
	src/shell/rc/export.bash src/shell/rc/call.bash src/shell/rc/enter.zsh \
	src/shell/rc/init.fish src/shell/rc/check.bash src/shell/rc/check.fish \
	src/shell/rc/hook.bash src/shell/rc/hook.zsh src/shell/rc/hook.fish
gxzshdir = $(pkgdatadir)/shell/zsh
dist_gxzsh_DATA = src/shell/rc/zsh/.zshenv
