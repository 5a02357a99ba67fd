"""From samples to results.json, and from that to results.md. Needs nothing but Python.

    results.py      writes results.md anew from results.json
"""

import json
import pathlib
import textwrap
from statistics import median

FOLDER = pathlib.Path(__file__).parent

# Why a target is missed, where it is; by the target, or by the target and the work's name. None stands in
# results.md unless the figure beside it misses.
COUNTING = "counts, extremes and four binary64 sums for each element"
REMAINDER = "from the exact remainder, in more steps than the adder's own rounding"
ARITHMETIC = "some ten vector operations for each load and store; Zen 4 halves vectors of 512 bits"
REASONS = {
    "cast to nearest even, in cache": ARITHMETIC,
    **{
        ("cast to nearest even or toward zero, in memory", f"cast/{name}"): ARITHMETIC
        for name in ["binary16", "bfloat16", "e4m3fn", "e5m2"]
    },
    "matmul, every operation rounded, overflow tracked": "few terms fit between two looks at the"
    " sums where products are near the largest number",
    # bfloat16's codes are the leading bits of binary32's: no remainder there.
    **{
        ("cast to nearest even or toward zero, in memory", f"cast/{name}/toward-zero"): REMAINDER
        for name in ["binary16", "e4m3fn", "e5m2"]
    },
    "cast stochastically, fp16 and fp8": REMAINDER + ", and a hash for each element",
    "cast stochastically, bf16": "a hash for each element",
    "cast stochastically, in memory": "a hash for each element takes longer than the memory",
    ("cast to nearest even or toward zero, in memory", "cast/bfloat16/toward-zero"): ARITHMETIC,
    ("matmul with counters", "matmul/bfloat16/counts"): "eleven steps more a term, beside the least"
    " of roundings",
    "cast with counters, in cache": COUNTING,
    "cast with counters, 2^20": COUNTING,
    "cast with counters, 2^24": COUNTING,
    "matmul, every operation rounded stochastically": "lanes of binary64, and a hash for every"
    " rounding",
    "matmul, fused, fp16 and fp8": "binary64, of which a vector holds half as many",
    "matmul, fused, bf16 and tf32 with wide exponents": "terms whose sum binary64 does not hold go"
    " by lanes, not tiles",
}

UNEXPLAINED = "not known"

BASES = {
    "copy": "memcpy",
    "peak": "peak",
    "one thread": "one thread",
    "without counters": "without counters",
}


def rounded(value, digits=4):
    return None if value is None else float(f"{value:.{digits}g}")


def key(row):
    return row["name"], row["size"], row["threads"]


def gathered(pages, peers, versions, missing):
    """One round's `gradual bench --json` after another, and the peers' samples, with what follows."""
    rows = []
    for same in zip(*(page["rows"] for page in pages), strict=True):
        first = same[0]
        assert all(key(row) == key(first) for row in same), "the rounds measured different work"
        assert len({row["checksum"] for row in same}) == 1, f"{first['name']}: results differ"
        row = {name: first[name] for name in ["name", "size", "threads", "unit"]}
        for name in ["rates", "copyRates", "peakRates"]:
            row[name] = [rounded(rate, 5) for other in same for rate in other[name]]
        row["targets"] = [
            {name: target[name] for name in ["work", "base", "least"]}
            for target in first["targets"]
        ]
        rows.append(row)
    found = {
        "machine": pages[0]["machine"],
        "versions": versions,
        "missing": missing,
        "rows": rows,
        "peers": [
            {**peer, "rates": [rounded(rate, 5) for rate in peer["rates"]]} for peer in peers
        ],
    }
    derive(found)
    return found


def pairs(tops, bottoms):
    return median(top / bottom for top, bottom in zip(tops, bottoms, strict=True))


