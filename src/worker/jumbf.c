/* SPDX-License-Identifier: Apache-2.0 */
/* jumbf.c - walks the boxes of a C2PA manifest store, two levels of them. */
#include "worker/jumbf.h"

#include <stdio.h>
#include <string.h>

#define BOX_LIMIT 4096 /* boxes looked at in one store */

struct span {
	const unsigned char *p;
	size_t               n;
};

struct box {
	uint32_t    type;
	struct span body;
};

/* What kind of superbox it is, by the first four bytes of its UUID (C2PA 2.2, 11.1.4). */
enum kind {
	KIND_STORE     = 0x63327061, /* c2pa */
	KIND_MANIFEST  = 0x63326d61, /* c2ma */
	KIND_UPDATE    = 0x6332756d, /* c2um */
	KIND_CLAIM     = 0x6332636c, /* c2cl */
	KIND_SIGNATURE = 0x63326373, /* c2cs */
	KIND_OTHER     = 0
};

/* What every C2PA UUID ends with. */
static const unsigned char uuid_tail[12] = { 0x00, 0x11, 0x00, 0x10, 0x80, 0x00,
	                                     0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71 };

#define TYPE_JUMB 0x6a756d62
#define TYPE_JUMD 0x6a756d64

static uint32_t
big_32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Takes the next box off `rest`; false when there is none that fits. */
static bool
take_box(struct span *rest, struct box *box)
{
	uint64_t size, head = 8;

	if (rest->n < 8)
		return false;
	size = big_32(rest->p);
	box->type = big_32(rest->p + 4);
	if (size == 1) {
		if (rest->n < 16)
			return false;
		size = (uint64_t)big_32(rest->p + 8) << 32 | big_32(rest->p + 12);
		head = 16;
	} else if (size == 0) {
		size = rest->n;
	}
	if (size < head || size > rest->n)
		return false;
	box->body = (struct span){ rest->p + head, (size_t)(size - head) };
	rest->p += size;
	rest->n -= (size_t)size;
	return true;
}

/* Takes a superbox's description off its body (ISO/IEC 19566-5, A.3). */
static bool
take_description(struct span *body, enum kind *kind, struct span *label)
{
	struct box box;

	if (!take_box(body, &box) || box.type != TYPE_JUMD || box.body.n < 17)
		return false;
	*kind = memcmp(box.body.p + 4, uuid_tail, sizeof uuid_tail) == 0 ? big_32(box.body.p)
	                                                                  : KIND_OTHER;
	*label = (struct span){ box.body.p + 17, 0 };
	if (box.body.p[16] & 2) /* a label follows, ended by NUL */
		label->n = strnlen((const char *)label->p, box.body.n - 17);
	return true;
}

static void
keep_label(struct jumbf_store *store, struct span label)
{
	size_t n = label.n < JUMBF_LABEL_SIZE - 1 ? label.n : JUMBF_LABEL_SIZE - 1;

	for (size_t i = 0; i < n; i++)
		store->active[i] = label.p[i] > ' ' && label.p[i] <= '~' ? (char)label.p[i] : '?';
	store->active[n] = '\0';
}

/* Returns what is wrong with a manifest's boxes, or NULL. */
static const char *
fault_of_manifest(struct span body, unsigned *budget)
{
	bool claim = false, signature = false;

	while (body.n > 0) {
		struct span label;
		enum kind kind;
		struct box box;

		if (*budget == 0)
			return "more boxes than are followed";
		--*budget;
		if (!take_box(&body, &box))
			return "a box within a manifest reaches beyond it";
		if (box.type != TYPE_JUMB)
			continue;
		if (!take_description(&box.body, &kind, &label))
			return "a box within a manifest has no description";
		claim = claim || kind == KIND_CLAIM;
		signature = signature || kind == KIND_SIGNATURE;
	}
	if (!claim)
		return "a manifest has no claim";
	return signature ? NULL : "a manifest has no signature";
}

static const char *
fault_of_store(struct span body, struct jumbf_store *store)
{
	unsigned budget = BOX_LIMIT;
	const char *fault = NULL;

	while (body.n > 0) {
		struct span label;
		enum kind kind;
		struct box box;

		if (budget-- == 0)
			return "more boxes than are followed";
		if (!take_box(&body, &box))
			return "a manifest reaches beyond the store";
		if (box.type != TYPE_JUMB)
			continue;
		if (!take_description(&box.body, &kind, &label))
			return "a manifest has no description";
		if (kind != KIND_MANIFEST && kind != KIND_UPDATE)
			continue;
		store->manifests++;
		keep_label(store, label);
		if (!fault)
			fault = fault_of_manifest(box.body, &budget);
		if (budget == 0)
			return "more boxes than are followed";
	}
	return fault ? fault : store->manifests > 0 ? NULL : "the store has no manifest";
}

struct jumbf_store
jumbf_read(const unsigned char *bytes, size_t n)
{
	struct jumbf_store store = { 0 };
	struct span rest = { bytes, n }, label;
	enum kind kind;
	struct box box;

	if (n < 8 || big_32(bytes + 4) != TYPE_JUMB)
		return store;
	store.present = true;
	if (!take_box(&rest, &box))
		store.fault = "the store reaches beyond the bytes that hold it";
	else if (!take_description(&box.body, &kind, &label))
		store.fault = "the store has no description";
	else if (kind != KIND_STORE)
		store.present = false; /* JUMBF of somebody else */
	else
		store.fault = fault_of_store(box.body, &store);
	store.whole = store.present && !store.fault;
	return store;
}

static void
tell(struct report *report, const char *tag, enum report_form form, const char *value)
{
	const struct report_tag fact = { "C2PA", "manifest store", tag, form,
		                         { value, strlen(value) } };

	report_tag(report, &fact);
}

void
jumbf_tell(struct report *report, const struct jumbf_store *store, size_t n)
{
	char number[24];

	if (!store->present)
		return;
	tell(report, "present", REPORT_TEXT, "yes");
	tell(report, "structure", REPORT_TEXT, store->whole ? "whole" : "broken");
	snprintf(number, sizeof number, "%u", store->manifests);
	tell(report, "manifests", REPORT_NUMBERS, number);
	snprintf(number, sizeof number, "%zu", n);
	tell(report, "bytes", REPORT_NUMBERS, number);
	if (store->active[0])
		tell(report, "active_manifest", REPORT_TEXT, store->active);
	report_warning(report, store->whole ? "c2pa-present" : "c2pa-broken", store->fault);
}
