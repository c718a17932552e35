/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORDON_VERSION_H
#define CORDON_VERSION_H

#define CORDON_VERSION "0.1"
#endif
