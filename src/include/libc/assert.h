/* SPDX-License-Identifier: Apache-2.0 */
/* mbedTLS uses static assertions only. */
#ifndef CORDON_ASSERT_H
#define CORDON_ASSERT_H

#define static_assert _Static_assert
#endif
