"""Logs of real training runs on the CPU, by transformers and TRL: what `gradual diagnose` says of them.

The models are tiny and shaped as Qwen2, with eager attention. Attention overflows binary16 where the biases of
queries and keys are 60: 32 products of 3,600 are 115,200, above 65,504.
"""

import contextlib
import io
import json
import socket

import pytest
import torch
import transformers
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

WORDS = [f"w{number}" for number in range(500)]
SPECIAL = ["<pad>", "<eos>", "<unk>"]
STEPS = 16


@pytest.fixture(autouse=True)
def one_thread():
    """Threads that wait for one another take minutes for such models on a machine that does much else."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def tokenizer():
    numbers = {word: number for number, word in enumerate(SPECIAL + WORDS)}
    inner = Tokenizer(models.WordLevel(numbers, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=inner, pad_token="<pad>", eos_token="<eos>", unk_token="<unk>"
    )


def model(dtype=torch.float32, bias=0.0, flushes=False):
    torch.manual_seed(1)
    result = transformers.Qwen2ForCausalLM(
        transformers.Qwen2Config(
            vocab_size=512, hidden_size=64, intermediate_size=96, num_hidden_layers=2,
            num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=64,
            attn_implementation="eager", pad_token_id=0, eos_token_id=1, bos_token_id=None,
        )
    )  # fmt: skip
    with torch.no_grad():
        for layer in result.model.layers:
            layer.self_attn.q_proj.bias.fill_(bias)
            layer.self_attn.k_proj.bias.fill_(bias)
    result = result.to(dtype)
    if flushes:
        # Gradients as binary16 holds them after 2^-40: all are 0.
        for parameter in result.parameters():
            parameter.register_hook(lambda gradient: (gradient * 2.0**-40).half().float())
    return result


def words(seed, count):
    generator = torch.Generator().manual_seed(seed)
    return " ".join(WORDS[number] for number in torch.randint(0, 40, (count,), generator=generator))


def preferences():
    return Dataset.from_list(
        [
            {
                "prompt": words(row, 4) + " ",
                "chosen": words(row + 1000, 8),
                "rejected": words(row + 2000, 8),
            }
            for row in range(64)
        ]
    )


def completions():
    return Dataset.from_list(
        [
            {"prompt": words(row, 4) + " ", "completion": words(row + 1000, 8)}
            for row in range(64)
        ]
    )


def masking(collator):
    """A collator that masks every label, as one does that looks for a wrong template."""

    def collate(examples):
        batch = collator(examples)
        if "labels" in batch:
            batch["labels"] = torch.full_like(batch["labels"], -100)
        if "completion_mask" in batch:
            batch["completion_mask"] = torch.zeros_like(batch["completion_mask"])
        return batch

    return collate


def run(kind, folder, *, masked=False, nan_filter=True, bar=False, report_to=(), **options):
    """Trains, and leaves trainer_state.json in a checkpoint; the result is what was printed."""
    arguments = dict(
        output_dir=str(folder), per_device_train_batch_size=4, max_steps=STEPS, logging_steps=2,
        eval_strategy="steps", eval_steps=8, save_steps=STEPS, learning_rate=1e-3, seed=3,
        disable_tqdm=not bar, report_to=list(report_to), use_cpu=True, bf16=False, fp16=False,
        logging_nan_inf_filter=nan_filter, gradient_checkpointing=False, save_only_model=True,
        max_length=32,
    )  # fmt: skip
    console = io.StringIO()
    with contextlib.redirect_stdout(console):
        if kind == "sft":
            data = completions()
            trainer = SFTTrainer(
                model=model(**options), args=SFTConfig(completion_only_loss=True, **arguments),
                train_dataset=data, eval_dataset=data.select(range(16)),
                processing_class=tokenizer(),
            )  # fmt: skip
        else:
            data = preferences()
            trainer = DPOTrainer(
                model=model(**options), ref_model=model(**options), args=DPOConfig(**arguments),
                train_dataset=data, eval_dataset=data.select(range(16)),
                processing_class=tokenizer(),
            )  # fmt: skip
        if masked:
            trainer.data_collator = masking(trainer.data_collator)
        trainer.train()
    return console.getvalue()


def diagnose(gradual, path):
    done = gradual.run("diagnose", path, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


HALF = {"dtype": torch.float16, "bias": 60.0}
FORWARD = "forward-not-finite-no-scaler"
# What is trained and how, with the verdicts.
CASES = {
    "sft, healthy": ("sft", {"bar": True}, "healthy"),
    "sft, forward overflow": ("sft", HALF, FORWARD),
    "sft, forward overflow without the filter": ("sft", {"nan_filter": False, **HALF}, FORWARD),
    "sft, all labels masked": ("sft", {"masked": True}, "labels-masked"),
    "sft, all labels masked without the filter": (
        "sft", {"masked": True, "nan_filter": False}, "labels-masked",
    ),
    "sft, gradients flushed": ("sft", {"flushes": True}, "gradient-underflow"),
    # AdamW on binary16 weights: its epsilon of 1e-8 is 0 there.
    "sft, optimiser state": ("sft", {"dtype": torch.float16}, "optimiser-state"),
    "dpo, healthy": ("dpo", {"bar": True}, "healthy"),
    "dpo, forward overflow": ("dpo", HALF, FORWARD),
    "dpo, forward overflow without the filter": ("dpo", {"nan_filter": False, **HALF}, FORWARD),
    "dpo, gradients flushed": ("dpo", {"flushes": True}, "gradient-underflow"),
    "dpo, all responses masked": ("dpo", {"masked": True}, "responses-masked"),
    "dpo, optimiser state": ("dpo", {"dtype": torch.float16}, "optimiser-state"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_run_is_named_by_each_of_its_logs(gradual, tmp_path, name):
    kind, options, verdict = CASES[name]
    folder = tmp_path / "run"
    (tmp_path / "train.log").write_text(run(kind, folder, **options))
    for log in (tmp_path / "train.log", folder):
        told = diagnose(gradual, log)
        assert told["verdict"] == verdict, told
        assert told["trainingRecords"] == STEPS // 2, told
        assert told["evaluationRecords"] == 2, told
        assert told["isFailure"] == (verdict != "healthy"), told


def test_a_printed_zero_is_known_to_be_nan(gradual, tmp_path):
    run("sft", tmp_path / "run", **HALF)
    told = diagnose(gradual, tmp_path / "run")
    assert told["evidence"][0]["seen"] == "0.0 in 8/8", told
    assert told["printedZeroIsNaN"] == "sure", told
    assert told["certainty"] == "sure", told


def test_tensorboards_files_tell_the_same(gradual, tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "host")
    monkeypatch.setenv("TENSORBOARD_LOGGING_DIR", str(tmp_path / "events"))
    run("sft", tmp_path / "run", report_to=["tensorboard"], **HALF)
    told = diagnose(gradual, tmp_path / "events")
    assert told["kinds"] == ["TensorBoard event file"], told
    assert told["verdict"] == FORWARD, told
    assert (told["trainingRecords"], told["evaluationRecords"]) == (8, 2), told
