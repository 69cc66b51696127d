/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Excerpts: a line, its characters with their columns, and the window of it that is shown. */
#include "util/excerpt.h"
#include "util/utf8.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SOURCE_MAX = 16 << 20,
	SHOWN = 96,		/* columns of a line, if the terminal has them */
};

struct line {
	const char *start, *end;
};

void gx_excerpt_clear(struct gx_excerpt *excerpt)
{
	gx_buf_clear(&excerpt->line);
	*excerpt = (struct gx_excerpt){ GX_BUF_INIT, 0, 0, 0 };
}

/* A pipe would wait, a device might never end: only regular files are read. */
static int read_source(const struct gx_place *place, struct gx_buf *out)
{
	GX_AUTO(fd) int fd = -1;
	struct stat st;

	if (place->text) {
		gx_buf_adds(out, place->text);
		return 0;
	}
	fd = place->file ? open(place->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return -1;
	return gx_fd_read_all(fd, SOURCE_MAX, out, NULL);
}

static int find_line(const struct gx_buf *text, unsigned number, struct line *out)
{
	const char *at = text->data, *end = at + text->len, *newline;

	if (number < 1 || !text->len)
		return -1;
	if (text->len >= 3 && !memcmp(at, "\357\273\277", 3))
		at += 3;
	while (--number) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (!newline)
			return -1;
		at = newline + 1;
	}
	newline = memchr(at, '\n', (size_t)(end - at));
	out->start = at;
	out->end = newline ? newline : end;
	if (out->end > at && out->end[-1] == '\r')
		out->end--;
	return out->end > at ? 0 : -1;
}

int gx_place_read_line(const struct gx_place *place, struct gx_buf *out)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	struct line line;

	if (read_source(place, &text) < 0 || find_line(&text, place->line, &line) < 0)
		return 1;
	gx_buf_reset(out);
	gx_buf_add(out, line.start, (size_t)(line.end - line.start));
	return 0;
}

static const char *string_end(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		if (*at == '\\' && at + 1 < end)
			at++;
	return at < end ? at + 1 : end;
}

/* The end of the word, string or parenthesis that starts at AT. */
static const char *token_end(const char *at, const char *end)
{
	const char *from = at;

	if (strchr("'`,", *at) && *at && at + 1 < end && at[1] > ' ')
		return token_end(at + 1, end);
	if (*at == '"')
		return string_end(at, end);
	while (at < end && !strchr(" \t()[]\";'`,", *at) && *at)
		at++;
	return at > from ? at : from + 1;
}

static unsigned advance(unsigned column, uint32_t c)
{
	return c == '\t' ? (column / 8 + 1) * 8 : column + gx_utf8_width(c);
}

/* The byte at COLUMN (from 1) of LINE, and its column on the screen. */
static const char *locate(const struct line *line, unsigned column, unsigned *screen)
{
	const char *at = line->start;

	*screen = 0;
	while (column-- > 1 && at < line->end)
		*screen = advance(*screen, gx_utf8_next(&at, line->end));
	return at;
}

static void add_shown(struct gx_buf *out, uint32_t c, unsigned width)
{
	if (c != '\t')
		gx_utf8_add(out, gx_utf8_visible(c));
	for (; c == '\t' && width; width--)
		gx_buf_addc(out, ' ');
}

/* The columns FROM to FROM + SHOWN of LINE; … stands for the rest. */
static void cut(const struct line *line, unsigned from, unsigned shown, struct gx_buf *out)
{
	unsigned column = 0, next;

	if (from)
		gx_buf_adds(out, "…");
	for (const char *at = line->start; at < line->end; column = next) {
		uint32_t c = gx_utf8_next(&at, line->end);

		next = advance(column, c);
		if (column < from)
			continue;
		if (next > from + shown) {
			gx_buf_adds(out, "…");
			return;
		}
		add_shown(out, c, next - column);
	}
}

/* Where the window begins: at a character, so that columns stay what they are. */
static unsigned window(const struct line *line, unsigned caret, unsigned shown)
{
	unsigned column = 0, before = shown * 2 / 3;

	if (caret <= shown - 8)
		return 0;
	for (const char *at = line->start; at < line->end && column < caret - before;)
		column = advance(column, gx_utf8_next(&at, line->end));
	return column;
}

int gx_excerpt_read(const struct gx_place *place, unsigned width, struct gx_excerpt *out)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	const char *at, *end;
	unsigned caret, last, from, shown = width && width < SHOWN ? width : SHOWN;
	struct line line;

	gx_excerpt_clear(out);
	if (gx_place_read_line(place, &text))
		return 1;
	line = (struct line){ text.data, text.data + text.len };
	at = locate(&line, place->column, &caret);
	end = at < line.end ? token_end(at, line.end) : at;
	from = window(&line, caret, shown);
	cut(&line, from, shown, &out->line);
	out->offset = caret - from + (from > 0);
	out->end_column = place->column;
	for (last = caret; at < end; out->end_column++)
		last = advance(last, gx_utf8_next(&at, end));
	if (last > from + shown)
		last = from + shown;
	out->width = last > caret ? last - caret : 1;
	return 0;
}
