/* SPDX-License-Identifier: Apache-2.0 */
/* export_parts.h - an export as it goes on, and its parts. Private to the export. */
#ifndef VIDIMUS_BUNDLE_EXPORT_PARTS_H
#define VIDIMUS_BUNDLE_EXPORT_PARTS_H

#include "bundle/bag_writer.h"
#include "bundle/custody_files.h"
#include "bundle/exhibits.h"
#include "bundle/export.h"
#include "bundle/export_ask.h"
#include "bundle/items_file.h"
#include "bundle/leak_gate.h"

/* Most exhibits of which the report for people tells every value; of more it has a list. */
#define REPORT_EXHIBITS_MOST 500

struct export {
	struct catalogue          *catalogue; /* borrowed */
	const struct export_words *words;     /* borrowed */
	struct policy             *policy;
	struct subjects            items, records;
	json_t                    *decisions; /* in force for the policy */
	json_t                    *values;    /* of bundle.begun */
	json_t                    *told;      /* exhibits as items.json has them, for the report */
	struct bundle_ask          ask;       /* borrows from these */
	struct bundle_selection    selection;
	struct exhibit_file       *files;     /* of the exhibits */
	struct leak_gate          *gate;
	struct made_files          made;
	struct custody_files       custody;
	char                       prefix[EXHIBIT_PREFIX_MAX + 1];
	uint64_t                   first;     /* number of the first exhibit */
	char                       signer[65]; /* fingerprint of the actor, hex */
	int64_t                    seen;      /* size of the log that all of this was made from */
	struct subject             bundle;    /* once it has one */
	bool                       has_bundle;
	int64_t                    number;    /* B-… */
	int64_t                    size;      /* of the log after bundle.begun */
	struct instant             begun;
	bool                       has_person; /* `to` names one */
	struct uuid                person;
	size_t                     accepted;  /* finds that two people accepted */
	uint64_t                   payload_bytes, payload_files;
	uint64_t                   done, total; /* bytes written, and to be written */
	char                       name[MADE_NAME_SIZE]; /* of the bag, while it is written */
};
void export_end(struct export *export);

/* Everything that can be refused or found before bundle.begun (export_prepare.c). */
CHECKED enum status export_prepare(struct export *export, json_t **out, struct error *err);

/* Sets export->values: what bundle.begun will hold (export_begun.c). */
CHECKED enum status export_values(struct export *export, struct error *err);

/* Nothing in the way of leaving for these exhibits by this policy? (export_gate.c) */
CHECKED enum status export_ask_gate(struct ledger *ledger, const struct policy *policy,
                                    const struct subject *items, const struct selected_exhibit *given,
                                    size_t count, struct instant now, struct error *err);

/* A second person's word, where one is needed: STATUS_OK when there is, and then the bundle's number (export_gate.c). */
CHECKED enum status export_ask_second(struct export *export, json_t **out, struct error *err);

/* "ABC-B1": the name of the bag. */
void export_name(const struct export *export, char out[MADE_NAME_SIZE]);

/* The report for people, from what was told of the exhibits (export_report.c). */
CHECKED enum status export_report(struct export *export, struct error *err);

/* bag-info.txt, bagit.txt, VERIFY.txt; payload_bytes and payload_files are known (export_texts.c). */
CHECKED enum status export_texts(struct export *export, struct error *err);
CHECKED enum status export_script(struct text *out, struct error *err);

/* A recipient as words, where it is no person; else p NULL. */
struct text export_recipient(const struct export *export);

/* What came of writing: for bundle.sealed and the answer. */
struct export_result {
	struct digest files, tag_manifest, seal;
	uint64_t      files_bytes, bytes;
	bool          sealed;
};

/* Writes the bag, seals it, and keeps what was made as an object (export_write.c). */
CHECKED enum status export_write(struct export *export, struct export_result *out,
                                 struct bag_writer **bag, struct buffer *seal,
                                 struct error *err);

/* bundle.sealed with the transfers, in one change, before the bag has its name (export_sealed.c). */
CHECKED enum status export_sealed(struct export *export, const struct export_result *result,
                                  struct change *change, struct error *err);

#endif
