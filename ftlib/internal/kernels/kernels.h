// Floats between two of the 36 points of Winograd's transform: at a distance of a power of two they would share a cache set.
enum { ft_apart = 16 };

// The geometry of a 3x3 convolution with stride 1 and "same" padding, or of a 1x1 one.
typedef struct {
	int height, width, cin, cout; // of the output; cin is a multiple of the lanes, cout of twice as many
	int tiles_h, tiles_w;         // 4x4 tiles of an image
	int src_width;                // pixels of a row of src, 4·tiles_w+2
	long src_image;               // floats of an image of src
	long src_pixel;               // 1x1: floats from a pixel of src to the next
	long dst_row, dst_image;      // floats of a row and of an image of dst
	int pool;                     // 3x3: 2x2 max-pooling behind the ReLU
	int relu;                     // 1x1 and batch norm: whether there is one
} ft_shape;

// An update rule: Adadelta with the shares a and b of the old and the new in its running means, or Adam with the shares a
// and b of the new in its moments and a rate that holds the corrections of the step, or SGD with the momentum a, which
// is Nesterov's where b is not 0. Before, the share decay of the weight is taken off it.
typedef struct {
	int adam, sgd;
	float rate, a, b, epsilon, decay;
} ft_rule;

// What a processor has: see winograd.h, pointwise.h, normalize.h, dense.h and gradient.h for the functions.
typedef struct {
	int lanes, rows;
	void (*block)(const ft_shape *s, const float *src, const float *u, const float *bias, const float *mask, float *dst, float *v, float *m, int first, int count);
	void (*kernel)(const float *k, float *u, int in, int cin, int cout, int from, int to);
	void (*gradient_tiles)(const ft_shape *s, const float *x, const float *dy, float *v, float *w, int base, int all, int first, int count);
	void (*accumulate)(const float *v, const float *w, float *du, int all, int cin, int cout, int start);
	void (*kernel_gradient)(const float *du, float *dk, int cin, int cout, int from, int to);
	void (*pointwise)(const ft_shape *s, const float *a, const float *u, const float *bias, const float *side, float *dst, float *m, int first, int count);
	void (*moments)(const ft_shape *s, const float *y, const float *about, float *sum, float *squares, int first, int count);
	void (*normalize)(const ft_shape *s, const float *y, const float *scale, const float *shift, const float *side, float *dst, int first, int count);
	void (*norm_sums)(const ft_shape *s, const float *y, const float *mean, const float *mask, float *gradient, float *sum, float *product, int first, int count);
	void (*norm_gradient)(const ft_shape *s, const float *y, const float *mean, const float *a, const float *b, const float *c, const float *gradient, float *dst, float *sum, int first, int count);
	void (*dense_forward)(const float *x, long row, const float *panel, float *out, int n, int count, int add);
	void (*dense_sum)(const float *parts, long apart, int blocks, const float *bias, float *y, int width, int n, int relu);
	void (*dense_learn)(const ft_rule *rule, const float *x, long row, const float *dy, int n, float *panel, float *slot0, float *slot1, int count);
	void (*dense_bias)(const ft_rule *rule, const float *dy, int n, float *bias, float *slot0, float *slot1);
	void (*dense_back)(const float *dy, int width, int n, const float *u, const float *x, float scale, float *dx, int in, int from, int to);
} ft_kernels;

// ft_best returns the widest set that this processor runs, or the one with at most so many lanes.
const ft_kernels *ft_best(int lanes);

// ft_compiler names what compiled all this.
const char *ft_compiler(void);

// cgo cannot call through a pointer.
void ft_block(const ft_kernels *f, const ft_shape *s, const float *src, const float *u, const float *bias, const float *mask, float *dst, float *v, float *m, int first, int count);
void ft_kernel(const ft_kernels *f, const float *k, float *u, int in, int cin, int cout, int from, int to);
void ft_gradient_tiles(const ft_kernels *f, const ft_shape *s, const float *x, const float *dy, float *v, float *w, int base, int all, int first, int count);
void ft_accumulate(const ft_kernels *f, const float *v, const float *w, float *du, int all, int cin, int cout, int start);
void ft_kernel_gradient(const ft_kernels *f, const float *du, float *dk, int cin, int cout, int from, int to);
void ft_pointwise(const ft_kernels *f, const ft_shape *s, const float *a, const float *u, const float *bias, const float *side, float *dst, float *m, int first, int count);
void ft_moments(const ft_kernels *f, const ft_shape *s, const float *y, const float *about, float *sum, float *squares, int first, int count);
void ft_normalize(const ft_kernels *f, const ft_shape *s, const float *y, const float *scale, const float *shift, const float *side, float *dst, int first, int count);
void ft_norm_sums(const ft_kernels *f, const ft_shape *s, const float *y, const float *mean, const float *mask, float *gradient, float *sum, float *product, int first, int count);
void ft_norm_gradient(const ft_kernels *f, const ft_shape *s, const float *y, const float *mean, const float *a, const float *b, const float *c, const float *gradient, float *dst, float *sum, int first, int count);
void ft_dense_forward(const ft_kernels *f, const float *x, long row, const float *panel, float *out, int n, int count, int add);
void ft_dense_sum(const ft_kernels *f, const float *parts, long apart, int blocks, const float *bias, float *y, int width, int n, int relu);
void ft_dense_learn(const ft_kernels *f, const ft_rule *rule, const float *x, long row, const float *dy, int n, float *panel, float *slot0, float *slot1, int count);
void ft_dense_bias(const ft_kernels *f, const ft_rule *rule, const float *dy, int n, float *bias, float *slot0, float *slot1);
void ft_dense_back(const ft_kernels *f, const float *dy, int width, int n, const float *u, const float *x, float scale, float *dx, int in, int from, int to);
