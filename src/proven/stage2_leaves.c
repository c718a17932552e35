/* SPDX-License-Identifier: Apache-2.0 */
/* Making and breaking of leaves. */
#include "stage2.h"

void leaf_set(u32 t, u32 i, u64 d)
{
	edge_store_entry(t, i, d);
	//@ assert ty: d % 4 == 1 || meta[t].level == 3;
	//@ assert tree: tree_inv;
	//@ assert en: entry_inv;
	//@ assert so: \forall integer r, g, t2, i2; slot(r,g,t2,i2) <==> \at(slot(r,g,t2,i2),Pre);
	//@ assert l0: \forall integer r, g; slot(r,g,(integer)t,(integer)i) ==> permitted(r, slot_pfn((integer)t,(integer)i,g), g, rights_of(L_s2_entry_lo(d), L_s2_entry_hi(d)));
	//@ assert l1: \forall integer r, g, t2, i2; slot(r,g,t2,i2) && !(t2 == t && i2 == i) ==> pool.e[t2][i2] == \at(pool.e[t2][i2],Pre) && slot_pfn(t2,i2,g) == \at(slot_pfn(t2,i2,g),Pre);
	//@ assert l2: \forall integer r, g, t2, i2; slot(r,g,t2,i2) && !(t2 == t && i2 == i) && is_leaf(meta[t2].level, pool.e[t2][i2]) ==> permitted(r, slot_pfn(t2,i2,g), g, rights_of(L_s2_entry_lo(pool.e[t2][i2]), L_s2_entry_hi(pool.e[t2][i2])));
	//@ assert l: leaf_inv;
}

void leaf_clear(u32 t, u32 i)
{
	u32 root = meta[t].root;

	edge_store_entry(t, i, 0);
	edge_tlbi_vmid(root_vttbr(root));
	//@ assert tree: tree_inv;
	//@ assert en: entry_inv;
	//@ assert so: \forall integer r, g, t2, i2; slot(r,g,t2,i2) <==> \at(slot(r,g,t2,i2),Pre);
	//@ assert l1: \forall integer r, g, t2, i2; slot(r,g,t2,i2) && is_leaf(meta[t2].level, pool.e[t2][i2]) ==> !(t2 == t && i2 == i) && pool.e[t2][i2] == \at(pool.e[t2][i2],Pre) && slot_pfn(t2,i2,g) == \at(slot_pfn(t2,i2,g),Pre);
	//@ assert l: leaf_inv;
}
