/* SPDX-License-Identifier: Apache-2.0 */
/* change_values.c - sealed values and seeds, and the stored tree. */
#include "tamper/change.h"

#include <stdlib.h>

/* The last description of the first item. */
static void
open_at_description(struct tampering *t)
{
	tamper_open(t);
	t->event = tamper_integer(t, "SELECT max(seq) FROM events WHERE type = 'item.described'");
}

static void
set_members(struct tampering *t, const char *expression)
{
	tamper_sql(t, "UPDATE event_values SET members = %s WHERE seq = %lld", expression,
	           (long long)t->event);
	tamper_close(t);
}

static void
change_value(struct tampering *t)
{
	open_at_description(t);
	set_members(t, "replace(members, 'in the morning', 'at midnight')");
}

static void
remove_value(struct tampering *t)
{
	open_at_description(t);
	set_members(t, "json_remove(members, '$.title')");
}

static void
add_value(struct tampering *t)
{
	open_at_description(t);
	set_members(t, "json_set(members, '$.zz_extra', 'more')");
}

static void
garble_values(struct tampering *t)
{
	open_at_description(t);
	set_members(t, "substr(members, 1, 20)");
}

static void
remove_row(struct tampering *t)
{
	open_at_description(t);
	tamper_sql(t, "DELETE FROM event_values WHERE seq = %lld", (long long)t->event);
	tamper_close(t);
}

static void
add_row(struct tampering *t)
{
	tamper_open(t);
	t->event = 123456;
	tamper_sql(t, "INSERT INTO event_values VALUES (123456, zeroblob(32), NULL, '{}')");
	tamper_close(t);
}

static void
exchange_values(struct tampering *t)
{
	int64_t other;

	tamper_open(t);
	t->event = tamper_integer(t, "SELECT min(seq) FROM events WHERE type = 'note.added'");
	other = tamper_integer(t, "SELECT max(seq) FROM events WHERE type = 'note.added'");
	tamper_sql(t, "UPDATE event_values SET seq = -1 WHERE seq = %lld", (long long)t->event);
	tamper_sql(t, "UPDATE event_values SET seq = %lld WHERE seq = %lld", (long long)t->event,
	           (long long)other);
	tamper_sql(t, "UPDATE event_values SET seq = %lld WHERE seq = -1", (long long)other);
	tamper_close(t);
}

static void
change_seed(struct tampering *t)
{
	char *hex;

	open_at_description(t);
	hex = tamper_text(t, "SELECT hex(seed) FROM event_values WHERE seq = %lld",
	                  (long long)t->event);
	hex[63] = hex[63] == '0' ? '1' : '0';
	tamper_sql(t, "UPDATE event_values SET seed = x'%s' WHERE seq = %lld", hex,
	           (long long)t->event);
	free(hex);
	tamper_close(t);
}

static void
remove_seed(struct tampering *t)
{
	open_at_description(t);
	tamper_sql(t, "UPDATE event_values SET seed = NULL, salts = '{}' WHERE seq = %lld",
	           (long long)t->event);
	tamper_close(t);
}

static void
change_node(struct tampering *t)
{
	tamper_open(t);
	tamper_sql(t, "UPDATE tree_nodes SET hash = (SELECT hash FROM tree_nodes WHERE level = 1 AND"
	              " position = 4) WHERE level = 1 AND position = 3");
	tamper_close(t);
}

static void
change_peak(struct tampering *t)
{
	tamper_open(t);
	tamper_sql(t, "UPDATE tree_nodes SET hash = zeroblob(32) WHERE level = (SELECT max(level)"
	              " FROM tree_nodes)");
	tamper_close(t);
}

static void
remove_node(struct tampering *t)
{
	tamper_open(t);
	tamper_sql(t, "DELETE FROM tree_nodes WHERE level = 1 AND position = 3");
	tamper_close(t);
}

static void
add_node(struct tampering *t)
{
	tamper_open(t);
	tamper_sql(t, "INSERT INTO tree_nodes VALUES (1, 99999, zeroblob(32))");
	tamper_close(t);
}

const struct change changes_of_values[] = {
	{ "value-changed", change_value, NULL },
	{ "value-removed", remove_value, NULL },
	{ "value-added", add_value, NULL },
	{ "value-garbled", garble_values, NULL },
	{ "values-row-removed", remove_row, NULL },
	{ "values-row-added", add_row, NULL },
	{ "values-exchanged", exchange_values, NULL },
	{ "seed-changed", change_seed, NULL },
	{ "seed-removed", remove_seed, NULL },
	{ "node-changed", change_node, NULL },
	{ "node-peak-changed", change_peak, NULL },
	{ "node-removed", remove_node, NULL },
	{ "node-added", add_node, NULL },
	{ NULL, NULL, NULL },
};
