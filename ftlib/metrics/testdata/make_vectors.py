"""Writes vectors.json: what scikit-learn 1.9.1 makes of answers, with ties, missing classes and divisions by zero.

pip install scikit-learn==1.9.1 && python make_vectors.py
"""

import json
import warnings

import numpy as np
from scipy.optimize import brentq
from scipy.special import softmax
from scipy.stats import binomtest
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.simplefilter("ignore")
random = np.random.default_rng(5)


def temperature(y, p):
    z = np.log(np.maximum(p, 2.0**-126))

    def slope(log_factor):
        q = softmax(np.exp(log_factor) * z, axis=1)
        return ((q * z).sum(axis=1) - z[np.arange(len(y)), y]).sum()

    low, high = np.log(1 / 100), np.log(1 / 0.01)
    if slope(low) >= 0:
        return 100.0
    if slope(high) <= 0:
        return 0.01
    return float(np.exp(-brentq(slope, low, high, xtol=1e-15, rtol=1e-15)))


def wilson(k, n):
    interval = binomtest(k, n).proportion_ci(0.95, "wilson")
    return [interval.low, interval.high]


def case(name, y, p):
    y, p = np.asarray(y), np.asarray(p, dtype=float)
    n = p.shape[1]
    labels, guess = list(range(n)), p.argmax(axis=1)
    right = int((guess == y).sum())
    each = metrics.precision_recall_fscore_support(y, guess, labels=labels, zero_division=0)
    out = {
        "name": name, "truth": y.tolist(), "probabilities": p.tolist(),
        "accuracy": [metrics.accuracy_score(y, guess), *wilson(right, len(y))],
        "balanced": metrics.balanced_accuracy_score(y, guess),
        "confusion": metrics.confusion_matrix(y, guess, labels=labels).tolist(),
        "classes": [x.tolist() for x in each],
        "macro": metrics.precision_recall_fscore_support(y, guess, average="macro", zero_division=0)[:3],
        "weighted": metrics.precision_recall_fscore_support(y, guess, average="weighted", zero_division=0)[:3],
        "log_loss": metrics.log_loss(y, p, labels=labels),
        "brier": metrics.brier_score_loss(y, p, labels=labels),
        "top": [metrics.top_k_accuracy_score(y, p, k=k, labels=labels) for k in range(1, min(6, n))] if n > 2 else [],
        "temperature": temperature(y, p),
        "curves": [],
    }
    for k in labels:
        fpr, tpr, _ = metrics.roc_curve(y == k, p[:, k], drop_intermediate=False)
        precision, recall, _ = metrics.precision_recall_curve(y == k, p[:, k])
        out["curves"].append({
            "fpr": fpr.tolist(), "tpr": tpr.tolist(), "precision": precision[::-1].tolist(), "recall": recall[::-1].tolist(),
            "auc": metrics.roc_auc_score(y == k, p[:, k]), "ap": metrics.average_precision_score(y == k, p[:, k]),
        })
    if n == 2:
        out["auc"] = metrics.roc_auc_score(y, p[:, 1])
    else:
        out["auc"] = metrics.roc_auc_score(y, p, multi_class="ovr", labels=labels)
    confidence = p.max(axis=1)
    accuracy, mean = calibration_curve(guess == y, confidence, n_bins=15)
    counts = np.bincount(np.searchsorted(np.linspace(0, 1, 16)[1:-1], confidence), minlength=15)
    out["bins"] = {"accuracy": accuracy.tolist(), "confidence": mean.tolist(), "counts": counts.tolist(),
                   "ece": float((np.abs(accuracy - mean) * counts[counts > 0]).sum() / len(y))}
    return out


def drawn(images, classes, sharpness, digits=None):
    y = random.integers(classes, size=images)
    z = random.normal(size=(images, classes))
    z[np.arange(images), y] += 1
    p = softmax(sharpness * z, axis=1)
    return y, np.round(p * digits) / digits if digits else p


def coarse(images, classes):
    """Probabilities in tenths: many ties."""
    y, p = drawn(images, classes, 2)
    p = np.floor(p * 10) / 10
    p[:, -1] += 1 - p.sum(axis=1)
    return y, p


cases = [
    case("two classes", *drawn(60, 2, 1)),
    case("two classes, ties", *coarse(50, 2)),
    case("five classes, sharp", *drawn(80, 5, 6)),
    case("seven classes, ties", *coarse(90, 7)),
    case("all right", [0, 1, 2], np.eye(3)),
    case("all wrong and certain", [1, 2, 0, 1], np.eye(3)[[0, 0, 1, 2]]),
    case("no answer", [0, 1, 2, 2], np.full((4, 3), 1 / 3)),
    case("a class without images", *(lambda y, p: (np.where(y == 3, 0, y), p))(*drawn(40, 4, 2))),
    case("one class only", [1, 1, 1], [[0.2, 0.8], [0.6, 0.4], [0.5, 0.5]]),
    case("one image", [2], [[0.1, 0.2, 0.7]]),
    case("on the edges of bins", [0, 1, 0, 1, 0, 1],
         [[0.6, 0.4], [0.4, 0.6], [0.8, 0.2], [0.2, 0.8], [1, 0], [0.5, 0.5]]),
]


def plain(v):
    if isinstance(v, dict):
        return {k: plain(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)):
        return [plain(x) for x in v]
    if isinstance(v, float) or isinstance(v, np.floating):
        return None if np.isnan(v) else float(v)
    return v


with open("vectors.json", "w") as f:
    json.dump(plain(cases), f, indent=None, separators=(",", ":"))
    f.write("\n")
