/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of materials: the closure as SPDX 2.3 or CycloneDX 1.5. */
#include "pack/sbom.h"
#include "pack/closure.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define CREATED "1970-01-01T00:00:01Z"

/* "ruby-3.4.7" -> "ruby", "3.4.7": the version starts at the first dash before a digit. */
static void split_name(const char *text, char **name, char **version)
{
	const char *dash = NULL;

	for (const char *p = text; *p && !dash; p++) {
		if (*p == '-' && isdigit((unsigned char)p[1]))
			dash = p;
	}
	*name = dash ? gx_strndup(text, (size_t)(dash - text)) : gx_strdup(text);
	*version = dash ? gx_strdup(dash + 1) : NULL;
}

/* pkg:generic/ruby@3.4.7?path=… */
/* Percent-encoded, as package URLs want it. */
static void add_encoded(struct gx_buf *out, const char *text)
{
	for (; *text; text++) {
		if (isalnum((unsigned char)*text) || strchr(".-_~", *text))
			gx_buf_addc(out, *text);
		else
			gx_buf_addf(out, "%%%02X", (unsigned char)*text);
	}
}

static char *purl(const char *name, const char *version, const char *path)
{
	struct gx_buf out = GX_BUF_INIT;

	gx_buf_adds(&out, "pkg:generic/");
	add_encoded(&out, name);
	gx_buf_adds(&out, version ? "@" : "");
	add_encoded(&out, version ? version : "");
	gx_buf_adds(&out, "?gnu-store=");
	add_encoded(&out, gx_path_base(path));
	return gx_buf_take(&out);
}

static char *item_id(const struct gx_pack_item *item)
{
	return gx_strndup(gx_store_path_hash(item->path), GX_STORE_HASH_LEN);
}

/* --- SPDX ------------------------------------------------------------------------------------ */

static struct gx_json *spdx_package(const struct gx_pack_item *item)
{
	struct gx_json *package = gx_json_object(), *sums = gx_json_array();
	struct gx_json *refs = gx_json_array(), *ref = gx_json_object(), *sum = gx_json_object();
	GX_AUTO(free) char *name = NULL, *version = NULL, *id = item_id(item), *spdx_id = NULL;
	GX_AUTO(free) char *hex = gx_base16_str(item->nar_hash.bytes, item->nar_hash.len);
	GX_AUTO(free) char *locator = NULL;

	split_name(gx_store_path_name(item->path), &name, &version);
	locator = purl(name, version, item->path);
	spdx_id = gx_asprintf("SPDXRef-%s", id);
	gx_json_set_str(package, "SPDXID", spdx_id);
	gx_json_set_str(package, "name", name);
	if (version)
		gx_json_set_str(package, "versionInfo", version);
	gx_json_set_str(package, "downloadLocation", "NOASSERTION");
	gx_json_set(package, "filesAnalyzed", gx_json_boolean(false));
	gx_json_set_str(package, "packageFileName", item->path);
	gx_json_set_str(package, "comment", "the checksum is that of the item's NAR");
	gx_json_set_str(sum, "algorithm", "SHA256");
	gx_json_set_str(sum, "checksumValue", hex);
	gx_json_add(sums, sum);
	gx_json_set(package, "checksums", sums);
	gx_json_set_str(ref, "referenceCategory", "PACKAGE-MANAGER");
	gx_json_set_str(ref, "referenceType", "purl");
	gx_json_set_str(ref, "referenceLocator", locator);
	gx_json_add(refs, ref);
	gx_json_set(package, "externalRefs", refs);
	return package;
}

static void relate(struct gx_json *list, const char *from, const char *type, const char *to)
{
	struct gx_json *relation = gx_json_object();

	gx_json_set_str(relation, "spdxElementId", from);
	gx_json_set_str(relation, "relationshipType", type);
	gx_json_set_str(relation, "relatedSpdxElement", to);
	gx_json_add(list, relation);
}

static struct gx_json *spdx_relations(const struct gx_closure *closure,
				      const struct gx_pack_item *profile)
{
	struct gx_json *list = gx_json_array();
	GX_AUTO(free) char *top = item_id(profile), *top_id = gx_asprintf("SPDXRef-%s", top);

	relate(list, "SPDXRef-DOCUMENT", "DESCRIBES", top_id);
	for (size_t i = 0; i < closure->n; i++) {
		const struct gx_pack_item *item = &closure->items[i];
		GX_AUTO(free) char *id = item_id(item), *from = gx_asprintf("SPDXRef-%s", id);

		for (size_t k = 0; k < item->nrefs; k++) {
			GX_AUTO(free) char *to = item_id(&closure->items[item->refs[k]]);
			GX_AUTO(free) char *to_id = gx_asprintf("SPDXRef-%s", to);

			relate(list, from, "DEPENDS_ON", to_id);
		}
	}
	return list;
}

