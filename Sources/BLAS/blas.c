// OpenBLAS reads its environment when it is loaded, so it is opened by hand and late: first the
// variables, then dlopen. Debian's 0.3.21 does not know recent processors and would fall back to
// its Haswell kernels; where the AVX-512 instructions exist the right kernels are asked for.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "blas.h"

#include <stddef.h>

#ifdef __APPLE__

#define ACCELERATE_NEW_LAPACK
#include <Accelerate/Accelerate.h>

bool longhand_blas_available(void) { return true; }

void longhand_dgemm(
    bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k,
    double alpha, const double *a, int32_t lda, const double *b, int32_t ldb,
    double beta, double *c, int32_t ldc) {
  cblas_dgemm(
      CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
      transpose_b ? CblasTrans : CblasNoTrans, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

bool longhand_dgesdd(
    char job, int32_t m, int32_t n, double *a, int32_t lda, double *s, double *u, int32_t ldu,
    double *vt, int32_t ldvt, double *work, int32_t lwork, int32_t *iwork, int32_t *info) {
  dgesdd_(&job, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &lwork, iwork, info);
  return true;
}

bool longhand_dgesv(
    int32_t n, int32_t nrhs, double *a, int32_t lda, int32_t *ipiv, double *b, int32_t ldb,
    int32_t *info) {
  dgesv_(&n, &nrhs, a, &lda, ipiv, b, &ldb, info);
  return true;
}

void longhand_prepare_allocator(void) {}

#else

#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

typedef void dgemm_function(
    int order, int transpose_a, int transpose_b, int m, int n, int k, double alpha,
    const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc);
typedef void dgesdd_function(
    const char *job, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
    const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork,
    int *info, size_t job_length);
typedef void dgesv_function(
    const int *n, const int *nrhs, double *a, const int *lda, int *ipiv, double *b,
    const int *ldb, int *info);

static pthread_once_t once = PTHREAD_ONCE_INIT;
static dgemm_function *dgemm;
static dgesdd_function *dgesdd;
static dgesv_function *dgesv;

static void open_library(void) {
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    setenv("OPENBLAS_CORETYPE", "SKYLAKEX", 0);
  }
#endif
  static const char *const names[] = {"libopenblas.so.0", "libopenblas.so"};
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && library == NULL; i++) {
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  }
  if (library == NULL) return;
  void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
  if (set_threads != NULL) set_threads(1);
  dgesdd = (dgesdd_function *)dlsym(library, "dgesdd_");
  dgesv = (dgesv_function *)dlsym(library, "dgesv_");
  dgemm = (dgemm_function *)dlsym(library, "cblas_dgemm");
}

bool longhand_blas_available(void) {
  pthread_once(&once, open_library);
  return dgemm != NULL;
}

void longhand_dgemm(
    bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k,
    double alpha, const double *a, int32_t lda, const double *b, int32_t ldb,
    double beta, double *c, int32_t ldc) {
  enum { row_major = 101, as_stored = 111, transposed = 112 };
  if (!longhand_blas_available()) return;
  dgemm(
      row_major, transpose_a ? transposed : as_stored, transpose_b ? transposed : as_stored,
      m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

bool longhand_dgesdd(
    char job, int32_t m, int32_t n, double *a, int32_t lda, double *s, double *u, int32_t ldu,
    double *vt, int32_t ldvt, double *work, int32_t lwork, int32_t *iwork, int32_t *info) {
  pthread_once(&once, open_library);
  if (dgesdd == NULL) return false;
  dgesdd(&job, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &lwork, iwork, info, 1);
  return true;
}

bool longhand_dgesv(
    int32_t n, int32_t nrhs, double *a, int32_t lda, int32_t *ipiv, double *b, int32_t ldb,
    int32_t *info) {
  pthread_once(&once, open_library);
  if (dgesv == NULL) return false;
  dgesv(&n, &nrhs, a, &lda, ipiv, b, &ldb, info);
  return true;
}

void longhand_prepare_allocator(void) {
#ifdef __GLIBC__
  // A result above the mmap threshold is unmapped when freed and faulted in again, page by page,
  // when the next one is made; 32 MB is the largest threshold glibc takes.
  mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, 1024 * 1024 * 1024);
#endif
}

#endif
