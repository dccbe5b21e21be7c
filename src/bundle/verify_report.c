/* SPDX-License-Identifier: Apache-2.0 */
/* verify_report.c - layers, faults and what else must be known, as JSON. */
#include "bundle/verify_internal.h"

#include "base/encoding.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FAULTS_KEPT  50 /* of a layer; the rest is counted */
#define NOTICES_KEPT 1000

static const char *const layer_names[LAYER_COUNT] = {
	"bag", "signature", "signer", "timestamp", "log", "disclosures", "redactions", "witnesses",
};

static json_t *
finding(enum verify_layer layer, const char *code, const char *file, const struct uuid *event,
        const char *words)
{
	char id[UUID_TEXT_SIZE] = "";

	if (event != NULL)
		uuid_write(id, event);
	return json_pack("{s:s,s:s,s:o,s:s?,s:o}", "layer", layer_names[layer], "code", code, "file",
	                 file ? json_of_text_lossy((struct text){ file, strlen(file) }) : json_null(),
	                 "event", event ? id : NULL, "text",
	                 json_of_text_lossy((struct text){ words, strlen(words) }));
}

void
verify_fault(struct verification *v, enum verify_layer layer, const char *code, const char *file,
             const struct uuid *event, const char *format, ...)
{
	char words[ERROR_TEXT_SIZE];
	va_list ap;

	if (v->faults[layer]++ >= FAULTS_KEPT)
		return;
	va_start(ap, format);
	vsnprintf(words, sizeof words, format, ap);
	va_end(ap);
	json_array_append_new(v->errors, finding(layer, code, file, event, words));
}

void
verify_unchecked(struct verification *v, enum verify_layer layer, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(v->unchecked[layer], sizeof v->unchecked[layer], format, ap);
	va_end(ap);
}

void
verify_notice(struct verification *v, enum verify_layer layer, const char *code,
              const struct uuid *event, const char *format, ...)
{
	char words[ERROR_TEXT_SIZE];
	va_list ap;

	if (json_array_size(v->notices) >= NOTICES_KEPT)
		return;
	va_start(ap, format);
	vsnprintf(words, sizeof words, format, ap);
	va_end(ap);
	json_array_append_new(v->notices, finding(layer, code, NULL, event, words));
}

bool
verify_is_answer(enum status status)
{
	return status == STATUS_FALSE || status == STATUS_INVALID || status == STATUS_LIMIT ||
	       status == STATUS_NOT_FOUND;
}

static json_t *
layers(const struct verification *v, bool *ok, size_t *left_out)
{
	json_t *all = json_object();

	for (size_t i = 0; i < LAYER_COUNT; i++) {
		json_t *says = v->faults[i] > 0          ? json_string("FAILED")
		               : v->unchecked[i][0] != '\0' ? json_sprintf("NOT CHECKED: %s", v->unchecked[i])
		                                         : json_string("OK");

		*ok = *ok && v->faults[i] == 0;
		*left_out += v->faults[i] > FAULTS_KEPT ? v->faults[i] - FAULTS_KEPT : 0;
		json_object_set_new(all, layer_names[i], says);
	}
	return all;
}

json_t *
verify_report(struct verification *v)
{
	bool ok = true;
	size_t left_out = 0;
	json_t *all = layers(v, &ok, &left_out);
	bool unknown = v->has_seal && !v->signer_is_known && !v->options->integrity_only;
	char text[DIGEST_TEXT_SIZE];

	digest_write(text, &v->seal.leaf);
	return json_pack("{s:b,s:o,s:O,s:I,s:O,s:O,s:I,s:o,s:s?,s:o}", "ok", ok && !unknown, "layers", all,
	                 "errors", v->errors, "errors_left_out", (json_int_t)left_out, "decisions",
	                 v->decisions, "notices", v->notices, "items", (json_int_t)v->items, "signer",
	                 v->has_seal ? json_string(v->seal.signer) : json_null(),
	                 "certificate_sha256", v->has_seal ? text : NULL, "tag_manifest_sha256",
	                 v->has_tag_manifest ? json_of_digest(&v->tag_manifest) : json_null());
}
