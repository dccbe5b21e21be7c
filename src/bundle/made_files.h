/* SPDX-License-Identifier: Apache-2.0 */
/*
 * made_files.h - the files of a bundle that are made here, before any of it is
 * written where it is to leave: small ones in memory, others in unnamed files
 * of the catalogue's staging/. Everything that is written passes the leak gate.
 */
#ifndef VIDIMUS_BUNDLE_MADE_FILES_H
#define VIDIMUS_BUNDLE_MADE_FILES_H

#include "base/buffer.h"
#include "base/json.h"
#include "bundle/leak_gate.h"
#include "crypto/digest.h"
#include "store/newfile.h"

#define MADE_NAME_SIZE 128

struct made_file {
	char             name[MADE_NAME_SIZE]; /* below the bag */
	struct buffer    pending;   /* not yet in the file; all of it, where there is none */
	size_t           checked;   /* bytes of it that passed the gate */
	struct newfile   file;      /* fd < 0: it fits in memory */
	struct digester *digester;  /* of what is in the file */
	struct digest    digest;    /* where there is a file, once it is finished */
	uint64_t         size;      /* bytes written to the file */
};

struct made_files {
	struct made_file **all; /* owned; in the order they were begun, until sorted */
	size_t             count;
	int                staging; /* owned descriptor */
	struct leak_gate  *gate;    /* borrowed; NULL: nothing is searched */
};

/* `catalogue` is the descriptor of the catalogue's folder, needed for the call alone. */
CHECKED enum status made_files_open(struct made_files *out, int catalogue, struct error *err);
void made_files_end(struct made_files *files);

/* Begins a file; *out is borrowed. */
CHECKED enum status made_file_begin(struct made_files *files, const char *name,
                                    struct made_file **out, struct error *err);

/*
 * Appends to a file. The gate searches what ends here as a whole, so that no
 * value is cut in two: a line, an entry. `out`->pending may be appended to
 * directly before a made_file_mark.
 */
CHECKED enum status made_file_mark(struct made_files *files, struct made_file *file,
                                   struct error *err);
CHECKED enum status made_file_write(struct made_files *files, struct made_file *file,
                                    struct text text, struct error *err);

/* Appends canonical JSON; a whole file of it with its line end. */
CHECKED enum status made_file_json(struct made_file *file, const json_t *value, struct error *err);
CHECKED enum status made_file_of_text(struct made_files *files, const char *name,
                                      struct text text, struct error *err);

/* Lets the gate search what it has not yet. */
CHECKED enum status made_file_search(struct made_files *files, struct made_file *file,
                                     struct error *err);

/* Searches the rest of all, finishes and sorts them by name. Nothing may be appended then. */
CHECKED enum status made_files_finish(struct made_files *files, struct error *err);

/* Bytes of a file, wherever they are. */
uint64_t made_file_size(const struct made_file *file);

#endif
