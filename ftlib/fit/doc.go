// Package fit trains the suffix of a network, the layers behind its frozen prefix, on the prefix's features.
//
// A [Setup] is what a configuration means: network, mask, cut, update rule. A [Trainer] runs batches of it and holds
// the state; an engine (engine.go) does the work: on the processor the kernels below XLA train heads whole (dense.go)
// and the convolutions of VGG16 and of ResNet50's blocks below their heads (conv.go); everything else, and all of it
// on a GPU, are XLA programs (xla.go), many steps a call where they can be. [Session.Run] is a whole training with its
// record, interruptible at any moment and resumable to the same bits.
package fit
