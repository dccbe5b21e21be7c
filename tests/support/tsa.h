/* SPDX-License-Identifier: Apache-2.0 */
/* tsa.h - a real time-stamping authority for tests, by the openssl command and its library. */
#ifndef VIDIMUS_TESTS_TSA_H
#define VIDIMUS_TESTS_TSA_H

#include <time.h>

/*
 * Makes FOLDER/NAME with root.crt, tsa.crt, tsa.key and tsa.cnf: an authority
 * whose certificate is valid from and until these times ("20200101000000Z").
 * It answers by
 *	TSA=NAME openssl ts -reply -config NAME/tsa.cnf -section tsa1 -queryfile Q -out R
 * run in FOLDER; its section tsa2 knows no SHA-256, and rejects.
 */
void tsa_make(const char *folder, const char *name, const char *from, const char *until);

/* Makes FOLDER/REPLY for FOLDER/QUERY as that authority would have answered at `when`. */
void tsa_answer_at(const char *folder, const char *name, const char *query, const char *reply,
                   time_t when);

#endif
