/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 (FIPS 180-4), for the tests alone: none of what Cordon computes it with. */
#ifndef SHA256_H
#define SHA256_H
#include "attack.h"

struct sha256 {
	u32 state[8];
	unsigned char block[64];
	u64 bytes;
};

void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *from, u64 bytes);
/* The digest as four words, the first byte lowest. */
void sha256_end(struct sha256 *s, u64 *word);
/* Whether the standard's examples come out. */
int sha256_works(void);
#endif
