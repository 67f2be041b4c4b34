/* Which loops this processor runs. */
#include "program/kernels.h"
#include <stdbool.h>

#ifdef PC_KERNELS_X86
static bool runs_v3(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
}

static bool runs_v4(void) {
  return runs_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

const pc_kernels *pc_kernels_at(size_t index) {
  if (index == 0) return &pc_kernels_base;
  if (index == 1 && runs_v3()) return &pc_kernels_v3;
  return index == 2 && runs_v4() ? &pc_kernels_v4 : NULL;
}
#else
const pc_kernels *pc_kernels_at(size_t index) {
  return index == 0 ? &pc_kernels_base : NULL;
}
#endif

const pc_kernels *pc_kernels_best(void) {
  const pc_kernels *best = NULL;
  for (size_t i = 0; pc_kernels_at(i); i++) best = pc_kernels_at(i);
  return best;
}
