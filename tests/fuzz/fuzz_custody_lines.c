/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_custody_lines.c - lines of somebody's bundle, each taken for one of every
 * file: what is read is part of the line, and what a line opens has a name.
 */
#include "fuzz/fuzz.h"

#include "bundle/custody_lines.h"

#include "base/encoding.h"
#include "base/scoped.h"

#include <stdlib.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static bool
lies_in(struct text part, struct text whole)
{
	return part.p >= whole.p && part.p + part.n <= whole.p + whole.n;
}

static void
try_disclosure(struct text line)
{
	struct text member = custody_disclosure_member(line);
	json_t *value = custody_disclosure_value(line);
	struct uuid event;

	json_decref(value);
	if (member.p == NULL)
		return;
	require(custody_disclosure_event(line, &event));
	require(member.n > 0 && lies_in(member, line) && json_is_member_name(member));
}

static void
try_redaction(struct text line)
{
	struct text code, member;
	struct uuid event;

	if (custody_redaction(line, &code, &event, &member))
		require(code.n > 0 && lies_in(code, line) && lies_in(member, line) &&
		        json_is_member_name(member));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text rest = { (const char *)data, size };
	struct uuid id;

	while (rest.n > 0) {
		struct text line = text_cut(&rest, '\n');

		(void)!custody_event_id(line, &id);
		(void)!custody_proof_event(line, &id);
		try_disclosure(line);
		try_redaction(line);
	}
	return 0;
}