def derive(found):
    """Adds medians, ratios and verdicts, from the samples alone. Ratios are medians over pairs of samples
    that were taken together."""
    rows = {key(row): row for row in found["rows"]}
    for row in found["rows"]:
        rates = row["rates"]
        row["median"] = rounded(median(rates))
        row["copyRatio"] = rounded(pairs(rates, row["copyRates"])) if row["copyRates"] else None
        row["peakRatio"] = rounded(pairs(rates, row["peakRates"]))
    for row in found["rows"]:
        for target in row["targets"]:
            target["ratio"] = ratio(rows, row, target["base"])
            target["met"] = target["ratio"] >= target["least"]
    for peer in found["peers"]:
        ours = rows[peer["row"], peer["size"], 1]
        peer["median"] = rounded(median(peer["rates"]))
        peer["ratio"] = rounded(pairs(ours["rates"], peer["rates"]))


def ratio(rows, row, base):
    if base == "copy":
        return row["copyRatio"]
    if base == "peak":
        return row["peakRatio"]
    if base == "one thread":
        other = rows[row["name"], row["size"], 1]
    else:
        name = row["name"].removesuffix("/counts")
        other = next(
            other
            for other in rows.values()
            if other["name"] == name and other["threads"] == row["threads"]
        )
    return rounded(pairs(row["rates"], other["rates"]))


