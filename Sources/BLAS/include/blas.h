// Matrix products and a little linear algebra from the machine's own library: Accelerate on
// macOS, OpenBLAS elsewhere, opened at the first large product so that starting costs nothing.
#ifndef LONGHAND_BLAS_H
#define LONGHAND_BLAS_H

#include <stdbool.h>
#include <stdint.h>

/// Whether a BLAS could be opened; the first call opens it.
bool longhand_blas_available(void);

/// C = A B, row-major, m x k times k x n; a transposed operand is stored as its transpose.
void longhand_dgemm(
    bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k,
    double alpha, const double *a, int32_t lda, const double *b, int32_t ldb,
    double beta, double *c, int32_t ldc);

/// LAPACK's singular value decomposition (column-major); false when no LAPACK was found.
bool longhand_dgesdd(
    char job, int32_t m, int32_t n, double *a, int32_t lda, double *s, double *u, int32_t ldu,
    double *vt, int32_t ldvt, double *work, int32_t lwork, int32_t *iwork, int32_t *info);

/// LAPACK's solution of A X = B (column-major); false when no LAPACK was found.
bool longhand_dgesv(
    int32_t n, int32_t nrhs, double *a, int32_t lda, int32_t *ipiv, double *b, int32_t ldb,
    int32_t *info);

/// Keeps freed buffers with the process, so that the next large result faults no pages in.
void longhand_prepare_allocator(void);

#endif
