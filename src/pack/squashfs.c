/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SquashFS images: file contents go out as they are met, in blocks that the library's threads
 * compress; what is kept in memory is one small node for each file, from which inodes and
 * directories are written at the end, children before their parents. */
#include "pack/squashfs.h"
#include "pack/blob.h"

#include <errno.h>
#include <sqfs/block.h>
#include <sqfs/block_processor.h>
#include <sqfs/block_writer.h>
#include <sqfs/compressor.h>
#include <sqfs/dir_writer.h>
#include <sqfs/error.h>
#include <sqfs/frag_table.h>
#include <sqfs/id_table.h>
#include <sqfs/inode.h>
#include <sqfs/io.h>
#include <sqfs/meta_writer.h>
#include <sqfs/super.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_SIZE (128u << 10)
#define DEVICE_BLOCK 4096
#define NO_XATTR 0xFFFFFFFFu
#define MAX_DEPTH 1000

/* The library's file, on a descriptor of ours. */
struct fd_file {
	sqfs_file_t base;
	int fd;
	sqfs_u64 size;
	int error;		/* errno of the call that failed first, or 0: the library forgets it */
};

struct node {
	char *name;
	mode_t mode;		/* with the type */
	uint32_t uid, gid;
	char *target;		/* of a link */
	sqfs_inode_generic_t **inode;	/* of a file; the library writes through the pointer */
	size_t parent;
	size_t child, last_child, sibling;	/* 0: none; the root is nobody's child */
	sqfs_u64 ref;		/* once written */
};

struct image {
	struct gx_content *content;
	struct fd_file file;
	sqfs_super_t super;
	sqfs_compressor_t *compressor;
	sqfs_block_writer_t *blocks;
	sqfs_frag_table_t *fragments;
	sqfs_block_processor_t *processor;
	sqfs_id_table_t *ids;
	sqfs_meta_writer_t *inodes, *dirs;
	sqfs_dir_writer_t *dir_writer;
	sqfs_u32 flags;		/* of data blocks */
	struct node *nodes;
	size_t n, cap;
	size_t dir;		/* the directory of the last entry … */
	struct gx_buf path;	/* … and its path */
};

static int failed(const struct image *image, struct gx_err *err, const char *what, int code)
{
	if (image->file.error) {
		errno = image->file.error;
		return gx_fail_errno(err, "write the image");
	}
	return gx_fail(err, GX_EFAIL, "squashfs: %s: error %d", what, code);
}

/* --- the file -------------------------------------------------------------------------------- */

static int io_error(struct fd_file *file)
{
	if (!file->error)
		file->error = errno;
	return SQFS_ERROR_IO;
}

