"""The networks of ft in PyTorch, for ft bench --peer torch; behind peer.py.

Layers have Keras' names; images lie channels last, as oneDNN likes them.
"""

import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

model, x, y, rule = None, None, None, None


class Network(nn.ModuleDict):
    """Modules by Keras' layer names; forward is in the subclasses."""

    def conv(self, name, inputs, units, kernel, stride=1):
        self[name] = nn.Conv2d(inputs, units, kernel, stride, kernel // 2 if stride == 1 else 0)

    def load(self, values):
        with torch.no_grad():
            for name, m in self.items():
                get = lambda part: torch.from_numpy(values[f"{name}/{part}"].copy())
                if isinstance(m, nn.BatchNorm2d):
                    for ours, keras in ("weight", "gamma"), ("bias", "beta"), ("running_mean", "moving_mean"), ("running_var", "moving_variance"):
                        getattr(m, ours).copy_(get(keras))
                else:
                    kernel = get("kernel")
                    m.weight.copy_(kernel.permute(3, 2, 0, 1) if kernel.ndim == 4 else kernel.T)
                    m.bias.copy_(get("bias"))


class VGG16(Network):
    def __init__(self, classes, image):
        super().__init__()
        inputs = 3
        for block, (n, units) in enumerate(((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)), 1):
            for i in range(1, n + 1):
                self.conv(f"block{block}_conv{i}", inputs, units, 3)
                inputs = units
        self["fc1"] = nn.Linear((image // 32) ** 2 * 512, 128)
        self["fc2"] = nn.Linear(128, 128)
        self["output"] = nn.Linear(128, classes)

    def forward(self, x):
        for block, n in enumerate((2, 2, 3, 3, 3), 1):
            for i in range(1, n + 1):
                x = F.relu(self[f"block{block}_conv{i}"](x))
            x = F.max_pool2d(x, 2)
        x = x.permute(0, 2, 3, 1).flatten(1)
        return self["output"](F.relu(self["fc2"](F.relu(self["fc1"](x)))))


class ResNet50(Network):
    stages = (3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2)

    def __init__(self, classes, image):
        super().__init__()
        self.conv("conv1_conv", 3, 64, 7, 2)
        self.norm("conv1_bn", 64)
        inputs = 64
        for s, (blocks, units, stride) in enumerate(self.stages, 2):
            for b in range(1, blocks + 1):
                name, step = f"conv{s}_block{b}", stride if b == 1 else 1
                if b == 1:
                    self.conv(f"{name}_0_conv", inputs, 4 * units, 1, step)
                    self.norm(f"{name}_0_bn", 4 * units)
                for i, (a, c, kernel) in enumerate(((inputs, units, 1), (units, units, 3), (units, 4 * units, 1)), 1):
                    self.conv(f"{name}_{i}_conv", a, c, kernel, step if i == 1 else 1)
                    self.norm(f"{name}_{i}_bn", c)
                inputs = 4 * units
        self["fc1"] = nn.Linear(2048, 512)
        self["fc2"] = nn.Linear(512, 256)
        self["output"] = nn.Linear(256, classes)

    def norm(self, name, units):
        self[name] = nn.BatchNorm2d(units, eps=1.001e-5, momentum=0.01)

    def unit(self, name, x):
        return self[f"{name}_bn"](self[f"{name}_conv"](x))

    def forward(self, x):
        x = F.relu(self.unit("conv1", F.pad(x, (3, 3, 3, 3))))
        x = F.max_pool2d(F.pad(x, (1, 1, 1, 1)), 3, 2)
        for s, (blocks, _, _) in enumerate(self.stages, 2):
            for b in range(1, blocks + 1):
                name = f"conv{s}_block{b}"
                h = F.relu(self.unit(f"{name}_1", x))
                h = F.relu(self.unit(f"{name}_2", h))
                x = F.relu(self.unit(f"{name}_3", h) + (self.unit(f"{name}_0", x) if b == 1 else x))
        x = F.dropout(F.relu(self["fc1"](x.mean((2, 3)))), 0.5, self.training)
        return self["output"](F.dropout(F.relu(self["fc2"](x)), 0.5, self.training))


def build(network, image, classes, base, head, batch):
    """The network with the paper's head, its weights from two files of ft: base and head."""
    global model, x, y
    model = {"vgg16": VGG16, "resnet50": ResNet50}[network](classes, image)
    model.load(safetensors(base) | safetensors(head))
    model = model.to(memory_format=torch.channels_last)
    x = images(np.random.default_rng(1).normal(0, 60, (batch, image, image, 3)).astype(np.float32))
    y = torch.arange(batch) % classes
    predict()


def images(nhwc):
    """NCHW in name, NHWC in memory."""
    return torch.from_numpy(nhwc).permute(0, 3, 1, 2)


def freeze(layers, optimizer):
    """Trains these layers only, from the next step on."""
    global rule
    for name, m in model.items():
        for p in m.parameters():
            p.requires_grad = name in layers
            p.grad = None
    model.train()
    for name, m in model.items():
        if name not in layers:
            m.eval()
    trained = [p for p in model.parameters() if p.requires_grad]
    rule = {"adam": lambda: torch.optim.Adam(trained, 0.001, eps=1e-7),
            "adadelta": lambda: torch.optim.Adadelta(trained, 0.001, rho=0.95, eps=1e-7)}[optimizer]()
    train()


def train():
    rule.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    rule.step()
    loss.item()


def inference(x):
    modes = {m: m.training for m in model.modules()}
    model.eval()
    with torch.inference_mode():
        out = F.softmax(model(x), 1)
    for m, training in modes.items():
        m.training = training
    return out


def evaluate():
    inference(x)


def predict():
    inference(x)


def probabilities(pixels):
    """Of RGB images, a file of bytes."""
    return inference(images(bgr(pixels, x.shape[2]))).tolist()


def versions():
    return {"torch": torch.__version__, "python": sys.version.split()[0]}


serve(build, freeze, train, evaluate, predict, probabilities, versions)
