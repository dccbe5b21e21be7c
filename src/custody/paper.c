/* SPDX-License-Identifier: Apache-2.0 */
/* paper.c - the page for a notary. */
#include "custody/paper.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#define GROUP  4 /* digits that are read at once */
#define GROUPS 4 /* of them in a line */
#define LINE_BYTES (PAPER_COLUMNS - 4)

/* Hex digits in numbered lines of groups, so that two people can compare them aloud. */
static void
append_groups(struct buffer *out, const struct digest *digest)
{
	char hex[DIGEST_TEXT_SIZE];

	digest_write(hex, digest);
	for (unsigned i = 0; hex[i] != '\0'; i += GROUP) {
		if (i % (GROUP * GROUPS) == 0)
			buffer_append_format(out, "%s    %u.", i > 0 ? "\n" : "",
			                     i / (GROUP * GROUPS) + 1);
		buffer_append_format(out, "  %.4s", hex + i);
	}
	buffer_append_byte(out, '\n');
}

/* Each line behind a bar, which is no part of it; what is too long goes on behind a plus. */
static void
append_indented(struct buffer *out, struct text lines)
{
	while (lines.p != NULL && lines.n > 0) {
		struct text line = text_cut(&lines, '\n');
		const char *margin = "  | ";

		do {
			size_t n = text_whole(line, LINE_BYTES);

			buffer_append_format(out, "%s%.*s\n", margin, (int)n, line.p);
			line.p += n;
			line.n -= n;
			margin = "  + ";
		} while (line.n > 0);
	}
}

static void
append_purpose(struct buffer *out)
{
	buffer_append_string(out,
		"WHAT THIS IS\n"
		"  The root above stands for every entry of the log up to that number: their\n"
		"  content, their order, who signed them. Nobody can change, remove or insert\n"
		"  one of them and keep that root. It tells nothing of what they say.\n"
		"\n"
		"WHAT TO DO\n"
		"  1. The person outside of the organisation reads the four lines of the root\n"
		"     aloud from this page; somebody compares them with the screen.\n"
		"  2. That person fills in the lines below, signs, stamps, and keeps the page,\n"
		"     or gives it back with an entry in a register of their own.\n"
		"  3. Whoever doubts the log later asks for `vidimus log verify`, and for the\n"
		"     checkpoint with this number of entries: `vidimus log checkpoint --size`\n"
		"     and the number. Its root must be this one, and it must be proved to be\n"
		"     a part of the log as it is then.\n");
}

static void
append_lines_to_fill(struct buffer *out)
{
	buffer_append_string(out, "\n"
		"  Seen on (date, time)   ____________________________________________________\n\n"
		"  At (place)             ____________________________________________________\n\n"
		"  By (name, office)      ____________________________________________________\n\n"
		"  Register number        ____________________________________________________\n\n"
		"  Signature and stamp\n");
}

static enum status
append_head(struct ledger *ledger, struct text note, struct instant now, struct buffer *out,
            struct error *err)
{
	char last_time[INSTANT_HUMAN_SIZE], printed[INSTANT_HUMAN_SIZE], origin[ORIGIN_SIZE];
	SCOPED(event_record) last = { 0 };
	struct merkle_head head;
	struct uuid uuid;
	enum status st = ledger_head_of_note(note, &head, err);

	if (st == STATUS_OK)
		st = ledger_uuid(ledger, &uuid, err);
	if (st == STATUS_OK)
		st = ledger_read(ledger, (int64_t)head.size - 1, &last, err);
	if (st != STATUS_OK)
		return st;
	ledger_origin(origin, &uuid);
	instant_write_human(last_time, last.header.time);
	instant_write_human(printed, now);
	buffer_append_format(out,
	                     "CHECKPOINT OF AN EVIDENCE LOG\n\n"
	                     "  Log        %s\n"
	                     "  Entries    %llu\n"
	                     "  Last one   %s by the clock of the machine that keeps it\n"
	                     "  Printed    %s by such a clock\n"
	                     "  Root       SHA-256, 64 digits, 0 to 9 and a to f:\n",
	                     origin, (unsigned long long)head.size, last_time, printed);
	append_groups(out, &head.root);
	return STATUS_OK;
}

enum status
paper_write(struct ledger *ledger, struct instant now, struct buffer *out, struct error *err)
{
	SCOPED(buffer) note = { 0 };
	enum status st = ledger_checkpoint(ledger, &note, err);

	if (st == STATUS_OK)
		st = append_head(ledger, text_of_buffer(&note), now, out, err);
	if (st != STATUS_OK)
		return st;
	buffer_append_string(out, "\nTHE SAME, SIGNED BY THE LOG (Ed25519; + goes on with the line before)\n");
	append_indented(out, text_of_buffer(&note));
	buffer_append_byte(out, '\n');
	append_purpose(out);
	append_lines_to_fill(out);
	return buffer_check(out, err);
}
