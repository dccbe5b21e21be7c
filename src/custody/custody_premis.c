/* SPDX-License-Identifier: Apache-2.0 */
/* custody_premis.c - our types of events in the words of PREMIS, which other archives read. */
#include "custody/custody_internal.h"

#include "base/text.h"

static const struct {
	const char *type, *code;
} codes[] = {
	{ "attachment.added", "mem" },   { "audit.completed", "fix" },
	{ "bundle.begun", "ipc" },       { "bundle.disclosed", "dis" },
	{ "bundle.sealed", "exp" },      { "copy.made", "rep" },
	{ "derivative.made", "cre" },    { "derivative.reviewed", "val" },
	{ "destruction.approved", "del" }, { "event.received", "ing" },
	{ "file.received", "ing" },      { "item.accessioned", "acc" },
	{ "item.acquired", "cap" },      { "item.described", "mem" },
	{ "item.examined", "mee" },      { "item.filled", "ing" },
	{ "item.fingerprinted", "ffa" }, { "member.opened", "poa" },
	{ "member.withheld", "red" },    { "object.derived", "cre" },
	{ "object.repaired", "rec" },    { "posting.recorded", "mem" },
	{ "posting.revised", "mem" },    { "restriction.lifted", "poa" },
	{ "restriction.placed", "poa" }, { "status.decided", "app" },
	{ "transfer.made", "tra" },      { "transfer.received", "tra" },
	{ "value.assessed", "app" },
};

const char *
premis_code(struct text type)
{
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		if (text_is(type, codes[i].type))
			return codes[i].code;
	}
	return NULL;
}
