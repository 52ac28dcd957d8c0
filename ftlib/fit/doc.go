// Package fit trains the tail of a network on the features of its frozen prefix.
//
// A [Trainer] keeps features, weights and optimizer state on the device; one call runs many steps inside a single XLA
// program, so that nothing is copied and nothing compiled from step to step. On the CPU the convolutions
// of a tail run on our own kernels instead, batch by batch (stack.go): VGG16's, and ResNet50's blocks where the whole
// of them is trained. [Session.Run] is a whole training with its record, interruptible at any moment and resumable to the same bits.
package fit