static int file_read(sqfs_file_t *base, sqfs_u64 offset, void *buffer, size_t size)
{
	struct fd_file *file = (struct fd_file *)base;

	while (size) {
		ssize_t n = pread(file->fd, buffer, size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return io_error(file);
		if (n == 0)
			return SQFS_ERROR_OUT_OF_BOUNDS;
		buffer = (char *)buffer + n;
		offset += (sqfs_u64)n;
		size -= (size_t)n;
	}
	return 0;
}

static int file_write(sqfs_file_t *base, sqfs_u64 offset, const void *buffer, size_t size)
{
	struct fd_file *file = (struct fd_file *)base;

	while (size) {
		ssize_t n = pwrite(file->fd, buffer, size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return io_error(file);
		buffer = (const char *)buffer + n;
		offset += (sqfs_u64)n;
		size -= (size_t)n;
	}
	if (offset > file->size)
		file->size = offset;
	return 0;
}

static sqfs_u64 file_size(const sqfs_file_t *base)
{
	return ((const struct fd_file *)base)->size;
}

static int file_truncate(sqfs_file_t *base, sqfs_u64 size)
{
	struct fd_file *file = (struct fd_file *)base;

	if (ftruncate(file->fd, (off_t)size))
		return io_error(file);
	file->size = size;
	return 0;
}

/* --- nodes ----------------------------------------------------------------------------------- */

static size_t add_node(struct image *image, const char *name, mode_t mode, size_t parent)
{
	struct node *nodes;

	if (image->n == image->cap) {
		image->cap = image->cap * 2 + 256;
		image->nodes = gx_reallocarray(image->nodes, image->cap, sizeof *image->nodes);
	}
	nodes = image->nodes;
	nodes[image->n] = (struct node){ .name = gx_strdup(name), .mode = mode, .parent = parent };
	if (image->n) {
		struct node *p = &nodes[parent];

		if (p->last_child)
			nodes[p->last_child].sibling = image->n;
		else
			p->child = image->n;
		p->last_child = image->n;
	}
	return image->n++;
}

/* Go up from the last entry's directory to the one that PATH lies in. */
static void find_dir(struct image *image, const char *path)
{
	size_t len = (size_t)(gx_path_base(path) - path);

	while (image->path.len > len || (image->path.len &&
					 strncmp(path, image->path.data, image->path.len))) {
		size_t cut = image->path.len - 1;

		image->dir = image->nodes[image->dir].parent;
		while (cut && image->path.data[cut - 1] != '/')
			cut--;
		image->path.len = cut;
		image->path.data[cut] = '\0';
	}
}

static int process(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct image *image = payload;
	int code = sqfs_block_processor_append(image->processor, data, len);

	return code ? failed(image, err, "append", code) : 0;
}

static int add_contents(struct image *image, size_t at, const struct gx_entry *entry,
			struct gx_err *err)
{
	sqfs_inode_generic_t **slot = gx_calloc(1, sizeof *slot);
	int code = sqfs_block_processor_begin_file(image->processor, slot, NULL, image->flags);

	image->nodes[at].inode = slot;
	if (code)
		return failed(image, err, entry->path, code);
	if (gx_entry_read(entry, process, image, err))
		return -1;
	code = sqfs_block_processor_end_file(image->processor);
	return code ? failed(image, err, entry->path, code) : 0;
}

static int add_entry(void *payload, const struct gx_entry *entry, struct gx_err *err);

/* Another name for a file is the file again: the library stores equal blocks once. */
struct renamed {
	struct image *image;
	const char *path;
};

static int add_renamed(void *payload, const struct gx_entry *entry, struct gx_err *err)
{
	const struct renamed *renamed = payload;
	struct gx_entry e = *entry;

	e.path = renamed->path;
	return add_entry(renamed->image, &e, err);
}

static int add_hard(struct image *image, const struct gx_entry *entry, struct gx_err *err)
{
	const struct gx_rootfs *rootfs = &image->content->rootfs;
	struct renamed renamed = { image, entry->path };
	const struct gx_node *first = gx_rootfs_find(rootfs, entry->target);

	return gx_rootfs_emit_one(rootfs, (size_t)(first - rootfs->nodes), add_renamed, &renamed,
				  err);
}

static int add_entry(void *payload, const struct gx_entry *entry, struct gx_err *err)
{
	struct image *image = payload;
	mode_t type = entry->kind == GX_ENTRY_DIR ? S_IFDIR
		: entry->kind == GX_ENTRY_LINK ? S_IFLNK : S_IFREG;
	size_t at;

	if (entry->kind == GX_ENTRY_HARD)
		return add_hard(image, entry, err);
	find_dir(image, entry->path);
	at = add_node(image, gx_path_base(entry->path), type | entry->mode, image->dir);
	image->nodes[at].uid = entry->uid;
	image->nodes[at].gid = entry->gid;
	if (entry->kind == GX_ENTRY_LINK)
		image->nodes[at].target = gx_strdup(entry->target);
	if (entry->kind == GX_ENTRY_FILE)
		return add_contents(image, at, entry, err);
	if (entry->kind == GX_ENTRY_DIR) {
		image->dir = at;
		gx_buf_reset(&image->path);
		gx_buf_addf(&image->path, "%s/", entry->path);
	}
	return 0;
}

/* --- inodes ---------------------------------------------------------------------------------- */

static sqfs_inode_generic_t *link_inode(const struct node *node)
{
	size_t len = strlen(node->target);
	sqfs_inode_generic_t *inode = gx_calloc(1, sizeof *inode + len + 1);

	inode->base.type = SQFS_INODE_SLINK;
	inode->payload_bytes_available = inode->payload_bytes_used = (sqfs_u32)len;
	inode->data.slink.nlink = 1;
	inode->data.slink.target_size = (sqfs_u32)len;
	memcpy(inode->extra, node->target, len);
	return inode;
}

static int write_inode(struct image *image, size_t i, sqfs_inode_generic_t *inode,
		       struct gx_err *err)
{
	struct node *node = &image->nodes[i];
	sqfs_u64 block;
	sqfs_u32 offset;
	int code;

	inode->base.mode = (sqfs_u16)node->mode;
	inode->base.mod_time = 1;
	inode->base.inode_number = (sqfs_u32)i + 1;
	code = sqfs_id_table_id_to_index(image->ids, node->uid, &inode->base.uid_idx);
	if (!code)
		code = sqfs_id_table_id_to_index(image->ids, node->gid, &inode->base.gid_idx);
	sqfs_meta_writer_get_position(image->inodes, &block, &offset);
	node->ref = block << 16 | offset;
	if (!code)
		code = sqfs_meta_writer_write_inode(image->inodes, inode);
	return code ? failed(image, err, node->name, code) : 0;
}

static int write_listing(struct image *image, const struct node *dir, struct gx_err *err)
{
	int code = sqfs_dir_writer_begin(image->dir_writer, 0);

	for (size_t c = dir->child; c && !code; c = image->nodes[c].sibling)
		code = sqfs_dir_writer_add_entry(image->dir_writer, image->nodes[c].name,
						 (sqfs_u32)c + 1, image->nodes[c].ref,
						 (sqfs_u16)image->nodes[c].mode);
	if (!code)
		code = sqfs_dir_writer_end(image->dir_writer);
	return code ? failed(image, err, dir->name, code) : 0;
}

static int write_node(struct image *image, size_t i, unsigned depth, struct gx_err *err);

static int write_dir(struct image *image, size_t i, unsigned depth, struct gx_err *err)
{
	/* the root's parent is, by convention, a number that no inode has */
	size_t parent = i ? image->nodes[i].parent + 1 : image->n + 1;
	sqfs_inode_generic_t *inode;
	int result;

	if (depth > MAX_DEPTH)
		return gx_fail(err, GX_EINVALID, "too many nested directories");
	for (size_t c = image->nodes[i].child; c; c = image->nodes[c].sibling) {
		if (write_node(image, c, depth + 1, err))
			return -1;
	}
	if (write_listing(image, &image->nodes[i], err))
		return -1;
	inode = sqfs_dir_writer_create_inode(image->dir_writer, 0, NO_XATTR, (sqfs_u32)parent);
	if (!inode)
		return failed(image, err, "directory", SQFS_ERROR_ALLOC);
	result = write_inode(image, i, inode, err);
	sqfs_free(inode);
	return result;
}

static int write_node(struct image *image, size_t i, unsigned depth, struct gx_err *err)
{
	struct node *node = &image->nodes[i];

	if (S_ISDIR(node->mode))
		return write_dir(image, i, depth, err);
	if (S_ISLNK(node->mode)) {
		GX_AUTO(free) sqfs_inode_generic_t *inode = link_inode(node);

		return write_inode(image, i, inode, err);
	}
	return write_inode(image, i, *node->inode, err);
}

/* --- the image ------------------------------------------------------------------------------- */

static int choose_compressor(struct image *image, sqfs_compressor_config_t *config,
			     struct gx_err *err)
{
	enum gx_pack_compression c = gx_blob_compression(image->content->opts);
	SQFS_COMPRESSOR id = c == GX_PACK_ZSTD ? SQFS_COMP_ZSTD
		: c == GX_PACK_XZ ? SQFS_COMP_XZ : SQFS_COMP_GZIP;
	int code = sqfs_compressor_config_init(config, id, BLOCK_SIZE, 0);

	if (c == GX_PACK_NONE)
		image->flags |= SQFS_BLK_DONT_COMPRESS;
	if (!code)
		code = sqfs_super_init(&image->super, BLOCK_SIZE, 1, id);
	return code ? failed(image, err, "compressor", code) : 0;
}

static int open_image(struct image *image, struct gx_err *err)
{
	sqfs_file_t *file = &image->file.base;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned workers = image->content->opts->threads;
	sqfs_compressor_config_t config;
	int code;

	if (!workers)
		workers = processors > 8 ? 8 : processors > 0 ? (unsigned)processors : 1;
	if (choose_compressor(image, &config, err))
		return -1;
	code = sqfs_compressor_create(&config, &image->compressor);
	if (!code)
		code = sqfs_super_write(&image->super, file);
	if (!code)
		code = image->compressor->write_options(image->compressor, file);
	if (code < 0)
		return failed(image, err, "start", code);
	if (code > 0)
		image->super.flags |= SQFS_FLAG_COMPRESSOR_OPTIONS;
	image->blocks = sqfs_block_writer_create(file, DEVICE_BLOCK, 0);
	image->fragments = sqfs_frag_table_create(0);
	image->ids = sqfs_id_table_create(0);
	image->inodes = sqfs_meta_writer_create(file, image->compressor, 0);
	image->dirs = sqfs_meta_writer_create(file, image->compressor,
					      SQFS_META_WRITER_KEEP_IN_MEMORY);
	if (!image->blocks || !image->fragments || !image->ids || !image->inodes || !image->dirs)
		return failed(image, err, "start", SQFS_ERROR_ALLOC);
	image->dir_writer = sqfs_dir_writer_create(image->dirs, 0);
	image->processor = sqfs_block_processor_create(BLOCK_SIZE, image->compressor, workers,
						       4 * workers, image->blocks,
						       image->fragments);
	return image->dir_writer && image->processor ? 0
		: failed(image, err, "start", SQFS_ERROR_ALLOC);
}

static void close_image(struct image *image)
{
	sqfs_destroy(image->processor);
	sqfs_destroy(image->dir_writer);
	sqfs_destroy(image->dirs);
	sqfs_destroy(image->inodes);
	sqfs_destroy(image->ids);
	sqfs_destroy(image->fragments);
	sqfs_destroy(image->blocks);
	sqfs_destroy(image->compressor);
	for (size_t i = 0; i < image->n; i++) {
		struct node *node = &image->nodes[i];

		free(node->name);
		free(node->target);
		if (node->inode)
			sqfs_free(*node->inode);
		free(node->inode);
	}
	free(image->nodes);
	gx_buf_clear(&image->path);
}

static int write_tables(struct image *image, struct gx_err *err)
{
	sqfs_file_t *file = &image->file.base;
	sqfs_super_t *super = &image->super;
	int code = sqfs_meta_writer_flush(image->inodes);

	if (!code)
		code = sqfs_meta_writer_flush(image->dirs);
	super->root_inode_ref = image->nodes[0].ref;
	super->directory_table_start = file_size(file);
	if (!code)
		code = sqfs_meta_write_write_to_file(image->dirs);
	if (!code)
		code = sqfs_frag_table_write(image->fragments, file, super, image->compressor);
	if (!code)
		code = sqfs_id_table_write(image->ids, file, super, image->compressor);
	super->inode_count = (sqfs_u32)image->n;
	super->bytes_used = file_size(file);
	if (!code)
		code = sqfs_super_write(super, file);
	return code ? failed(image, err, "tables", code) : 0;
}

/* Loop devices want whole blocks. */
static int pad(struct image *image, struct gx_err *err)
{
	sqfs_u64 size = (image->file.size + DEVICE_BLOCK - 1) / DEVICE_BLOCK * DEVICE_BLOCK;

	return file_truncate(&image->file.base, size) ? gx_fail_errno(err, "write the image") : 0;
}

static int write_image(struct image *image, struct gx_err *err)
{
	int code;

	if (open_image(image, err))
		return -1;
	add_node(image, "", S_IFDIR | 0755, 0);
	gx_buf_adds(&image->path, "");
	if (gx_content_emit(image->content, add_entry, image, err))
		return -1;
	code = sqfs_block_processor_finish(image->processor);
	if (code)
		return failed(image, err, "blocks", code);
	image->super.inode_table_start = image->file.size;
	if (write_node(image, 0, 0, err) || write_tables(image, err))
		return -1;
	return pad(image, err);
}

int gx_squashfs_write(struct gx_content *content, int fd, struct gx_err *err)
{
	struct image image = { .content = content, .file = { .fd = fd } };
	int result;

	image.file.base.read_at = file_read;
	image.file.base.write_at = file_write;
	image.file.base.get_size = file_size;
	image.file.base.truncate = file_truncate;
	result = write_image(&image, err);
	close_image(&image);
	return result;
}
