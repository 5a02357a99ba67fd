"""The script of `gradual hook` in torch: every number that it writes against the tensors themselves."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest
import torch
from torch.utils.checkpoint import checkpoint


@pytest.fixture
def hook(gradual, tmp_path):
    path = tmp_path / "gradual_hook.py"
    path.write_text(gradual.run("hook").stdout)
    spec = importlib.util.spec_from_file_location("gradual_hook", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Pair(torch.nn.Module):
    """Calls a module twice, and gives tensors in a nested tuple with other things."""

    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(8, 8)
        self.norm = torch.nn.LayerNorm(8)

    def forward(self, x):
        y = self.linear(self.norm(self.linear(x)))
        return y, {"inner": [x * 2.0**-30, None, 3]}, torch.arange(3)


class Model(torch.nn.Module):
    def __init__(self, recomputes=None):
        super().__init__()
        self.pair, self.act, self.recomputes = Pair(), torch.nn.ReLU(inplace=True), recomputes
        self.head = torch.nn.Linear(8, 3)
        self.head.weight.requires_grad_(False)

    def forward(self, x):
        if self.recomputes is None:
            y = self.pair(x)[0]
        else:
            y = checkpoint(lambda x: self.pair(x)[0], x, use_reentrant=self.recomputes)
        return self.head(self.act(y * 1.0))


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def expected(tensor):
    """What a line must say of a tensor, by numpy in binary64, which holds every number exactly."""
    x = tensor.detach().to(torch.float64).numpy().ravel()
    magnitudes = np.abs(x[np.isfinite(x) & (x != 0)])
    binades = np.frexp(magnitudes)[1] - 1
    counts = {
        "elements": x.size,
        "zeros": int((x == 0).sum()),
        "nan": int(np.isnan(x).sum()),
        "positive_inf": int((x == np.inf).sum()),
        "negative_inf": int((x == -np.inf).sum()),
        "largest": None,
        "least": None,
        "log2": [],
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
    }
    if magnitudes.size:
        low, high = int(binades.min()), int(binades.max())
        counts["largest"], counts["least"] = magnitudes.max(), magnitudes.min()
        counts["log2"] = [low] + [int((binades == n).sum()) for n in range(low, high + 1)]
    return counts


def watched(model):
    """Tensors as torch's own hooks see them, by (pass, module, call, output)."""
    seen, calls = {}, {}

    def forward(name):
        def record(module, inputs, outputs):
            call = calls.setdefault(name, 0)
            calls[name] += 1
            flat = [outputs]
            if isinstance(outputs, tuple):
                flat = [outputs[0], outputs[1]["inner"][0]]
            for output, tensor in enumerate(flat):
                seen["forward", name, call, output] = tensor.detach().clone()
                if tensor.requires_grad:
                    key = ("backward", name, call, output)
                    tensor.register_hook(lambda g, key=key: seen.update({key: g.clone()}))

        return record

    for name, module in model.named_modules():
        module.register_forward_hook(forward(name))
    return seen


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16", "float16"])
def test_every_number_is_torchs(gradual, hook, tmp_path, dtype):
    torch.manual_seed(3)
    model = Model().to(getattr(torch, dtype))
    seen = watched(model)
    watch = hook.watch(model, tmp_path / "hook.jsonl")
    x = torch.randn(5, 8, dtype=model.head.weight.dtype)
    x[0, 0] = 0
    loss = model(x).square().mean() * 1024
    loss.backward()
    watch.step(loss=loss, grad_norm=torch.tensor(1.5), loss_scale=1024.0)
    watch.close()
    for name, parameter in model.named_parameters():
        if parameter.requires_grad and "linear" not in name:
            seen["parameter", name, 0, 0] = parameter.grad
    head, *rows, end = lines(tmp_path / "hook.jsonl")
    assert head["gradual_hook"] == 1 and head["torch"] == torch.__version__
    assert end == {"step": 0, "loss": loss.item(), "grad_norm": 1.5, "loss_scale": 1024.0}
    found = {(r["pass"], r["module"], r["call"], r["output"]): r for r in rows}
    assert len(found) == len(rows)
    for key, tensor in seen.items():
        row = found.pop(key)
        for field, value in expected(tensor).items():
            assert row[field] == value, (key, field)
    # Of the module that is called twice each pass's own gradient is told, and their sum is torch's.
    names = {key[1] for key in found}
    assert names == {"pair.linear.weight", "pair.linear.bias"}
    assert "head.weight" not in {r["module"] for r in rows}
    done = gradual.run("inspect", tmp_path / "hook.jsonl", "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)["hooks"][0]
    assert summary["unreadableLines"] == 0 and summary["lines"] == len(rows) + 2
    assert summary["firstNotFinite"] is None


def test_what_is_not_finite(gradual, hook, tmp_path):
    torch.manual_seed(4)
    model = Model()
    with hook.watch(model, tmp_path / "hook.jsonl") as watch:
        for step, value in enumerate([1.0, float("inf")]):
            x = torch.full((2, 8), 0.5)
            x[1, 1] = value
            loss = model(x).sum()
            loss.backward()
            watch.step(loss=loss)
    rows = lines(tmp_path / "hook.jsonl")
    assert rows[-1]["loss"] == "nan"
    summary = json.loads(gradual.run("inspect", tmp_path / "hook.jsonl", "--json").stdout)["hooks"][0]
    bad = summary["firstNotFinite"]
    assert (bad["step"], bad["pass"], bad["module"], bad["call"]) == (1, "forward", "pair.linear", 0)
    assert bad["counts"]["positiveInfinities"] + bad["counts"]["negativeInfinities"] == 8


@pytest.mark.parametrize("reentrant", [False, True])
def test_checkpointing_is_told_apart(hook, tmp_path, reentrant):
    model = Model(recomputes=reentrant)
    with hook.watch(model, tmp_path / "hook.jsonl") as watch:
        model(torch.randn(2, 8, requires_grad=True)).sum().backward()
        watch.step()
    rows = lines(tmp_path / "hook.jsonl")[1:-1]
    passes = {(r["pass"], r["module"], r["call"]) for r in rows}
    assert ("forward", "pair.linear", 0) in passes and ("recompute", "pair.linear", 0) in passes
    assert ("backward", "pair.linear", 1) in passes


def test_some_steps_some_modules_and_no_change(hook, tmp_path):
    gradients = []
    for is_watched in [False, True]:
        torch.manual_seed(5)
        model = Model()
        watch = None
        if is_watched:
            watch = hook.watch(
                model, tmp_path / "hook.jsonl", every=2, only=lambda name: name.startswith("head")
            )
        for _ in range(3):
            model(torch.randn(4, 8)).sum().backward()
            if watch:
                watch.step()
        gradients.append([p.grad for p in model.parameters() if p.requires_grad])
        if watch:
            watch.close()
    assert all(torch.equal(a, b) for a, b in zip(*gradients, strict=True))
    rows = [row for row in lines(tmp_path / "hook.jsonl")[1:] if "module" in row]
    assert {r["module"] for r in rows} == {"head", "head.bias"} and {r["step"] for r in rows} == {0, 2}


def test_a_killed_run_leaves_what_it_wrote(gradual, hook, tmp_path):
    script = """
        import torch, gradual_hook
        model = torch.nn.Linear(4, 4)
        hook = gradual_hook.watch(model, "hook.jsonl")
        while True:
            model(torch.randn(2, 4)).sum().backward()
            hook.step(loss_scale=1.0)
            print("step", flush=True)
    """
    run = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=tmp_path, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    for _ in range(3):
        run.stdout.readline()
    run.send_signal(signal.SIGKILL)
    run.wait()
    done = gradual.run("inspect", tmp_path / "hook.jsonl", "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)["hooks"][0]
    assert summary["steps"] >= 3 and summary["unreadableLines"] == 0
