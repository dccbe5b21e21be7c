/* SPDX-License-Identifier: Apache-2.0 */
/* unread_text.c - a sentence, and members of a summary. */
#include "cli/unread_text.h"

#include "base/scoped.h"
#include "base/text.h"

static bool
is_none(const struct vidimus_unread *unread)
{
	return unread->count == 0 && !unread->more;
}

/* "E-000001, E-000002 and others" */
static void
write_names(struct buffer *out, const struct vidimus_unread *unread)
{
	for (size_t i = 0; i < unread->named; i++)
		buffer_append_format(out, "%s%s", i > 0 ? ", " : "", unread->items[i]);
	if (unread->count > unread->named || unread->more)
		buffer_append_format(out, " and others");
}

void
unread_tell(struct command *command, const struct vidimus_unread *unread)
{
	SCOPED(buffer) names = { 0 };

	if (is_none(unread))
		return;
	write_names(&names, unread);
	command_partial(command);
	command_warn(command,
	             "%s%llu %s could not be compared, as the fingerprints are missing from derived/ or damaged there: %s; `vidimus rebuild --derived` makes them again",
	             unread->more ? "at least " : "", (unsigned long long)unread->count,
	             unread->count == 1 ? "held item" : "held items", buffer_string(&names));
}

void
unread_add_json(json_t *summary, const struct vidimus_unread *unread)
{
	json_t *items;

	if (is_none(unread))
		return;
	items = json_array();
	for (size_t i = 0; i < unread->named; i++)
		json_array_append_new(items, json_string(unread->items[i]));
	json_object_set_new(summary, "not_compared", json_integer((json_int_t)unread->count));
	json_object_set_new(summary, "not_compared_items", items);
}
