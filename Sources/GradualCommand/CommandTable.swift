import Calculator
import TestVectors

/// Every command with its arguments and options: what is parsed by, and what help is made from.
let commandTable: [Command] = [
  DiagnoseCommand.command,
  Command(
    name: "check", group: .runs,
    summary: "one forward and backward pass of a checkpoint under a precision policy",
    notes: [
      "MODEL_DIR is a Hugging Face folder: config.json of "
        + "qwen2, llama, mistral, gpt2 or gpt_neox, and safetensors files. Two passes run side by "
        + "side, under the policy and in the reference's format, with which every tensor is compared, and one "
        + "before them to find the scales of a policy with delayed scaling; weights are read as they are "
        + "needed. What is told holds for "
        + "these weights and these tokens, and for nothing else.",
      "The usable loss scales come from the reference's gradients: from the least power of two that keeps "
        + "every gradient's cosine at .99, estimated from its binades, to the largest with which "
        + "nothing overflows. What one gradient's loss does to the next is not in them.",
      "Tokenizers are those of byte-level byte-pair encoding: tokenizer.json as GPT-2, Llama 3, Qwen2.5 and "
        + "GPT-NeoX have it. Tokens that it puts around every text, such as one that begins it, are part of "
        + "--length.",
    ],
    positionals: [Positional(name: "MODEL_DIR", summary: "the path of the folder")],
    options: [
      CheckCommand.policy, CheckCommand.attention, CheckCommand.tokens, CheckCommand.text,
      CheckCommand.length,
      CheckCommand.tokensPerLoss, CheckCommand.lossScale, CheckCommand.reference,
      CheckCommand.gradients,
      CheckCommand.threads, .json,
    ],
    examples: [
      "gradual check tiny-llama --policy fp16-mixed --length 16",
      "gradual check tiny-llama --text prose.txt --policy bf16-mixed",
      "gradual check tiny-llama --policy fp64 --gradients gradients.safetensors --length 8 --json",
    ],
    run: CheckCommand.run),
  Command(
    name: "inspect", group: .runs,
    summary: "what formats would do to the numbers of tensors in files, the worst first",
    notes: [
      "FILE is a safetensors file, an index of several or a folder with either, an .npy or .npz file, or "
        + "what the script of gradual hook wrote. Every "
        + "number is read once; of each array and of all together it is told what rounding to nearest does "
        + "to it in every format: how many overflow, are flushed to 0 or become subnormal, the room up to "
        + "the largest and down to the least number, the energy that the flushed had, cosine and "
        + "signal-to-noise ratio (SQNR) to what it was. In these sums the largest number stands for what "
        + "overflows. All counts are exact; whole numbers beyond 2^53 are read as binary64. A complex "
        + "number is two.",
      "The best scale is of the powers of two with which nothing overflows the one with the least sum of "
        + "squared errors; of several with the same the one nearest to 1.",
      "Formats have signs and a zero. To one of more than 11 significant bits, where elements have more than "
        + "16, numbers are rounded one by one, which takes longer, and no scale is looked for.",
      "For each block format (gradual list blocks) arrays are read once more; what is told is how many elements "
        + "saturate or are flushed, blocks that a NaN or an infinity makes NaN, and the block that loses most, by "
        + "its place among the scales. Tiles have a row of them in memory.",
      "A hook's file knows binades only: of each module and pass the fewest and the most that overflow or are "
        + "flushed, where something first was not finite, and the loss scales that each format leaves.",
    ],
    positionals: [
      Positional(name: "FILE", summary: "the path of a file or folder", isRepeatable: true)
    ],
    options: [
      InspectCommand.formats, InspectCommand.top, .json, InspectCommand.csv,
      InspectCommand.markdown, InspectCommand.figure, InspectCommand.threads,
    ],
    examples: [
      "gradual inspect model.safetensors gradients.npy",
      "gradual inspect tiny-llama --formats fp16,e4m3fn,e5m7 --top 3 --csv tensors.csv",
      "gradual inspect tiny-llama --formats mxfp8-e4m3,nvfp4,deepseek-128x128 --top 3",
      "gradual inspect hook.jsonl --formats fp16,bf16",
    ],
    run: InspectCommand.run),
  Command(
    name: "hook", group: .runs,
    summary: "prints a Python file that watches a torch model and writes what its numbers are",
    notes: [
      "The file needs torch and nothing else. In a training script: import gradual_hook; hook = "
        + "gradual_hook.watch(model, 'hook.jsonl'); after every backward pass hook.step(loss=loss, "
        + "grad_norm=norm, loss_scale=scale), each of which may be left out; hook.close() in the end.",
      "A line of JSON is written for every tensor that a module gives, for its gradient and for every "
        + "parameter's: counts of zeros, NaN and infinities, the extremes, and how many numbers lie in each "
        + "binade. A run that is killed leaves a file that can be read.",
    ],
    positionals: [],
    examples: ["gradual hook > gradual_hook.py && head -n 12 gradual_hook.py"],
    run: HookCommand.run),
  Command(
    name: "export", group: .runs,
    summary: "a fresh model's generated weights as a Hugging Face folder",
    notes: [
      "MODEL is a known model's name (see gradual list models) or the path of a config.json; OUT_DIR gets "
        + "config.json and model.safetensors, in F32, which transformers loads, and is made if it is "
        + "missing. The weights are those that the studies' passes have with this seed: a function of "
        + "seed, parameter and place."
    ],
    positionals: [
      Positional(name: "MODEL", summary: "the model"),
      Positional(name: "OUT_DIR", summary: "the path of the folder, which must hold no model yet"),
    ],
    options: [ExportCommand.seed],
    examples: ["gradual export pythia-70m fresh-pythia --seed 2"],
    run: ExportCommand.run),
  Command(
    name: "calc", group: .formats,
    summary: "one operation: operands as they round, result, code, flags, exact value",
    notes: [
      "An expression is OPERATION(OPERAND, …), or a number alone, which is converted. "
        + "Operations: " + Operation.arithmetic.map(\.key).joined(separator: ", ")
        + ", and the elementary functions (see gradual list functions). Operands are decimal or "
        + "hexadecimal (0x1.8p-3) numbers of any length, inf or nan; they are parsed exactly "
        + "and rounded once, to nearest even. The result is rounded once, as --rounding says; "
        + "its format is binary32 unless --format names another.",
      "Of an exact value that does not end within 60 digits the first 30 are shown, and an ellipsis.",
    ],
    positionals: [Positional(name: "EXPR", summary: "the expression, in quotes for the shell")],
    options: [
      .format, CalcCommand.source, .rounding, .overflow, .tininess, CalcCommand.random, .json,
    ],
    examples: [
      "gradual calc 'add(1.5, 0x1p-24)' --format binary16 --rounding toward-zero",
      "gradual calc 'mulAdd(9, 29, 0x1p-100)' --format bfloat16",
      "gradual calc 'exp(-17.4)' --format bfloat16",
      "gradual calc 450 --format e4m3fn --overflow saturate --json",
    ],
    run: CalcCommand.run),
  Command(
    name: "cast", group: .formats,
    summary: "rounds the numbers of an .npy file to a format",
    notes: [
      "IN holds numbers of any type that float64 holds exactly. OUT gets the rounded values, in float32 "
        + "for float16 and float32, else in float64, or with --codes their codes in the least unsigned "
        + "type that holds them; it is written whole or not at all. Element i of a stochastic rounding "
        + "draws its bits by the seed and i alone.",
      "In a block format (gradual list blocks) a block lies along the last axis, or is a tile of the last two, "
        + "and the last ones may be shorter. OUT gets elements times their scales.",
    ],
    positionals: [
      Positional(name: "IN", summary: "the path of an .npy file, C-ordered"),
      Positional(name: "OUT", summary: "the path of the .npy file to write"),
    ],
    options: [
      CastCommand.format, .rounding, .overflow, CastCommand.codes, .roundingSeed,
      CastCommand.counts, .json,
    ],
    examples: [
      "gradual cast gradients.npy rounded.npy --format e4m3fn --counts",
      "gradual cast gradients.npy codes.npy --format e5m2 --codes --rounding stochastic:13 --json",
      "gradual cast w.npy w.safetensors --format mxfp4 --codes --counts",
    ],
    run: CastCommand.run),
  Command(
    name: "dot", group: .formats,
    summary: "the dot products of the rows of two .npy files, as an accumulator computes them",
    notes: [
      "A and B are N×K, and OUT gets N numbers: row by row the sum of the K products. With A and B of "
        + "one axis there is one row. The operands are rounded to their format, to nearest even; what "
        + "happens next is the accumulator's, such as fp32, per-operation(binary16), "
        + "chunked(64, per-operation(e5m10), fp32) or a tensor core, h100-fp8.",
      "In a block format, whose blocks lie along the sum, elements times their scales enter, exactly; tensor "
        + "cores take none.",
      "OUT is float32 where that holds every result of the accumulator, else float64, and is written "
        + "whole or not at all. Each result of a stochastic accumulator draws its bits by the seed and "
        + "its row alone.",
    ],
    positionals: [
      Positional(name: "A", summary: "the path of an .npy file, N×K or K, C-ordered"),
      Positional(name: "B", summary: "another one of the same shape"),
      Positional(name: "OUT", summary: "the path of the .npy file to write, N"),
    ],
    options: [
      ProductOptions.inputs, ProductOptions.accumulator, DotCommand.add, .roundingSeed,
      ProductOptions.counts, .json,
    ],
    examples: [
      "gradual dot w.npy x.npy sums.npy --inputs e4m3fn --accumulator h100-fp8 --counts",
      "gradual dot w.npy x.npy sums.npy --inputs e5m2 --accumulator 'fused(fp16)' --json",
      "gradual dot w.npy x.npy sums.npy --inputs mxfp8-e4m3,nvfp4 --accumulator fp32 --counts",
    ],
    run: DotCommand.run),
  Command(
    name: "matmul", group: .formats,
    summary: "the product of two matrices in .npy files, as an accumulator computes it",
    notes: [
      "A is M×K, B is K×N, and OUT gets their product, M×N; each result is the dot product of a row of "
        + "A and a column of B, as dot has it, with random bits of its own. --counts and --json cost time."
    ],
    positionals: [
      Positional(name: "A", summary: "the path of an .npy file, M×K, C-ordered"),
      Positional(name: "B", summary: "another one, K×N"),
      Positional(name: "OUT", summary: "the path of the .npy file to write, M×N"),
    ],
    options: [
      ProductOptions.inputs, ProductOptions.accumulator, MatmulCommand.add,
      MatmulCommand.transpose, .roundingSeed, MatmulCommand.threads, ProductOptions.counts, .json,
    ],
    examples: [
      "gradual matmul w.npy x.npy product.npy --transpose b --inputs e4m3fn "
        + "--accumulator fp32 --json"
    ],
    run: MatmulCommand.run),
  VectorsCommand.command,
  CompareCommand.command,
  VerifyCommand.command,
  Command(
    name: "bench", group: .formats,
    summary: "how fast casts, arithmetic and products are on this machine, beside what it can do",
    notes: [
      "Each figure is a median, beside memcpy of an array of the same size and beside the peak of the "
        + "processor's fused multiply-adds, measured in turns with it; targets are ratios to these. "
        + "Benchmarks/results.md has the figures of one machine, with other emulators' beside them.",
      "A model's pass is one forward and one backward pass of generated weights, in binary32, with every "
        + "product and sum of the linear maps and of attention rounded to binary16, and with that "
        + "counted. With --json it has its seconds, and as peak_bytes the most memory that the process "
        + "had in one (VmHWM of /proc/self/status).",
    ],
    positionals: [],
    options: [
      BenchCommand.only, BenchCommand.threads, BenchCommand.repeats, BenchCommand.tokens,
      BenchCommand.quick, BenchCommand.arrays, .json,
    ],
    examples: [
      "gradual bench --only cast/e4m3fn,multiply-add --quick",
      "gradual bench --only matmul/binary16/stochastic --threads 1 --repeats 2 --quick --json",
      "gradual bench --only model:pythia-70m/fp32 --quick --repeats 1",
    ],
    run: BenchCommand.run),
  TrainCommand.command,
  Command(
    name: "study", group: .studies,
    summary: "runs an experiment: every cell of its axes that has no rows yet",
    notes: [
      "Axes that are not set have the defaults that gradual show NAME lists. Rows go to RUN as they are "
        + "computed; the same command again goes on where it stopped, and shards on several machines "
        + "fill one run. Results depend on neither threads nor shards."
    ],
    positionals: [Positional(name: "NAME", summary: "a study (see gradual list studies)")],
    options: [
      StudyCommand.set, StudyCommand.config, StudyCommand.out, StudyCommand.dryRun,
      StudyCommand.shard, StudyCommand.threads, StudyCommand.limit,
    ],
    examples: [
      "gradual study underflow --dry-run",
      "gradual study underflow --set model=gpt2 --set format=e5m2 --set vary=none "
        + "--out runs/small",
      "gradual study underflow --config runs/small/manifest.json --out runs/small --shard 0/2",
    ],
    run: StudyCommand.run),
  Command(
    name: "merge", group: .studies,
    summary: "gathers the rows of a run in results.csv, in the order of its plan",
    notes: ["Exit 3 when rows are missing or contradict one another; the line says how to go on."],
    positionals: [Positional(name: "RUN", summary: "the run's folder")],
    examples: ["gradual merge runs/small"],
    run: MergeCommand.run),
  Command(
    name: "report", group: .studies,
    summary: "merges a run and writes what its study makes of it",
    notes: [
      "The report is report.md with results.csv, manifest.json and the figures as Vega-Lite "
        + "(figures/*.vl.json). The paths are printed."
    ],
    positionals: [Positional(name: "RUN", summary: "the run's folder")],
    options: [ReportCommand.out],
    examples: ["gradual report runs/small --out Reports/small"],
    run: ReportCommand.run),
  Command(
    name: "list", group: .names,
    summary: "the names of one kind",
    positionals: [
      Positional(name: "KIND", summary: ListCommand.kindNames.joined(separator: ", "))
    ],
    options: [.json],
    examples: ["gradual list formats", "gradual list models --json"],
    run: ListCommand.run),
  Command(
    name: "show", group: .names,
    summary: "what a name stands for",
    notes: [
      "Of a format: fields, limits, special codes, what its standard leaves open, and up to 8 bits "
        + "every code; with --json up to 16 bits every code's value as an exact decimal string. Of a "
        + "block format: elements, blocks and how their scales are found. Of a model: its shape and parameters by role. Of an accumulator: what it takes, does and gives, part by "
        + "part. Of a policy: its rules, of which the last that matches wins, field by field; with --json "
        + "as a policy's file has them. Of a study: its axes and columns. Of safetensors files: totals by "
        + "dtype, and every tensor's dtype, shape and size. A folder with a config.json is a model.",
      "A policy's file is {\"base\": PRESET, \"rules\": [RULE, …]}, also with name and summary. A RULE "
        + "holds where its sites (a path, * for any characters), roles and passes (arrays of names) "
        + "do, and sets format (a block format, too), rounding, overflow, accumulator and scaling (none, current, "
        + "delayed, or blocks). "
        + "Without a base, the first rule holds everywhere and sets format and accumulator. A training "
        + "configuration in JSON is a policy's file too, DeepSpeed's, accelerate's or Hugging Face's "
        + "TrainingArguments: show tells the policy and the loss scale that it asks for.",
    ],
    positionals: [
      Positional(
        name: "NAME",
        summary:
          "a format, a block format, a model, an accumulator, a policy or a study (fp32 is the format, with --model the "
          + "policy); also the path of a format's or a policy's JSON file, of a config.json or of its "
          + "folder, of a .safetensors file, or of the model.safetensors.index.json of several or its "
          + "folder")
    ],
    options: [ShowCommand.inModel, ShowCommand.attention, CompareCommand.figure, .json],
    examples: [
      "gradual show e4m3fn --figure e4m3fn.vl.json", "gradual show 'e4m3(bias=8)' --json",
      "gradual show mxfp4", "gradual show 'block(int4, 64, ue5m3, amax)' --json",
      "gradual show qwen2.5-7b",
      "gradual show h100-fp8", "gradual show 'promoted(h100-fp8, 128)'", "gradual show underflow",
      "gradual show model.safetensors", "gradual show fp16-mixed",
      "gradual show my-policy.json --model gpt2 --attention fused", "gradual show ds_config.json",
    ],
    run: ShowCommand.run),
]

let functionNote =
  "FUNCTION is a format and an operation: " + TestFunction.operationNames.joined(separator: ", ")
  + "; or two types with _to_ between, such as f32_to_e5m2. Types are all formats, and "
  + IntegerType.allCases.map(\.rawValue).joined(separator: ", ") + "."
