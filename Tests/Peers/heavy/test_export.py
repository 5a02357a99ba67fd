"""Generated weights, exported and loaded by transformers: the rms of every tensor of a pass in binary32.

The two sides share the folder that `gradual export` writes, and nothing else.
"""

import json

import numpy as np
import pytest
import torch
import transformers

SEED = 3
LENGTH = 32
# Both compute in binary32, in other orders: tensors of thousands of numbers agree to far less than this.
TOLERANCE = 0.02

CONFIGS = {
    "qwen2": {
        "model_type": "qwen2", "hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 8,
        "num_key_value_heads": 2, "intermediate_size": 704, "vocab_size": 2000,
        "max_position_embeddings": 64, "rms_norm_eps": 1e-6, "tie_word_embeddings": True,
        "rope_theta": 1000000.0, "initializer_range": 0.02,
    },
    "llama": {
        "model_type": "llama", "hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 8,
        "num_key_value_heads": 8, "intermediate_size": 704, "vocab_size": 2000,
        "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "tie_word_embeddings": False,
        "rope_theta": 500000.0, "initializer_range": 0.02,
    },
    "gpt2": {
        "model_type": "gpt2", "n_embd": 256, "n_layer": 4, "n_head": 8, "n_positions": 64,
        "vocab_size": 2000, "initializer_range": 0.02,
    },
    "gpt_neox": {
        "model_type": "gpt_neox", "hidden_size": 256, "num_hidden_layers": 4,
        "num_attention_heads": 8, "intermediate_size": 1024, "vocab_size": 2000,
        "max_position_embeddings": 64, "rotary_pct": 0.25, "initializer_range": 0.02,
    },
}  # fmt: skip

# The module of a site whose output is what the site has, by architecture.
LLAMA_LIKE = {
    "attention.norm": "input_layernorm", "mlp.norm": "post_attention_layernorm",
    "attention.query": "self_attn.q_proj", "attention.key": "self_attn.k_proj",
    "attention.value": "self_attn.v_proj", "attention.output": "self_attn.o_proj",
    "mlp.gate": "mlp.gate_proj", "mlp.up": "mlp.up_proj", "mlp.down": "mlp.down_proj",
    "residual": "",
}  # fmt: skip
SITES = {
    "qwen2": ("model.layers", LLAMA_LIKE),
    "llama": ("model.layers", LLAMA_LIKE),
    "gpt2": ("transformer.h", {
        "attention.norm": "ln_1", "mlp.norm": "ln_2", "attention.output": "attn.c_proj",
        "mlp.up": "mlp.c_fc", "mlp.down": "mlp.c_proj", "residual": "",
    }),
    "gpt_neox": ("gpt_neox.layers", {
        "attention.norm": "input_layernorm", "mlp.norm": "post_attention_layernorm",
        "attention.output": "attention.dense", "mlp.up": "mlp.dense_h_to_4h",
        "mlp.down": "mlp.dense_4h_to_h", "residual": "",
    }),
}  # fmt: skip

# Where a gradient goes on as it is, it has its name from where it was written.
SAME_GRADIENTS = {
    "attention.output": ("attention.residual", "residual"), "mlp.down": ("residual",),
    "attention.value": ("attention.value.head",), "mlp.norm": ("mlp.up.input",),
}  # fmt: skip


def rms(tensor):
    return tensor.detach().double().pow(2).mean().sqrt().item()


def first(output):
    return output[0] if isinstance(output, tuple) else output


def passed(model, ids, layers, names):
    """The rms of every module's output and of the gradient that reaches it, by site and pass."""
    kept = {}

    def keep(site):
        def hook(_module, _inputs, output):
            tensor = first(output)
            tensor.retain_grad()
            kept[site] = tensor

        return hook

    for layer in range(len(model.get_submodule(layers))):
        for site, module in names.items():
            path = f"{layers}.{layer}" + (f".{module}" if module else "")
            model.get_submodule(path).register_forward_hook(keep(f"layers.{layer}.{site}"))
    head = model.get_output_embeddings()
    head.register_forward_hook(keep("head.logits"))
    logits = model(input_ids=torch.from_numpy(ids), use_cache=False).logits
    labels = torch.from_numpy(np.roll(ids, -1, axis=1))
    loss = torch.nn.functional.cross_entropy(
        logits.reshape(-1, logits.shape[-1]), labels.reshape(-1)
    )
    loss.backward()
    found = {}
    for site, tensor in kept.items():
        found[site, "forward"] = rms(tensor)
        found[site, "activation-gradient"] = rms(tensor.grad)
    return loss.item(), found


@pytest.mark.parametrize("kind", CONFIGS)
def test_every_site(gradual, tmp_path, kind):
    config = tmp_path / "config.json"
    config.write_text(json.dumps(CONFIGS[kind]))
    folder = tmp_path / "fresh"
    done = gradual.run("export", config, folder, "--seed", SEED)
    assert done.returncode == 0, done.stderr
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    ids = np.random.default_rng(SEED).integers(0, CONFIGS[kind]["vocab_size"], (1, LENGTH))
    np.save(tmp_path / "tokens.npy", ids)
    run = gradual.run(
        "check", folder, "--policy", "fp32", "--tokens", tmp_path / "tokens.npy", "--json"
    )
    assert run.returncode == 0, run.stderr
    page = json.loads(run.stdout)
    ours = {
        (site["site"], site["pass"]): site["rootMeanSquare"]
        for site in page["sites"]
        if site["role"] not in ("operand", "attention-operand")
    }
    layers, names = SITES[kind]
    loss, theirs = passed(model, ids, layers, names)
    assert page["loss"] == pytest.approx(loss, rel=1e-4)
    assert len(theirs) > 40
    for (site, direction), expected in theirs.items():
        layer, name = ".".join(site.split(".")[:2]), ".".join(site.split(".")[2:])
        others = SAME_GRADIENTS.get(name, ()) if direction != "forward" else ()
        places = [site, *(f"{layer}.{other}" for other in others)]
        found = next((ours[place, direction] for place in places if (place, direction) in ours), None)
        assert found == pytest.approx(expected, rel=TOLERANCE), f"{site}, {direction}, seed {SEED}"
    # Fresh matrices have the deviation that they are said to have.
    matrix = model.get_input_embeddings().weight
    assert rms(matrix) == pytest.approx(CONFIGS[kind]["initializer_range"], rel=TOLERANCE)
