/* SPDX-License-Identifier: Apache-2.0 */
/* log.h - the signed log: reading, verifying, proving; and making the tables again from it. */
#ifndef VIDIMUS_LOG_H
#define VIDIMUS_LOG_H

#include <vidimus/view.h>

/* How far a long walk is; false stops it (STATUS_INTERRUPTED). */
struct vidimus_log_progress {
	bool (*step)(void *context, int64_t done, int64_t total);
	void *context;
};

/*
 * Events from index `first` on, at most `limit`, as objects: the event itself
 * under "event", its plain values under "values" if `with_values`. `subject`
 * (an id, or NULL) keeps to one chain.
 */
CHECKED enum status vidimus_log_events(struct vidimus_catalogue *catalogue, const char *subject,
                                       int64_t first, int64_t limit, bool with_values,
                                       const struct vidimus_output *to, struct error *err);

/* The bytes of an event as they are hashed; `event` is an index or an id. *bytes is owned. */
CHECKED enum status vidimus_log_bytes(struct vidimus_catalogue *catalogue, const char *event,
                                      char **bytes, struct error *err);

/*
 * {"ok","events","checkpoints","signatures","root","faults":[…],…}; owned. A log
 * that does not extend what this login last saw has a fault of the layer "home".
 */
CHECKED enum status vidimus_log_verify(struct vidimus_catalogue *catalogue,
                                       const struct vidimus_log_progress *progress, json_t **out,
                                       struct error *err);

/* The last checkpoint, a signed note; and the verifier keys of all actors, one a line. Owned. */
CHECKED enum status vidimus_log_checkpoint(struct vidimus_catalogue *catalogue, char **note,
                                           struct error *err);
CHECKED enum status vidimus_log_keys(struct vidimus_catalogue *catalogue, char **vkeys,
                                     struct error *err);

/* The proof that an event is in the log, in C2SP tlog-proof form. Owned. */
CHECKED enum status vidimus_log_prove(struct vidimus_catalogue *catalogue, const char *event,
                                      char **proof, struct error *err);

/*
 * Makes the tables again from the log, and before them what is damaged of the
 * stored hash tree, if the events still give the root that was signed last:
 * *mended_nodes. The catalogue is open for rebuilding.
 */
CHECKED enum status vidimus_rebuild(struct vidimus_catalogue *catalogue,
                                    const struct vidimus_log_progress *progress,
                                    int64_t *mended_nodes, struct error *err);

#endif
