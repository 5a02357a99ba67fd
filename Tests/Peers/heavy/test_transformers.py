"""Whole models of transformers, tiny and at random: loss and gradients in binary64 by torch's autograd.

Both sides read the same folder: config.json and safetensors files as `save_pretrained` writes them.
"""

import json

import numpy as np
import pytest
import torch
import transformers
from safetensors.numpy import load_file

SEED = 5
LENGTH = 12
SEQUENCES = 3
# What differs are the orders of sums of some dozen terms, through a few layers.
TOLERANCE = 1e-10

SHARED = {"vocab_size": 61, "max_position_embeddings": 32, "attn_implementation": "eager"}
LLAMA_LIKE = {
    "hidden_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 6,
    "num_key_value_heads": 2,
    "intermediate_size": 80,
    **SHARED,
}
CONFIGS = {
    "qwen2": transformers.Qwen2Config(tie_word_embeddings=True, rms_norm_eps=1e-6, **LLAMA_LIKE),
    "llama": transformers.LlamaConfig(tie_word_embeddings=False, rms_norm_eps=1e-5, **LLAMA_LIKE),
    "gpt2": transformers.GPT2Config(
        n_embd=48, n_layer=3, n_head=6, n_positions=32, vocab_size=61, attn_implementation="eager",
        resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
    ),
    "gpt_neox": transformers.GPTNeoXConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=6, intermediate_size=96,
        rotary_pct=0.25, hidden_act="gelu", use_parallel_residual=True,
        attention_dropout=0.0, hidden_dropout=0.0, **SHARED,
    ),
}  # fmt: skip


class ExactRotary(torch.nn.Module):
    """Rotary embeddings in binary64 throughout, where transformers computes the angles in binary32."""

    def __init__(self, config, rotated):
        super().__init__()
        self.theta = config.rope_parameters["rope_theta"]
        self.rotated = rotated

    def forward(self, x, position_ids):
        powers = torch.arange(0, self.rotated, 2, dtype=torch.float64) / self.rotated
        angles = position_ids[..., None].double() * self.theta**-powers
        angles = torch.cat((angles, angles), dim=-1)
        return angles.cos().to(x.dtype), angles.sin().to(x.dtype)


class ExactNorm(torch.nn.Module):
    """RMSNorm in binary64, where transformers computes it in binary32."""

    def __init__(self, norm):
        super().__init__()
        self.weight = norm.weight
        self.epsilon = norm.variance_epsilon

    def forward(self, x):
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon)


def exact(model):
    """The model with nothing in it computed in binary32."""
    for name, module in list(model.named_modules()):
        if type(module).__name__.endswith("RMSNorm"):
            parent = model.get_submodule(name.rpartition(".")[0])
            setattr(parent, name.rpartition(".")[2], ExactNorm(module))
        elif type(module).__name__.endswith("RotaryEmbedding"):
            config = model.config
            width = config.hidden_size // config.num_attention_heads
            share = config.rope_parameters.get("partial_rotary_factor", 1)
            parent = model.get_submodule(name.rpartition(".")[0])
            setattr(parent, name.rpartition(".")[2], ExactRotary(config, int(width * share)))
    return model


@pytest.fixture(autouse=True)
def softmax_of_the_inputs_type(monkeypatch):
    """transformers asks for softmax in binary32, whatever the model's type."""
    softmax = torch.nn.functional.softmax
    monkeypatch.setattr(
        torch.nn.functional, "softmax", lambda x, dim=None, dtype=None: softmax(x, dim=dim)
    )


@pytest.fixture(params=CONFIGS)
def checkpoint(request, tmp_path):
    """A model with all of its parameters at random, in binary64, and the folder it is saved in."""
    torch.manual_seed(SEED)
    model = transformers.AutoModelForCausalLM.from_config(CONFIGS[request.param]).double().eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            is_norm = any(word in name for word in ("norm", "ln_")) and name.endswith("weight")
            deviation = 0.2 if parameter.dim() == 1 else parameter.shape[-1] ** -0.5
            parameter.normal_(1.0 if is_norm else 0.0, deviation)
    model.save_pretrained(tmp_path)
    return exact(model), tmp_path


def tokens():
    return np.random.default_rng(SEED).integers(0, 61, (SEQUENCES, LENGTH))


def loss_of(model, ids):
    """The mean over all tokens, each of which is to predict the next of its sequence, the last the first."""
    logits = model(input_ids=torch.from_numpy(ids), use_cache=False).logits
    labels = torch.from_numpy(np.roll(ids, -1, axis=1))
    return torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1))


def check(gradual, folder, ids, *options):
    np.save(folder / "tokens.npy", ids)
    done = gradual.run(
        "check", folder, "--tokens", folder / "tokens.npy", "--gradients",
        folder / "gradients.safetensors", "--json", *options,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), load_file(folder / "gradients.safetensors")


@pytest.mark.parametrize("attention", ["eager", "scale-first", "fused"])
def test_gradients(gradual, checkpoint, attention):
    model, folder = checkpoint
    ids = tokens()
    loss = loss_of(model, ids)
    loss.backward()
    found, gradients = check(gradual, folder, ids, "--policy", "fp64", "--attention", attention)
    assert found["loss"] == pytest.approx(loss.item(), rel=TOLERANCE)
    # GPT-NeoX' head has another name in files than in the model.
    file_names = {"lm_head.weight": "embed_out.weight"} if model.config.model_type == "gpt_neox" else {}
    parameters = {file_names.get(name, name): p for name, p in model.named_parameters()}
    assert set(gradients) == set(parameters)
    for name, parameter in parameters.items():
        expected = parameter.grad.numpy()
        # Relative to the tensor: elements that nearly cancel have an absolute error.
        error = np.abs(gradients[name] - expected).max() / np.abs(expected).max()
        assert error <= TOLERANCE, f"{name}: {error}, seed {SEED}"
