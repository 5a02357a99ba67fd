// Judges e4m3_to_bf16 by test vectors alone, without a library:
//
//     $ gradual vectors e4m3fn_to_bf16 --readmemh > vectors.hex
//     $ iverilog -g2012 -s judge_by_vectors -o judge judge_by_vectors.sv e4m3_to_bf16.sv && vvp judge
module judge_by_vectors;
  logic [31:0] words[0:255];  // 8 bits of operand, 16 of result, 8 of flags
  logic [ 7:0] x;
  logic [15:0] y, expected;
  e4m3_to_bf16 judged (.x(x), .y(y));

  integer place, wrong;

  function automatic logic is_nan(input logic [15:0] code);
    return &code[14:7] && |code[6:0];
  endfunction

  initial begin
    $readmemh("vectors.hex", words);
    wrong = 0;
    for (place = 0; place < 256; place = place + 1) begin
      x = words[place][31:24];
      expected = words[place][23:8];
      #1;
      // Any NaN is as good as another.
      if (y !== expected && !(is_nan(y) && is_nan(expected))) begin
        wrong = wrong + 1;
        $display("%02h is %04h, and not %04h", x, expected, y);
      end
    end
    $display("%0d of 256 codes are wrong", wrong);
    if (wrong > 0) $fatal(1, "e4m3_to_bf16 is wrong");
    $finish;
  end
endmodule
