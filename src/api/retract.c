/* SPDX-License-Identifier: Apache-2.0 */
/* retract.c - taking back, through the public library. */
#include "api/api_internal.h"

#include "casework/retraction.h"

#include <vidimus/retract.h>

static struct retraction_words
inner_words(const struct vidimus_retraction *words)
{
	return (struct retraction_words){ .entered_in_error = words->entered_in_error,
		                          .instead = words->instead,
		                          .because = words->because,
		                          .grounds = words->grounds,
		                          .protected_grounds = words->protected_grounds,
		                          .based_on = words->based_on };
}

enum status
vidimus_retract(struct vidimus_catalogue *catalogue, const char *id,
                const struct vidimus_retraction *words, int64_t *version, struct error *err)
{
	struct retraction_words inner = inner_words(words);

	return record_retract(catalogue->inner, id, &inner, version, err);
}

enum status
vidimus_unlink(struct vidimus_catalogue *catalogue, const char *id,
               const struct vidimus_retraction *words, int64_t *version, struct error *err)
{
	struct retraction_words inner = inner_words(words);

	return link_remove(catalogue->inner, id, &inner, version, err);
}
