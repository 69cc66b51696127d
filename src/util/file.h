/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files and directories. */
#ifndef GX_FILE_H
#define GX_FILE_H

/* DIR "/" NAME, newly allocated; one slash only between them. */
char *gx_path_join(const char *dir, const char *name);
/* The part after the last slash, borrowed from PATH. */
const char *gx_path_base(const char *path);
/* The part before the last slash ("." when there is none, "/" at the root). */
char *gx_path_dir(const char *path);
/* PATH made absolute against the working directory, "." and "//" removed,
 * ".." resolved by text; symbolic links are not followed. */
char *gx_path_absolute(const char *path);

/* Does PATH mean the standard input ("-", "/dev/stdin", …)? */
bool gx_path_is_stdin(const char *path);
/* Can what PATH names (the standard input, a descriptor, a pipe) be read only once? */
bool gx_path_is_stream(const char *path);

/* Read the whole of FD, or of the file PATH, into BUF (appended); more than MAX bytes is
 * GX_EINVALID.  gx_file_read returns +1 when there is no such file. */
int gx_fd_read_all(int fd, size_t max, struct gx_buf *buf, struct gx_err *err);
int gx_file_read(const char *path, size_t max, struct gx_buf *buf, struct gx_err *err);
/* Write or read exactly LEN bytes, going on after signals and short counts;
 * a file that ends early is GX_EINVALID. */
int gx_fd_write(int fd, const void *data, size_t len, struct gx_err *err);
int gx_fd_read(int fd, void *data, size_t len, struct gx_err *err);
/* Copy from the current position of IN to its end. */
int gx_fd_copy(int in, int out, struct gx_err *err);
/* Replace PATH atomically: temporary file beside it, fsync, rename, fsync of
 * the directory. */
int gx_file_write(const char *path, const void *data, size_t len, mode_t mode,
		  struct gx_err *err);
/* Flush a directory so that renames in it survive a power cut. */
int gx_dir_sync(const char *path, struct gx_err *err);

/* Append the names in the directory FD, which stays open, to NAMES, without "." and ".." and in no
 * order; 0, or -1 with errno set. */
int gx_dir_names(int fd, struct gx_strv *names);
/* Make directory PATH and its missing parents; an existing one is fine. */
int gx_mkdirs(const char *path, mode_t mode, struct gx_err *err);
/* Remove what PATH names, a whole tree if a directory, without following
 * links and through directory descriptors; write permission is given to
 * directories that lack it; absent is fine. */
int gx_remove_tree(const char *path, struct gx_err *err);
int gx_remove_tree_at(int dirfd, const char *name, struct gx_err *err);
/* A directory where a file of the cache should be would stay for ever, since no file can be
 * renamed over it: remove it.  For files that can be made again only. */
void gx_make_way(const char *path);
/* A new directory PREFIX.XXXXXX with mode 0700; its path is yours. */
int gx_mkdtemp(const char *prefix, char **out, struct gx_err *err);
/* A symbolic link PATH -> TARGET, replacing what was there atomically. */
int gx_symlink_replace(const char *target, const char *path, struct gx_err *err);
/* The target of a symbolic link; +1 when PATH does not exist or is none. */
int gx_readlink(const char *path, char **out, struct gx_err *err);
bool gx_exists(const char *path);	/* follows links */
/* LEN random characters of [a-z0-9] into OUT, and a NUL. */
void gx_random_name(char *out, size_t len);

#endif
