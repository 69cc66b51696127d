/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The script that gx-engine hands to gx-builder: what differs between one sandbox and the
 * next.  All that is the same for every build is compiled into gx-builder.
 *
 * Printable text, one operation a line, words separated by one space.  In a word each byte
 * outside 0x21…0x7e, and `%' itself, is written %XX; an empty word is a lone `%'.
 *
 *	gx-sandbox 1		first line
 *	base DIR		the store's prefix R, or /; what follows is relative to it
 *	store REL		the physical store directory
 *	scratch REL		this build's folder; holds root/ store/ tmp/
 *	ids UID GID		the host's ids that run the build
 *	network host		share the host's network (absent: an empty one, loopback only)
 *	input NAME		show store item NAME read-only at /gnu/store/NAME
 *	host PATH		show the host's directory PATH read-only (builtin builders)
 *	symlink TARGET PATH	make a link, e.g. /bin/sh
 *	env NAME=VALUE		the environment, in order
 *	chdir DIR		working directory of the builder
 *	arg WORD		argv, in order, argv[0] first
 *	exec PATH		the builder, a path inside the sandbox
 *	exec-host PATH		… or a program of the host (instead of exec)
 *	end			last line: a script without it is refused
 *
 * gx-builder reads it from descriptor 3 and writes what went wrong before the builder ran,
 * as one line of text, to descriptor 4. */
#ifndef GX_SANDBOX_SCRIPT_H
#define GX_SANDBOX_SCRIPT_H

#define GX_SANDBOX_MAGIC "gx-sandbox"
#define GX_SANDBOX_VERSION "1"
#define GX_SANDBOX_SCRIPT_FD 3
#define GX_SANDBOX_REPORT_FD 4
#define GX_SANDBOX_PROGRESS_FD 5
#define GX_SANDBOX_SCRIPT_MAX (64u << 20)
/* gx-builder's exit status when the report has the reason. */
#define GX_SANDBOX_FAILED 121

/* What a builder sees; written down in doc/formats.md and never changed. */
#define GX_SANDBOX_UID 30001
#define GX_SANDBOX_GID 30000
#define GX_SANDBOX_HOSTNAME "localhost"

#endif
