/* SPDX-License-Identifier: Apache-2.0 */
/* transfer_receipt.h - a sub-verb of `vidimus transfer`. */
#ifndef VIDIMUS_CLI_TRANSFER_RECEIPT_H
#define VIDIMUS_CLI_TRANSFER_RECEIPT_H

#include "cli/command.h"

extern const struct verb verb_transfer_receipt;

#endif