def json_text(found):
    """A line for every row and every peer, so that changes can be read."""
    lines = []
    for name, value in found.items():
        if isinstance(value, list):
            items = ",\n".join("  " + json.dumps(item, ensure_ascii=False) for item in value)
            lines.append(f' "{name}": [\n{items}\n ]')
        else:
            lines.append(f' "{name}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def number(value, digits=3):
    """Significant digits, without an exponent for what occurs here."""
    if value is None:
        return ""
    text = f"{value:.{digits}g}"
    return f"{float(text):.0f}" if "e+" in text else text


def billions(rate):
    return number(rate / 1e9)


def span(rates):
    return f"{billions(min(rates))}–{billions(max(rates))}"


def table(heads, rows):
    """Columns whose heads begin with a space are of numbers."""
    marks = ["--:" if head.startswith(" ") else "---" for head in heads]
    lines = [[head.strip() for head in heads], marks, *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def peak(found, threads):
    """The median of the fused multiply-adds that so many threads did a second."""
    return median(
        rate for row in found["rows"] if row["threads"] == threads for rate in row["peakRates"]
    )


def reason(found, target, row):
    """Why a target is missed; empty where it is met."""
    if target["met"]:
        return ""
    if target["base"] == "one thread":
        gain = peak(found, row["threads"]) / peak(found, 1)
        # The threads had no cores of their own.
        if gain < target["least"]:
            return f"{row['threads']} threads' fused multiply-adds are {number(gain)} times one's here"
    own = REASONS.get((target["work"], row["name"]))
    return own or REASONS.get(target["work"], UNEXPLAINED)


def targets_table(found):
    lines = []
    for row in found["rows"]:
        for target in row["targets"]:
            lines.append(
                [
                    target["work"], row["name"], row["size"], str(row["threads"]),
                    billions(row["median"]), number(target["ratio"]), BASES[target["base"]],
                    number(target["least"], 2), "met" if target["met"] else "**missed**",
                    reason(found, target, row),
                ]
            )
    order = {work: place for place, work in enumerate(dict.fromkeys(line[0] for line in lines))}
    lines.sort(key=lambda line: order[line[0]])
    heads = [
        "target", "work", " size", " threads", " 10⁹/s", " ratio", "to", " at least", "",
        "why missed",
    ]
    return table(heads, lines)


def peers_table(found):
    rows = {key(row): row for row in found["rows"]}
    lines = []
    for peer in sorted(found["peers"], key=lambda peer: (peer["row"], peer["ratio"])):
        ours = rows[peer["row"], peer["size"], 1]
        lines.append(
            [
                peer["row"], peer["size"], billions(ours["median"]), peer["peer"], peer["how"],
                billions(peer["median"]), number(peer["ratio"]),
            ]
        )
    heads = ["work", " size", " ours, 10⁹/s", "peer", "how", " theirs, 10⁹/s", " ours ÷ theirs"]
    return table(heads, lines)


def figures_table(found):
    lines = [
        [
            row["name"], row["size"], str(row["threads"]), billions(row["median"]),
            span(row["rates"]), number(row["copyRatio"], 2), number(row["peakRatio"], 2),
        ]
        for row in found["rows"]
    ]
    heads = [
        "work", " size", " threads", " 10⁹/s", " least–most", " of memcpy", " of peak",
    ]
    return table(heads, lines)


def least_ratios(found, emulates, is_stochastic=False):
    """Package by package the least ratio over its products, the least one first."""
    least = {}
    for peer in found["peers"]:
        if (
            peer["row"].startswith("matmul/")
            and peer["emulates"] == emulates
            and peer["row"].endswith("/stochastic") == is_stochastic
        ):
            least[peer["peer"]] = min(least.get(peer["peer"], peer["ratio"]), peer["ratio"])
    return dict(sorted(least.items(), key=lambda item: item[1]))


def listed(least):
    return ", ".join(f"{name} {number(ratio)}×" for name, ratio in least.items())


def paragraph(text):
    return textwrap.fill(
        " ".join(text.split()), 110, break_long_words=False, break_on_hyphens=False
    )


def products_text(found):
    return paragraph(
        f"""One thread's matrix products with every operation rounded are so many times as fast as those
        of other packages, the least over the formats. Packages in which formats are parameters, to nearest even:
        {listed(least_ratios(found, True))}; stochastically:
        {listed(least_ratios(found, True, True))}. Packages that have types for some formats, to nearest even: {listed(least_ratios(found, False))}."""
    )


def machine_text(found):
    machine, threads = found["machine"], sorted({row["threads"] for row in found["rows"]})
    peaks = ", ".join(
        f"{billions(peak(found, count))} by {count} thread{'s' if count > 1 else ''}"
        for count in threads
    )
    packages = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    missing = "; ".join(f"{name} ({why})" for name, why in found["missing"].items())
    return paragraph(
        f"""Written by `make bench`, which measures the machine it runs on: {machine["processor"]},
        {machine["cores"]} cores, {machine["memoryBytes"] / 2**30:.1f} GiB of memory,
        {machine["level"]}; fused multiply-adds of binary32 peak at (10⁹/s) {peaks}. Packages:
        {packages}. Not measured: {missing}."""
    )


def method_text(found):
    rounds = len(found["rows"][0]["rates"])
    return paragraph(
        f"""A figure is the median of {rounds} samples, in 10⁹ elements a second, of `dot` and
        `matmul` in 10⁹ products added to a sum. Just before each sample memcpy of as large an array
        and the peak of fused multiply-adds are measured, by as many threads, and between two samples
        of one row all other rows and all packages: ratios are medians of the ratios within such a
        round. The work is on binary32 numbers, in `cast64` on binary64; `cast` gives values,
        `encode` codes. That each round left the same results was checked."""
    )


def targets_text(found):
    verdicts = [target["met"] for row in found["rows"] for target in row["targets"]]
    return paragraph(
        f"""{sum(verdicts)} of {len(verdicts)} are met. Targets that were set as figures, beside a
        peak of 133·10⁹ fused multiply-adds a second, are ratios to the peak."""
    )


def markdown(found):
    return f"""# How fast the array kernels are

{machine_text(found)}

{method_text(found)}

## Beside other packages

{products_text(found)}

{peers_table(found)}
## Targets

{targets_text(found)}

{targets_table(found)}
## All figures

{figures_table(found)}"""


if __name__ == "__main__":
    found = json.loads((FOLDER / "results.json").read_text())
    (FOLDER / "results.md").write_text(markdown(found))
