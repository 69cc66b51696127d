/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What packages the channels have: an index made by one evaluation and kept in the user's
 * cache, so that finding a package boots no Guile.
 *
 * It is an entry of src/cache in a directory of its own (index-1): the key names the channels
 * and load path, the facts say when it is out of date, and a note "packages" holds the
 * descriptions of all packages as recutils records. */
#ifndef GX_CLI_INDEX_H
#define GX_CLI_INDEX_H

#include "cli/inputs.h"

enum gx_field {
	GX_FIELD_NAME, GX_FIELD_VERSION, GX_FIELD_OUTPUTS, GX_FIELD_DEPENDENCIES,
	GX_FIELD_LOCATION, GX_FIELD_HOMEPAGE, GX_FIELD_LICENSE, GX_FIELD_SYNOPSIS,
	GX_FIELD_DESCRIPTION,
	GX_FIELDS,
};

/* Everything is borrowed from the index: thousands of packages cost no thousands of strings. */
struct gx_record {
	const char *field[GX_FIELDS];	/* continued lines joined; "" when there is none */
	const char *text;		/* as recutils: LEN bytes, whole lines */
	size_t len;
};
struct gx_index {
	struct gx_record *v;
	size_t n, cap;
	char *text;			/* as it was given */
	char *fields;			/* the same, cut into fields */
};
#define GX_INDEX_INIT { NULL, 0, 0, NULL, NULL }
void gx_index_clear(struct gx_index *index);
#define gx_cleanup_index gx_index_clear

/* The index for the channels (if none are named yet, those that gx_inputs_channels chooses) and
 * load path of INPUTS, made if there is none that holds.  With
 * SPECS, NAME or NAME@VERSION each, it need have no others: making all takes longer. */
int gx_index_open(struct gx_store *store, struct gx_inputs *inputs, const struct gx_strv *specs,
		  struct gx_index *out, struct gx_err *err);
/* The records of TEXT, in their order, into the empty index OUT; lines after a record's fields
 * that are none themselves are left out. */
void gx_index_parse(const char *text, struct gx_index *out);
/* How well RECORD fits the N regular expressions: 0 if one does not match at all. */
struct re_pattern_buffer;	/* regex_t */
int gx_record_relevance(const struct gx_record *record, const struct re_pattern_buffer *words,
			size_t n);
/* Does SPEC, NAME or NAME@VERSION (or what VERSION starts with), mean RECORD? */
bool gx_record_is(const struct gx_record *record, const char *spec);
/* An error: no package of INDEX is what SPEC says; versions or names that it may have meant are
 * the hint. */
int gx_index_unknown(const struct gx_index *index, const char *spec, struct gx_err *err);
/* An object with the record's fields; RELEVANCE 0 is left out. */
struct gx_json *gx_record_json(const struct gx_record *record, int relevance);

#endif
