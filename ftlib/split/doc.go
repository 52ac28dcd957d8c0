// Package split divides n items into training and test sets exactly as scikit-learn (1.5 and later) does.
//
// The same seed gives the same indices, bit for bit, as Python's
//
//	sklearn.utils.shuffle(range(n), random_state=seed)                   // Permutation
//	train_test_split(range(n), test_size=0.2, random_state=seed)         // TrainTestSplit
//	KFold(5, shuffle=True, random_state=seed).split(range(n))            // KFold
//	StratifiedKFold(5, shuffle=True, random_state=seed).split(x, labels) // StratifiedKFold
//
// because the random numbers are those of NumPy's RandomState (MT19937 and its masked rejection), not those of
// numpy.random.default_rng, which is another stream. All indices count from 0.
//
// A folder of classes lists its images class by class, so an unshuffled KFold on it tests on classes that it has
// hardly trained on. [HoldOut] and [Folds] shuffle first, as the paper's protocol does.
package split
