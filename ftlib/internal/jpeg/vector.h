#include <stddef.h>
#include <stdint.h>

// ft_idct_vectors says whether this processor has the instructions that ft_idct needs.
int ft_idct_vectors(void);

// ft_idct is idctGo for a row of n blocks, of which it takes those whose state is 1 (one shade) or 2.
void ft_idct(const int32_t *blocks, const uint8_t *state, int n, uint8_t *dst, ptrdiff_t stride);

// ft_colours is convert for the n columns xs, ascending, of a row.
void ft_colours(const uint8_t *luma, const uint8_t *cb, const uint8_t *cr, ptrdiff_t width, const ptrdiff_t *xs,
	ptrdiff_t n, uint8_t *out);

// ft_triangle is triangleBoth of n samples.
void ft_triangle(const uint8_t *near, const uint8_t *far, ptrdiff_t n, uint8_t *out);
