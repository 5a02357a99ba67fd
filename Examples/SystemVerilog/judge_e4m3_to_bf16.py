"""Judges e4m3_to_bf16 over all codes with cocotb, gradual.h loaded by ctypes.

    make library
    pip install cocotb
    GRADUAL_LIBRARY=.build/library/libgradual.so python Examples/SystemVerilog/judge_e4m3_to_bf16.py

Needs Icarus Verilog. FAULT=1 in the environment plants a fault.
"""

import ctypes
import math
import os
import sys
from pathlib import Path

import cocotb
from cocotb.triggers import Timer

HERE = Path(__file__).resolve().parent


def gradual():
    library = ctypes.CDLL(os.environ["GRADUAL_LIBRARY"])
    library.gradual_decode.restype = ctypes.c_double
    library.gradual_decode.argtypes = [ctypes.c_int32, ctypes.c_uint64]
    library.gradual_convert.restype = ctypes.c_uint64
    library.gradual_convert.argtypes = [
        ctypes.c_int32, ctypes.c_uint64, ctypes.c_int32, ctypes.c_int32, ctypes.c_uint64, ctypes.c_void_p,
    ]  # fmt: skip
    return library


@cocotb.test()
async def every_code(dut):
    library = gradual()
    e4m3, bf16 = library.gradual_format(b"e4m3fn"), library.gradual_format(b"bf16")
    wrong = []
    for code in range(256):
        dut.x.value = code
        await Timer(1, "ns")
        observed = int(dut.y.value)
        expected = library.gradual_convert(e4m3, code, bf16, 0, 0, None)
        nan = [math.isnan(library.gradual_decode(bf16, y)) for y in (observed, expected)]
        if observed != expected and not all(nan):
            wrong.append(f"{code:02x} is {expected:04x}, and not {observed:04x}")
    assert not wrong, f"{len(wrong)} of 256 codes are wrong: {wrong[0]}"


def main():
    from cocotb_tools.check_results import get_results
    from cocotb_tools.runner import get_runner

    runner = get_runner("icarus")
    folder = Path(os.environ.get("BUILD", "build-e4m3_to_bf16")).resolve()
    runner.build(
        sources=[HERE / "e4m3_to_bf16.sv"], hdl_toplevel="e4m3_to_bf16", build_dir=folder,
        build_args=["-g2012"], defines={"FAULT": 1} if os.environ.get("FAULT") else {}, always=True, timescale=("1ns", "1ps"),
    )  # fmt: skip
    results = runner.test(
        hdl_toplevel="e4m3_to_bf16", test_module=Path(__file__).stem, build_dir=folder, test_dir=folder,
        extra_env={"PYTHONPATH": str(HERE)},
    )  # fmt: skip
    tests, failed = get_results(results)
    sys.exit(failed > 0 or tests == 0)


if __name__ == "__main__":
    main()
