/* SPDX-License-Identifier: Apache-2.0 */
/* schema_value.h - does a value fit the rule that a schema gives its member? */
#ifndef VIDIMUS_LEDGER_SCHEMA_VALUE_H
#define VIDIMUS_LEDGER_SCHEMA_VALUE_H

#include "base/json.h"

#include <vidimus/types.h>

/*
 * Checks `value` (not null) against `rule`, an object with "is" (the kind),
 * "limit" (bytes of canonical JSON) and, by kind, "prefix", "kind", "members"
 * or "of". Kinds are described in docs/event-log.md. STATUS_INVALID says what
 * is wrong; STATUS_LIMIT when it is too long.
 */
CHECKED enum status schema_value_check(const json_t *rule, const json_t *value,
                                       struct error *err);

#endif
