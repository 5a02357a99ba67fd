"""Token numbers of texts, by small tokenizers trained here, against the package tokenizers.

The two sides share the file tokenizer.json that the package writes.
"""

import json
import random
import unicodedata

import pytest
from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers import models, normalizers, pre_tokenizers, processors, trainers

SEED = 7
# More than any text here has; the model's context.
LENGTH = 4096

LEAD = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"
TAIL = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LEAD + r"\p{N}" + TAIL
LLAMA3 = LEAD + r"\p{N}{1,3}" + TAIL

TEXTS = [
    "Hello world, don't DON'T we'Ve I'LL 's 'S' 'ſ'ſt '' a's",
    "a  b   c\n\n  d \r\n e\t\tf \n\n\n  \n", " ", "\n", "  ", " \n ", "\n x", "'", "'s",
    "1234567 12.5 ½ ²³ ٣٤٥ Ⅷ x=1;y[0]=-2e-5",
    "😀👩‍👩‍👧‍👦🏳️‍🌈 x\ufeff", "日本語テキスト、한국어 العربية हिन्दी ไทย",
    "\u00a0x\u2003\u2003y\u0085z\u2028q\u3000\u3000", "\x00\x01\x1c\x1f\x7f\v\f",
    "<|endoftext|>a<|endoftext|><|endoftext|> b<|begin_of_text|>c<|padding|>", "<|endof", "<<|endoftext|>>",
    "<tool_call> x</tool_call>", "def f(self):\n\n\n    return  [\n        1]\n" + " " * 50 + "x",
    "é ü ñ Å 가 \u1100\u1161 e\u0301", "x\u0327\u0301 \u0301", "a" * 300, "日" * 100,
]  # fmt: skip

RANGES = [
    (0x20, 0x7E), (0x20, 0x7E), (0x9, 0xD), (0x20, 0x20), (0x27, 0x27), (0xA0, 0x17F), (0x300, 0x320),
    (0x370, 0x5FF), (0x660, 0x6FF), (0x2000, 0x206F), (0x2150, 0x218B), (0x4E00, 0x4E80), (0xAC00, 0xAD00),
    (0x1F600, 0x1F640), (0x0, 0xD7FF), (0xE000, 0x10FFFF),
]  # fmt: skip


def random_text(source, length):
    return "".join(chr(source.randint(*source.choice(RANGES))) for _ in range(length))


def corpus():
    source = random.Random(SEED)
    words = ["the", "don't", "I'LL", "naïve", "été", "日本語", "привет", "hello", "123", "4567", "x=1;", "😀",
             "  ", "\n\n", "\r\n", "\t", "ß", "we've", "٣", "'s"]  # fmt: skip
    return ["".join(source.choice(words) + source.choice(" \n ") for _ in range(200)) for _ in range(60)]


def trained(pre_tokenizer, special, normalizer=None, ignore_merges=False):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=alphabet, special_tokens=special, show_progress=False
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    return tokenizer


def split(pattern):
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), byte_level])


def gpt2(add_prefix_space=False):
    tokenizer = trained(pre_tokenizers.ByteLevel(add_prefix_space=add_prefix_space), ["<|endoftext|>"])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer


def qwen2():
    tokenizer = trained(split(QWEN2), ["<|endoftext|>"], normalizers.NFC())
    tokenizer.add_tokens([AddedToken("<tool_call>", normalized=False)])
    return tokenizer


def llama3():
    tokenizer = trained(split(LLAMA3), ["<|begin_of_text|>", "<|end_of_text|>"], ignore_merges=True)
    begin = "<|begin_of_text|>"
    template = processors.TemplateProcessing(
        single=f"{begin} $A",
        pair=f"{begin} $A {begin} $B",
        special_tokens=[(begin, tokenizer.token_to_id(begin))],
    )
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=True), template])
    return tokenizer


def gpt_neox():
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer = trained(byte_level, ["<|endoftext|>", "<|padding|>"], normalizers.NFC())
    tokenizer.add_tokens([AddedToken(" " * count, normalized=True) for count in range(24, 1, -1)])
    return tokenizer


