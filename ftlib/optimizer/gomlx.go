package optimizer

import (
	"path"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	gomlx "github.com/gomlx/gomlx/ml/train/optimizer"
)

// updateGraph is what every rule does as a GoMLX optimizer: it takes the gradients of the trainable variables in
// GoMLX's order and keeps the slots as variables under /<scopeName>/<scope of the variable>.
func updateGraph(r Rule, scopeName string, scope *model.Scope, g *graph.Graph, loss *Node) {
	gradients := scope.BuildTrainableVariablesGradientsGraph(loss)
	gomlx.IncrementGlobalStep(g, loss.DType())
	step := gomlx.IncrementCounter(scope.At("%s", scopeName), g, "step", loss.DType())
	i := 0
	for v := range scope.IterVariables() {
		if !v.Trainable || !v.InUseByGraph(g) || i == len(gradients) {
			continue
		}
		own := scope.Store().Scope(path.Join("/", scopeName, v.Scope())).WithInitializer(initializer.Zero)
		variables, slots := make([]*model.Variable, len(r.Slots())), make([]*Node, len(r.Slots()))
		for k, name := range r.Slots() {
			variables[k] = own.VariableWithShape(v.Name()+"_"+name, v.Shape()).SetTrainable(false)
			slots[k] = variables[k].NodeValue(g)
		}
		weight, slots := r.Update(step, v.NodeValue(g), gradients[i], slots)
		v.SetNodeValue(weight)
		for k, s := range slots {
			variables[k].SetNodeValue(s)
		}
		i++
	}
}
