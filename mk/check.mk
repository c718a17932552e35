# SPDX-License-Identifier: Apache-2.0
#
# The variables are checked before anything is done: a bad value is one line.

# $(call bad,VARIABLE,what to do)
bad = $(error $(1)=$($(1)): $(2))
comma := ,

ifeq ($(filter 1/cortex-a72 1/neoverse-n1 1/max,$(words $(CPU))/$(CPU)),)
$(call bad,CPU,use cortex-a72$(comma) neoverse-n1 or max)
endif
ifeq ($(filter $(addprefix 1/,1 2 3 4 5 6 7 8),$(words $(SMP))/$(SMP)),)
$(call bad,SMP,use a number from 1 to 8)
endif
mem_ok := $(shell tools/mem-ok '$(subst ','\'',$(MEM))' && echo yes)
ifneq ($(mem_ok),yes)
$(call bad,MEM,use a size from 512M to 64G$(comma) a whole number and M or G)
endif
ifneq ($(PLATFORM),virt)
$(call bad,PLATFORM,the only platform is virt)
endif
ifeq ($(filter 0/ 1/0 1/1,$(words $(DEBUG))/$(DEBUG)),)
$(call bad,DEBUG,use 1 or leave it out)
endif
ifneq ($(KERNEL),)
ifeq ($(wildcard $(KERNEL)),)
$(call bad,KERNEL,there is no such file)
endif
endif
ifneq ($(BOOTIMG),)
ifeq ($(wildcard $(BOOTIMG)),)
$(call bad,BOOTIMG,there is no such file)
endif
endif