static struct gx_json *make_spdx(const struct gx_closure *closure,
				 const struct gx_pack_item *profile, const char *name)
{
	struct gx_json *root = gx_json_object(), *info = gx_json_object();
	struct gx_json *creators = gx_json_array(), *packages = gx_json_array();
	GX_AUTO(free) char *space = gx_asprintf("https://gx.invalid/spdx/%s",
						gx_path_base(profile->path));

	gx_json_add(creators, gx_json_string("Tool: gx"));
	gx_json_set_str(info, "created", CREATED);
	gx_json_set(info, "creators", creators);
	for (size_t i = 0; i < closure->n; i++)
		gx_json_add(packages, spdx_package(&closure->items[i]));
	gx_json_set_str(root, "spdxVersion", "SPDX-2.3");
	gx_json_set_str(root, "dataLicense", "CC0-1.0");
	gx_json_set_str(root, "SPDXID", "SPDXRef-DOCUMENT");
	gx_json_set_str(root, "name", name);
	gx_json_set_str(root, "documentNamespace", space);
	gx_json_set(root, "creationInfo", info);
	gx_json_set(root, "packages", packages);
	gx_json_set(root, "relationships", spdx_relations(closure, profile));
	return root;
}

/* --- CycloneDX ------------------------------------------------------------------------------- */

static struct gx_json *cyclonedx_component(const struct gx_pack_item *item)
{
	struct gx_json *component = gx_json_object(), *hashes = gx_json_array();
	struct gx_json *hash = gx_json_object();
	GX_AUTO(free) char *name = NULL, *version = NULL, *locator = NULL;
	GX_AUTO(free) char *hex = gx_base16_str(item->nar_hash.bytes, item->nar_hash.len);

	split_name(gx_store_path_name(item->path), &name, &version);
	locator = purl(name, version, item->path);
	gx_json_set_str(hash, "alg", "SHA-256");
	gx_json_set_str(hash, "content", hex);
	gx_json_add(hashes, hash);
	gx_json_set_str(component, "type", "library");
	gx_json_set_str(component, "bom-ref", item->path);
	gx_json_set_str(component, "name", name);
	if (version)
		gx_json_set_str(component, "version", version);
	gx_json_set_str(component, "purl", locator);
	gx_json_set(component, "hashes", hashes);
	return component;
}

static struct gx_json *make_cyclonedx(const struct gx_closure *closure,
				      const struct gx_pack_item *profile, const char *name)
{
	struct gx_json *root = gx_json_object(), *metadata = gx_json_object();
	struct gx_json *top = gx_json_object(), *components = gx_json_array();
	struct gx_json *dependencies = gx_json_array();

	for (size_t i = 0; i < closure->n; i++) {
		const struct gx_pack_item *item = &closure->items[i];
		struct gx_json *dependency = gx_json_object(), *on = gx_json_array();

		if (item != profile)
			gx_json_add(components, cyclonedx_component(item));
		for (size_t k = 0; k < item->nrefs; k++)
			gx_json_add(on, gx_json_string(closure->items[item->refs[k]].path));
		gx_json_set_str(dependency, "ref", item->path);
		gx_json_set(dependency, "dependsOn", on);
		gx_json_add(dependencies, dependency);
	}
	gx_json_set_str(top, "type", "application");
	gx_json_set_str(top, "bom-ref", profile->path);
	gx_json_set_str(top, "name", name);
	gx_json_set_str(metadata, "timestamp", CREATED);
	gx_json_set(metadata, "component", top);
	gx_json_set_str(root, "bomFormat", "CycloneDX");
	gx_json_set_str(root, "specVersion", "1.5");
	gx_json_set(root, "version", gx_json_integer(1));
	gx_json_set(root, "metadata", metadata);
	gx_json_set(root, "components", components);
	gx_json_set(root, "dependencies", dependencies);
	return root;
}

int gx_sbom_write(struct gx_store *store, const char *profile, bool cyclonedx, const char *name,
		  struct gx_buf *out, struct gx_err *err)
{
	GX_AUTO(closure) struct gx_closure closure = { 0 };
	GX_AUTO(strv) struct gx_strv roots = GX_STRV_INIT;
	GX_AUTO(json) struct gx_json *root = NULL;
	const struct gx_pack_item *top;

	gx_strv_push(&roots, profile);
	if (gx_closure_read(store, &roots, &closure, err))
		return -1;
	top = gx_closure_find(&closure, profile);
	root = cyclonedx ? make_cyclonedx(&closure, top, name) : make_spdx(&closure, top, name);
	gx_json_format(root, true, out);
	return 0;
}
