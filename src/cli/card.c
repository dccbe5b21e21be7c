/* SPDX-License-Identifier: Apache-2.0 */
/* card.c - an item in words: level, flags, duration, expected sound, summary, warnings, notes. */
#include "cli/card.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/record_text.h"
#include "cli/shown.h"

#include <string.h>

enum status
card_print(struct command *command, const json_t *item, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Item", .name = "id" },
		{ .label = "Picture", .name = "graphic_level", .demanded = true },
		{ .label = "Sound", .name = "sound", .demanded = true },
		{ .label = "Flags", .name = "flags" },
		{ .label = "Somebody at risk", .name = "protection_flags" },
		{ .label = "Title", .name = "title", .demanded = true },
		{ .label = "Summary", .name = "summary", .form = SHOWN_PROSE, .demanded = true },
		{ .label = "Content", .name = "content_tags" },
		{ .label = "Warnings", .name = "warnings" },
		{ .label = "Media type", .name = "media_type", .demanded = true },
		{ .label = "Size", .name = "bytes", .form = SHOWN_SIZE },
		{ 0 },
	};
	static const struct shown_member measured[] = {
		{ .label = "Seconds", .name = "duration" },
		{ .label = "Sound track", .name = "audio_codec" },
		{ 0 },
	};
	SCOPED(block) block = { 0 };
	enum status status;

	sensitivity_print(command, item);
	block_begin(&block, command->output, &command->terminal);
	shown_members(&block, item, members);
	shown_members(&block, json_object_get(item, "measured"), measured);
	status = block_finish(&block, err);
	return status == STATUS_OK ? notes_print(command, item, err) : status;
}

static bool
is_one_of(const char *code, const char *first, const char *second)
{
	return code != NULL && (strcmp(code, first) == 0 || strcmp(code, second) == 0);
}

bool
card_needs_asking(const json_t *item, bool sound)
{
	return !is_one_of(shown_string(item, "graphic_level"), "not-sensitive", "graphic-1") ||
	       (sound && !is_one_of(shown_string(item, "sound"), "no-sound", "calm"));
}
