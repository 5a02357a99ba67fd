"""What torch's optimisers, clipping, scaler and transformers' schedules do on a small shared problem.

`python torch_training.py FILE` writes it; the Swift tests hold Gradual to the committed file, and
test_torch_training.py holds the file to torch.
"""

import json
import math
import sys

import torch
import transformers

# Whole vectors on every CPU: what is left over torch computes by another loop, which rounds products in between.
COUNT = 64
STEPS = 5

FORMATS = {"binary32": torch.float32, "bfloat16": torch.bfloat16, "binary16": torch.float16}

OPTIMISERS = {
    "sgd": (torch.optim.SGD, {"lr": 0.05}),
    "sgd-momentum": (torch.optim.SGD, {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}),
    "adam": (torch.optim.Adam, {"lr": 0.01, "betas": (0.9, 0.999), "eps": 1e-8}),
    "adam-decay": (
        torch.optim.Adam,
        {"lr": 0.01, "betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.1},
    ),
    "adamw": (
        torch.optim.AdamW,
        {"lr": 0.003, "betas": (0.9, 0.99), "eps": 1e-6, "weight_decay": 0.1},
    ),
}  # fmt: skip


def uniforms(seed):
    """Numbers in (-1, 1) with 24 bits, by a linear congruential generator."""
    state = seed
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield ((state >> 40) - 2**23) / 2**23


def tensor(numbers, dtype, scale=1.0):
    return torch.tensor([scale * next(numbers) for _ in range(COUNT)]).to(dtype)


def listed(values):
    """Numbers; as texts those that JSON does not have."""
    numbers = [float(value) for value in values.float()]
    return [number if math.isfinite(number) else str(number) for number in numbers]


def trajectory(name, dtype):
    """Weights after every step, of gradients that get smaller."""
    kind, options = OPTIMISERS[name]
    numbers = uniforms(1)
    weight = torch.nn.Parameter(tensor(numbers, dtype))
    optimiser = kind([weight], foreach=False, **options)
    case = {"weights": listed(weight.detach()), "gradients": [], "after": []}
    for step in range(STEPS):
        weight.grad = tensor(numbers, dtype, scale=2.0 ** -(step % 5))
        case["gradients"].append(listed(weight.grad))
        optimiser.step()
        case["after"].append(listed(weight.detach()))
    return case


def optimisers():
    cases = []
    for name, (_, options) in OPTIMISERS.items():
        for form, dtype in FORMATS.items():
            plain = {key: value for key, value in options.items() if key != "betas"}
            betas = options.get("betas", (0.0, 0.0))
            plain.update(beta1=betas[0], beta2=betas[1])
            cases.append({"name": name, "format": form, "options": plain, **trajectory(name, dtype)})
    return cases


def clipping():
    cases = []
    for limit, scale in [(1.0, 0.01), (1.0, 1.0), (0.5, 1000.0)]:
        numbers = uniforms(2)
        parameters = [torch.nn.Parameter(torch.zeros(COUNT)) for _ in range(3)]
        for parameter in parameters:
            parameter.grad = tensor(numbers, torch.float32, scale)
        case = {"limit": limit, "gradients": [listed(p.grad) for p in parameters]}
        norm = torch.nn.utils.clip_grad_norm_(parameters, limit, foreach=False)
        case["norm"] = float(norm)
        case["clipped"] = [listed(p.grad) for p in parameters]
        cases.append(case)
    return cases


def schedules():
    makers = {
        "constant": transformers.get_constant_schedule_with_warmup,
        "linear": transformers.get_linear_schedule_with_warmup,
        "cosine": transformers.get_cosine_schedule_with_warmup,
    }
    cases = []
    for name, make in makers.items():
        for warm_up in (0, 5):
            optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.002)
            arguments = {} if name == "constant" else {"num_training_steps": 20}
            schedule = make(optimiser, num_warmup_steps=warm_up, **arguments)
            rates = []
            for _ in range(21):
                rates.append(schedule.get_last_lr()[0])
                optimiser.step()
                schedule.step()
            cases.append({"name": name, "warm_up": warm_up, "steps": 20, "rates": rates})
    return cases


def scaler():
    """The scale after every step, by the kernel that `GradScaler.update` calls."""
    cases = []
    for pattern in ["b" * 170, "g" * 9 + "b" + "g" * 20 + "bb" + "g" * 12]:
        scale, tracker = torch.full((), 65536.0), torch.zeros((), dtype=torch.int32)
        scales = []
        for letter in pattern:
            found = torch.full((), 1.0 if letter == "b" else 0.0)
            torch._amp_update_scale_(scale, tracker, found, 2.0, 0.5, 5)
            scales.append(float(scale))
        cases.append({"steps": pattern, "interval": 5, "scales": scales})
    return cases


def everything():
    return {
        "torch": torch.__version__.split("+")[0],
        "optimisers": optimisers(), "clipping": clipping(), "schedules": schedules(),
        "scaler": scaler(),
    }  # fmt: skip


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(everything(), file, indent=None, separators=(",", ":"))
        file.write("\n")
