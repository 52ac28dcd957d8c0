package kernels

// Rule is an optimizer's update of one step: Adadelta, whose running means keep the share A and take the share B of
// what is new, or Adam, whose moments take the shares A and B of what is new and whose rate holds the step's
// corrections, or SGD, whose velocity keeps the share A and looks ahead by as much where B is not 0.
type Rule struct {
	Adam, SGD           bool
	Rate, A, B, Epsilon float32
	Decay               float32 // share of a weight that is taken off before
}

// Slots is the number of tensors that an optimizer may keep beside each weight.
const Slots = 2
