"""What `gradual compare` says that others do, against them."""

import json

import ml_dtypes
import numpy as np

TYPES = {
    "e4m3fn": ml_dtypes.float8_e4m3fn,
    "e5m2": ml_dtypes.float8_e5m2,
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "e2m1fn": ml_dtypes.float4_e2m1fn,
    "e8m0fnu": ml_dtypes.float8_e8m0fnu,
}


def practices(gradual, who):
    done = gradual.run("compare", *TYPES, "--json")
    assert done.returncode == 0, done.stderr
    rows = [row for row in json.loads(done.stdout)["practices"] if row["who"] == who]
    assert rows
    return rows


def test_ml_dtypes(gradual):
    for row in practices(gradual, "ml_dtypes"):
        result = np.float32(row["number"]).astype(TYPES[row["format"]]).astype(np.float32)
        np.testing.assert_equal(result, np.float32(row["result"]), row)
        assert np.signbit(result) == np.signbit(np.float32(row["result"])) or np.isnan(result), row


def test_the_figure_is_drawn(gradual, tmp_path):
    import vl_convert

    path = tmp_path / "line.vl.json"
    done = gradual.run("compare", "e4m3fn", "e2m1fn", "--figure", path)
    assert done.returncode == 0, done.stderr
    assert "e2m1fn" in vl_convert.vegalite_to_svg(path.read_text())
