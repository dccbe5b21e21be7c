/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy.h - to whom what may leave: catalog/policies/NAME.json, an allow-list
 * of classes or of values (docs/bundle-format.md §4).
 */
#ifndef VIDIMUS_BUNDLE_POLICY_H
#define VIDIMUS_BUNDLE_POLICY_H

#include "base/json.h"
#include "base/scoped.h"

struct policy;

/* Opens one by name. STATUS_INVALID, with the names there are, for another. */
CHECKED enum status policy_open(struct policy **out, struct text name, struct error *err);
void policy_close(struct policy *policy);
DEFINE_SCOPED_POINTER(policy, policy_close);

const char *policy_name(const struct policy *policy);

/* Do events travel with it? Else values of its list alone. */
bool policy_carries_events(const struct policy *policy);

/* Does it give originals as received? Else reviewed derivatives in their place. */
bool policy_gives_originals(const struct policy *policy);

/* Does it open this class of members? */
bool policy_opens(const struct policy *policy, const char *class);

/* The one code under which a person may withhold this member, or NULL where silence is allowed. */
const char *policy_silence_code(const struct policy *policy, const char *type, const char *member);

/*
 * The values that it lists, where it carries no events: how `member` of events
 * of `type` is called, and which part of it is told (NULL: all). NULL when it
 * is not on the list.
 */
const char *policy_value(const struct policy *policy, const char *type, const char *member,
                         const char **part);

#endif
