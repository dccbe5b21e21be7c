/* SPDX-License-Identifier: Apache-2.0 */
/* jumbf.c - walks the boxes of a C2PA manifest store, each superbox beginning with its description. */
#include "worker/jumbf.h"

#include <stdio.h>
#include <string.h>

#define DEPTH_LIMIT 16   /* superboxes within one another */
#define BOX_LIMIT   4096 /* boxes looked at in one store */

struct span {
	const unsigned char *p;
	size_t               n;
};

struct box {
	uint32_t    type;
	struct span body;
};

/* What superbox it is, by its UUID (C2PA 2.2, 11.1.4): these and a common end. */
#define KIND_SIZE 4
static const unsigned char uuid_end[12] = { 0x00, 0x11, 0x00, 0x10, 0x80, 0x00,
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

/* What a superbox says of itself first (ISO/IEC 19566-5, A.3). */
struct description {
	const unsigned char *uuid;
	struct span          label; /* empty for none */
};

static bool
take_description(struct span *body, struct description *out)
{
	struct box box;

	if (!take_box(body, &box) || box.type != TYPE_JUMD || box.body.n < 17)
		return false;
	out->uuid = box.body.p;
	out->label = (struct span){ box.body.p + 17, 0 };
	if (!(box.body.p[16] & 2))
		return true;
	out->label.n = strnlen((const char *)out->label.p, box.body.n - 17);
	return out->label.n < box.body.n - 17; /* a label ends by NUL */
}

static bool
is_store(const struct description *description)
{
	return memcmp(description->uuid, "c2pa", KIND_SIZE) == 0 &&
	       memcmp(description->uuid + KIND_SIZE, uuid_end, sizeof uuid_end) == 0;
}

static void
keep_label(struct jumbf_store *store, struct span label)
{
	size_t n = label.n < JUMBF_LABEL_SIZE - 1 ? label.n : JUMBF_LABEL_SIZE - 1;

	for (size_t i = 0; i < n; i++)
		store->active[i] = label.p[i] > ' ' && label.p[i] <= '~' ? (char)label.p[i] : '?';
	store->active[n] = '\0';
}

/* Returns what is wrong with the boxes in a superbox and below, or NULL. */
static const char *
fault_within(struct span body, unsigned depth, unsigned *budget)
{
	struct description description;
	const char *fault = NULL;
	struct box box;

	if (depth > DEPTH_LIMIT)
		return "boxes lie deeper in one another than is followed";
	if (!take_description(&body, &description))
		return "a box has no description";
	while (body.n > 0 && !fault) {
		if (*budget == 0)
			return "more boxes than are followed";
		--*budget;
		if (!take_box(&body, &box))
			return "a box reaches beyond the one that holds it";
		if (box.type == TYPE_JUMB)
			fault = fault_within(box.body, depth + 1, budget);
	}
	return fault;
}

/* Counts the manifests, which are the superboxes right in the store; the last is the active one (C2PA 2.2, 11.1.4.2). */
static void
read_manifests(struct jumbf_store *store, struct span body)
{
	struct description description;
	struct box box;

	for (unsigned budget = BOX_LIMIT; budget > 0 && take_box(&body, &box); budget--) {
		if (box.type != TYPE_JUMB || !take_description(&box.body, &description))
			continue;
		store->manifests++;
		keep_label(store, description.label);
	}
}

/* Reads one outermost superbox; what is not a manifest store is passed over. */
static void
read_superbox(struct jumbf_store *store, struct span body)
{
	struct description description;
	unsigned budget = BOX_LIMIT;
	struct span rest = body;

	if (!take_description(&rest, &description)) {
		store->present = true;
		store->fault = "the store has no description";
		return;
	}
	if (!is_store(&description))
		return;
	store->present = true;
	read_manifests(store, rest);
	if (!store->fault)
		store->fault = fault_within(body, 0, &budget);
	if (!store->fault && store->manifests == 0)
		store->fault = "the store has no manifest";
}

struct jumbf_store
jumbf_read(const unsigned char *bytes, size_t n)
{
	struct jumbf_store store = { 0 };
	struct span rest = { bytes, n };
	struct box box;

	for (unsigned budget = BOX_LIMIT; budget > 0 && take_box(&rest, &box); budget--)
		if (box.type == TYPE_JUMB)
			read_superbox(&store, box.body);
	if (rest.n >= 8 && big_32(rest.p + 4) == TYPE_JUMB) {
		store.present = true;
		store.fault = "the store reaches beyond the bytes that hold it";
	}
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
