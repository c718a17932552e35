/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of PSCI (DEN0022, 5.1 and 5.2.2), for the host's calls and for those of guests. */
#ifndef CORDON_PSCI_H
#define CORDON_PSCI_H

#define PSCI_VERSION 0x84000000
#define PSCI_CPU_SUSPEND 0x84000001
#define PSCI_CPU_OFF 0x84000002
#define PSCI_CPU_ON 0x84000003
#define PSCI_AFFINITY_INFO 0x84000004
#define PSCI_MIGRATE_INFO_TYPE 0x84000006
#define PSCI_SYSTEM_OFF 0x84000008
#define PSCI_SYSTEM_RESET 0x84000009
#define PSCI_FEATURES 0x8400000a
/* Set in the number of a call with 64-bit arguments. */
#define SMC64 0x40000000u
/* What of an argument counts: of a call with 32-bit ones nothing of the upper half. */
#define PSCI_ARGUMENT(function) (((function) & SMC64) != 0 ? ~0ul : 0xffffffffull)

/* Results. */
#define PSCI_INVALID_PARAMETERS (-2l)
#define PSCI_ALREADY_ON (-4l)
#define PSCI_ON_PENDING (-5l)
#define PSCI_INVALID_ADDRESS (-9l)
#endif