def crossing(pattern):
    """A tokenizer that tells where words end at any scalar: x, 1 and ! merge with all first bytes of one."""
    vocabulary = {text: index for index, text in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    merges = []
    for left in "x1!":
        for byte in sorted(pre_tokenizers.ByteLevel.alphabet()):
            if left + byte not in vocabulary:
                vocabulary[left + byte] = len(vocabulary)
                merges.append((left, byte))
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = split(pattern) if pattern else pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


KINDS = {
    "gpt2": gpt2,
    "gpt2-prefix": lambda: gpt2(add_prefix_space=True),
    "qwen2": qwen2,
    "llama3": llama3,
    "gpt_neox": gpt_neox,
}


@pytest.fixture
def folder(gradual, tmp_path):
    """A model whose passes take next to no time."""
    config = {
        "model_type": "llama", "hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 1,
        "num_key_value_heads": 1, "intermediate_size": 4, "vocab_size": 1100,
        "max_position_embeddings": LENGTH, "rms_norm_eps": 1e-5, "tie_word_embeddings": False,
    }  # fmt: skip
    (tmp_path / "config.json").write_text(json.dumps(config))
    done = gradual.run("export", tmp_path / "config.json", tmp_path / "model")
    assert done.returncode == 0, done.stderr
    return tmp_path / "model"


def check(gradual, folder, text, length=LENGTH):
    (folder / "text.txt").write_bytes(text.encode())
    return gradual.run(
        "check", folder, "--text", folder / "text.txt", "--length", str(length), "--policy", "fp32", "--json"
    )


def compare(gradual, folder, tokenizer, texts):
    wrong = []
    for text in texts:
        done = check(gradual, folder, text)
        assert done.returncode == 0, f"{text!r}: {done.stderr}"
        found = json.loads(done.stdout)["tokenNumbers"]
        expected = tokenizer.encode(text).ids
        if found != expected:
            wrong.append((text, found, expected))
    assert not wrong, f"{len(wrong)} of {len(texts)}, seed {SEED}, text, found, expected: {wrong[0]}"


@pytest.mark.parametrize("kind", KINDS)
def test_token_numbers(gradual, folder, kind):
    tokenizer = KINDS[kind]()
    tokenizer.save(str(folder / "tokenizer.json"))
    source = random.Random(SEED)
    texts = TEXTS + [random_text(source, source.randint(1, 60)) for _ in range(100)]
    if tokenizer.normalizer:
        texts = [unicodedata.normalize("NFC", text) for text in texts]
    compare(gradual, folder, tokenizer, texts)


@pytest.mark.parametrize("pattern", [None, QWEN2, LLAMA3], ids=["gpt2", "qwen2", "llama3"])
def test_words_end_where_the_pattern_says(gradual, folder, pattern):
    """Scalars of all planes behind a letter, a digit and a mark."""
    tokenizer = crossing(pattern)
    tokenizer.save(str(folder / "tokenizer.json"))
    source = random.Random(SEED)
    scalars = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code))[0] not in "C"]
    scalars = source.sample(scalars, 1000) + [s for s in scalars if unicodedata.category(s)[0] in "NZ"]
    texts = [
        "".join(f"x{scalar}x1{scalar}1!{scalar}!\n" for scalar in scalars[start : start + 60])
        for start in range(0, len(scalars), 60)
    ]
    compare(gradual, folder, tokenizer, texts)


def test_cut_texts(gradual, folder):
    tokenizer = llama3()
    tokenizer.save(str(folder / "tokenizer.json"))
    text = "one two three four five six seven eight nine ten"
    for length in (2, 3, 7, 100):
        tokenizer.enable_truncation(length)
        found = json.loads(check(gradual, folder, text, length).stdout)
        assert found["tokenNumbers"] == tokenizer.encode(text).ids, length
        assert found["isCut"] == (length != 100)


@pytest.mark.parametrize("kind", ["qwen2", "gpt_neox"])
def test_texts_that_are_not_normalised(gradual, folder, kind):
    """A text is refused exactly where normalising would change it."""
    KINDS[kind]().save(str(folder / "tokenizer.json"))
    source = random.Random(SEED)
    marks = "aeoAEO\u0301\u0327\u0308\u0323\u1100\u1161\u11a8가각\u212b\u0344é\u0915\u093cक़"
    refused = 0
    for _ in range(60):
        text = "".join(source.choice(marks) for _ in range(source.randint(1, 3)))
        done = check(gradual, folder, text)
        changes = unicodedata.normalize("NFC", text) != text
        assert done.returncode == (2 if changes else 0), f"{text!r}: {done.stderr}"
        assert not changes or "normalisation form C" in done.stderr
        refused += changes
    assert 10 < refused < 50
