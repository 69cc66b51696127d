/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx hash: the hash of files or trees (doc/formats.md 3). */
#include "cli/command.h"
#include "store/githash.h"
#include "store/nar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum serializer { SERIALIZER_AUTO, SERIALIZER_NONE, SERIALIZER_NAR, SERIALIZER_GIT };

struct hash_args {
	enum gx_hash_algo algo;
	const char *format;
	enum serializer serializer;
	bool exclude_vcs;
	struct gx_strv files;
};

const struct gx_opt gx_opts_hash[] = {
	{ 'r', "recursive", NULL, "hash the tree's archive: the same as -S nar" },
	{ 'S', "serializer", "TYPE", "what is hashed: none (the bytes), nar, git (as git names blobs and trees)" },
	{ 'H', "hash", "ALGORITHM", "sha256 (default), sha1, sha512, md5, sha3-256, blake2b-256, …" },
	{ 'f', "format", "FORMAT", "nix-base32 (default), base32, base64, base16 or hex" },
	{ 'x', "exclude-vcs", NULL, "leave out .git, .hg, .svn and the like" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int set_serializer(struct hash_args *args, const char *value, struct gx_err *err)
{
	static const char *const names[] = { "none", "nar", "git", NULL };
	const char *near;

	for (size_t i = 0; names[i]; i++)
		if (!strcmp(value, names[i])) {
			args->serializer = SERIALIZER_NONE + i;
			return 0;
		}
	near = gx_suggest(value, names);
	gx_fail(err, GX_EUSAGE, "'%s' is not a serializer: none, nar, git", value);
	return near ? gx_err_hint(err, "did you mean '%s'?", near) : -1;
}

static int set_format(struct hash_args *args, const char *value, struct gx_err *err)
{
	static const char *const names[] = {
		"nix-base32", "base32", "base64", "base16", "hex", "hexadecimal", NULL
	};
	const char *near;

	for (size_t i = 0; names[i]; i++)
		if (!strcmp(value, names[i])) {
			args->format = value;
			return 0;
		}
	near = gx_suggest(value, names);
	gx_fail(err, GX_EUSAGE, "'%s' is not a format: nix-base32, base32, base64, base16, hex",
		value);
	return near ? gx_err_hint(err, "did you mean '%s'?", near) : -1;
}

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct hash_args *args = payload;

	switch (id) {
	case GX_OPT_OPERAND:
		gx_strv_push(&args->files, value);
		return 0;
	case 'r':
		args->serializer = SERIALIZER_NAR;
		return 0;
	case 'S':
		return set_serializer(args, value, err);
	case 'H':
		if (gx_hash_algo_parse(value, &args->algo) < 0)
			return gx_fail(err, GX_EUSAGE, "'%s' is not a hash algorithm", value);
		return 0;
	case 'f':
		return set_format(args, value, err);
	default:
		args->exclude_vcs = true;
		return 0;
	}
}

static bool is_not_vcs(void *payload, const char *path, mode_t mode)
{
	static const char *const names[] = {
		".bzr", ".git", ".hg", ".svn", "CVS", "_darcs", ".jj", NULL
	};
	const char *base = gx_path_base(path);

	(void)payload;
	(void)mode;
	for (size_t i = 0; names[i]; i++)
		if (!strcmp(base, names[i]))
			return false;
	return true;
}

static int add_to_hasher(void *payload, const void *data, size_t len, struct gx_err *err)
{
	gx_hasher_add(payload, data, len);
	return 0;
}

static int hash_nar(const struct hash_args *args, const char *file, struct gx_hash *out,
		    struct gx_err *err)
{
	struct gx_hasher *hasher = gx_hasher_new(args->algo);

	if (gx_nar_dump(file, args->exclude_vcs ? is_not_vcs : NULL, NULL, add_to_hasher,
			hasher, err) < 0) {
		gx_hasher_free(hasher);
		return -1;
	}
	gx_hasher_end(hasher, out);
	return 0;
}

static int hash_file(const struct hash_args *args, const char *file, struct gx_hash *out,
		     struct gx_err *err)
{
	struct stat st;

	if (args->serializer == SERIALIZER_NAR)
		return hash_nar(args, file, out, err);
	if (args->serializer == SERIALIZER_GIT)
		return gx_git_hash(args->algo, file, args->exclude_vcs ? is_not_vcs : NULL, NULL,
				   out, err);
	if (!strcmp(file, "-"))
		return gx_hash_fd(args->algo, 0, out, err);
	if (stat(file, &st) < 0)
		return gx_fail_errno(err, "%s", file);
	if (S_ISDIR(st.st_mode)) {
		gx_fail(err, GX_EFAIL, "%s is a directory", file);
		return gx_err_hint(err, "`gx hash -r %s' hashes the whole tree", file);
	}
	return gx_hash_file(args->algo, file, out, err);
}

static char *format_hash(const char *format, const struct gx_hash *hash)
{
	if (!strcmp(format, "base64"))
		return gx_base64_str(hash->bytes, hash->len);
	if (!strcmp(format, "base32"))
		return gx_rfc4648_base32_str(hash->bytes, hash->len);
	if (!strcmp(format, "nix-base32"))
		return gx_base32_str(hash->bytes, hash->len);
	return gx_base16_str(hash->bytes, hash->len);
}

static int run(const struct hash_args *args, struct gx_err *err)
{
	if (!args->files.n)
		return gx_fail(err, GX_EUSAGE, "no file was given");
	for (size_t i = 0; i < args->files.n; i++) {
		GX_AUTO(free) char *text = NULL;
		struct gx_hash hash;

		if (hash_file(args, args->files.v[i], &hash, err) < 0)
			return -1;
		text = format_hash(args->format, &hash);
		printf("%s\n", text);
	}
	return 0;
}

int gx_cmd_hash(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct hash_args args = { GX_HASH_SHA256, "nix-base32", SERIALIZER_AUTO, false,
				  GX_STRV_INIT };
	int r = gx_opts_parse(gx_opts_hash, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : run(&args, err);
	gx_strv_clear(&args.files);
	return r;
}
