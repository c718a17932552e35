/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers for the host and protected guests (DEN0098, "Arm True Random Number Generator
 * Firmware Interface"). */
#include "drbg.h"
#include "smccc.h"

#define TRNG_VERSION 0x84000050
#define TRNG_FEATURES 0x84000051
#define TRNG_GET_UUID 0x84000052
#define TRNG_RND32 0x84000053
#define TRNG_RND64 0xc4000053
#define TRNG_VERSION_1_0 0x10000
#define TRNG_INVALID_PARAMETERS (-2l)
#define TRNG_NO_ENTROPY (-3l)

/* Identifies this generator: a random UUID, fixed for the product. */
static const u32 trng_uuid[4] = { 0x8d1a6c53, 0x4b0ef297, 0x5ac1d08e, 0x371f64ba };

static u64 trng_features(u32 function)
{
	switch (function) {
	case TRNG_VERSION:
	case TRNG_FEATURES:
	case TRNG_GET_UUID:
	case TRNG_RND32:
	case TRNG_RND64:
		return SMCCC_SUCCESS;
	default:
		return (u64)SMCCC_NOT_SUPPORTED;
	}
}

/* The bits of word index (0: the lowest) of a result of this many bits. */
static u64 word_mask(u64 bits, u32 index, u32 word_bits)
{
	u64 below = (u64)index * word_bits;

	if (bits <= below) {
		return 0;
	}
	return bits - below >= 64 ? ~0ul : (1ul << (bits - below)) - 1;
}

/* x1 to x3 get the bits, the lowest in x3. */
static u64 trng_rnd(struct regs *regs, u64 bits, u32 word_bits)
{
	u64 word[3];

	if (bits == 0 || bits > 3 * word_bits) {
		return (u64)TRNG_INVALID_PARAMETERS;
	}
	if (!drbg_random((u8 *)word, sizeof(word))) {
		return (u64)TRNG_NO_ENTROPY;
	}
	for (u32 i = 0; i < 3; i++) {
		u64 mask = word_mask(bits, i, word_bits);

		regs->x[3 - i] = word[i] & (word_bits == 32 ? mask & 0xffffffff : mask);
		word[i] = 0;
	}
	return SMCCC_SUCCESS;
}

u32 trng_call(struct regs *regs)
{
	switch ((u32)regs->x[0]) {
	case TRNG_VERSION:
		regs->x[0] = TRNG_VERSION_1_0;
		break;
	case TRNG_FEATURES:
		regs->x[0] = trng_features((u32)regs->x[1]);
		break;
	case TRNG_GET_UUID:
		for (u32 i = 0; i < 4; i++) {
			regs->x[i] = trng_uuid[i];
		}
		break;
	case TRNG_RND32:
		regs->x[0] = trng_rnd(regs, (u32)regs->x[1], 32);
		break;
	case TRNG_RND64:
		regs->x[0] = trng_rnd(regs, regs->x[1], 64);
		break;
	default:
		return 0;
	}
	return 1;
}
