package kernels

// Rule is an optimizer's update of one step: Adadelta, whose running means keep the share A and take the share B of
// what is new, or Adam, whose moments take the shares A and B of what is new and whose rate holds the step's
// corrections.
type Rule struct {
	Adam                bool
	Rate, A, B, Epsilon float32
}

// Slots is the number of tensors that either rule keeps beside each weight.
const Slots = 2
