#include <stddef.h>
#include <stdint.h>

// ft_idct_vectors says whether this processor has the instructions that ft_idct needs.
int ft_idct_vectors(void);

// ft_idct is idctGo for a row of n blocks, of which it takes those whose state is 1 (one shade) or 2.
void ft_idct(const int32_t *blocks, const uint8_t *state, int n, uint8_t *dst, ptrdiff_t stride);

// ft_colours is convert for the n columns xs, ascending, of a row.
void ft_colours(const uint8_t *luma, const uint8_t *cb, const uint8_t *cr, ptrdiff_t width, const ptrdiff_t *xs,
	ptrdiff_t n, uint8_t *out);

// ft_colours_420 is colours for planes of which the chroma ones, wide x high, have half the picture's width and height:
// columns xs and rows ys of it. scratch is 4 * wide bytes.
void ft_colours_420(const uint8_t *luma, ptrdiff_t stride, const uint8_t *cb, const uint8_t *cr, ptrdiff_t chroma_stride,
	ptrdiff_t wide, ptrdiff_t high, const ptrdiff_t *xs, ptrdiff_t n, ptrdiff_t width, const ptrdiff_t *ys, ptrdiff_t rows,
	uint8_t *scratch, uint8_t *out);

// ft_triangle is triangleBoth of n samples.
void ft_triangle(const uint8_t *near, const uint8_t *far, ptrdiff_t n, uint8_t *out);
