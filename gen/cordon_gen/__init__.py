# SPDX-License-Identifier: Apache-2.0
"""Generator of Cordon: from the texts in spec/ to C, ACSL, Why3 and the reference page."""
