/* SPDX-License-Identifier: Apache-2.0 */
/* Stage-2 aborts of what runs below EL2, and the register values that select its stage-2. */
#include "core.h"
#include "stage2.h"

u64 core_vtcr(void)
{
	return vtcr_el2_make(VTCR_PS_40, VTCR_TG0_4K, VTCR_SH0_INNER, VTCR_RGN_WBWA, VTCR_RGN_WBWA,
			     VTCR_SL0_LEVEL1, VTCR_T0SZ_40);
}

u64 core_vttbr(u32 cpu)
{
	return root_vttbr(caller[cpu] * NR_LEVELS);
}

/*@ requires access: ec == EC_IABT_LOWER || ec == EC_DABT_LOWER;
    assigns \nothing;
    exits \false;
    ensures bool: \result == 0 || \result == 1;
    ensures exec: ec == EC_IABT_LOWER ==> (\result == 1 <==> exec_el1(L_s2_entry_hi(d)) == 1 && L_s2_lo_r(L_s2_entry_lo(d)) == 1);
    ensures write: ec == EC_DABT_LOWER && write == 1 ==> (\result == 1 <==> L_s2_lo_w(L_s2_entry_lo(d)) == 1);
    ensures read: ec == EC_DABT_LOWER && write != 1 ==> (\result == 1 <==> L_s2_lo_r(L_s2_entry_lo(d)) == 1);
*/
/* Whether leaf d now permits the access that aborted: a fetch, a write or a read. */
static u32 leaf_permits(u64 d, u64 ec, u64 write)
{
	u64 lo = s2_entry_lo(d);
	u64 xn = s2_hi_xn(s2_entry_hi(d));

	if (ec == EC_IABT_LOWER) {
		return (xn == 0 || xn == 3) && s2_lo_r(lo) == 1;
	}
	return write == 1 ? s2_lo_w(lo) == 1 : s2_lo_r(lo) == 1;
}

/*@ assigns \nothing;
    exits \false;
    ensures walk: \result == 1 <==> L_s2_lo_r(L_s2_entry_lo(d)) == 1 && (write == 1 ==> L_s2_lo_w(L_s2_entry_lo(d)) == 1);
*/
/* Whether leaf d now permits a stage-1 walk, which may write the descriptor that it reads. */
static u32 leaf_permits_walk(u64 d, u64 write)
{
	u64 lo = s2_entry_lo(d);

	return s2_lo_r(lo) == 1 && (write != 1 || s2_lo_w(lo) == 1);
}

u32 aborted_write(u64 iss)
{
	u32 walk = iss_dabt_s1ptw(iss) == 1 && iss_dabt_dfsc(iss) >= FSC_PERMISSION;

	return walk == 1 ? 1 : (u32)iss_dabt_wnr(iss);
}

/*@ requires syndrome: iss < 0x2000000;
    assigns \nothing;
    exits \false;
    ensures reported: \result == 1 <==> ipa_reported(iss);
*/
/* Whether an abort with this syndrome has its IPA in HPFAR_EL2. */
static u32 has_ipa(u64 iss)
{
	u64 fault = iss_dabt_dfsc(iss);

	return fault < FSC_PERMISSION || (iss_dabt_s1ptw(iss) == 1 && fault < FSC_EXTERNAL);
}

u32 core_abort(u32 cpu, u64 esr, u64 hpfar)
{
	u64 ec = esr_el2_ec(esr);
	u64 iss = esr_el2_iss(esr);
	u64 gfn = hpfar_el2_fipa(hpfar);

	if ((ec != EC_IABT_LOWER && ec != EC_DABT_LOWER) || has_ipa(iss) != 1 || gfn >= GFN_MAX) {
		return ABORT_INJECT;
	}
	u32 place = edge_clamp(gfn, GFN_MAX);
	u32 t = walk_end(caller[cpu] * NR_LEVELS, place);
	u64 d = pool.e[t][walk_entry_index(meta[t].level, place)];

	if (d % 2 == 0) {
		return ABORT_INJECT;
	}
	if (iss_dabt_s1ptw(iss) == 1) {
		return leaf_permits_walk(d, aborted_write(iss)) == 1 ? ABORT_RETRY : ABORT_INJECT;
	}
	return leaf_permits(d, ec, iss_dabt_wnr(iss)) == 1 ? ABORT_RETRY : ABORT_INJECT;
}
