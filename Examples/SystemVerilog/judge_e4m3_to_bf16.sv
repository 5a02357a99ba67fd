// Judges e4m3_to_bf16 over all codes, with gradual.h imported by DPI-C:
//
//     $ make library
//     $ verilator --binary --timing --top judge_e4m3_to_bf16 judge_e4m3_to_bf16.sv e4m3_to_bf16.sv \
//         -LDFLAGS "-L$PWD/.build/library -lgradual -Wl,-rpath,$PWD/.build/library"
module judge_e4m3_to_bf16;
  import "DPI-C" function int gradual_format(string name);
  import "DPI-C" function real gradual_decode(int format, longint unsigned code);
  import "DPI-C" function longint unsigned gradual_convert(
      int from, longint unsigned code, int target, int rounding, longint unsigned random,
      output int unsigned flags);

  logic [ 7:0] x;
  logic [15:0] y;
  e4m3_to_bf16 judged (.x(x), .y(y));

  int e4m3, bf16, wrong;
  int unsigned flags;
  longint unsigned expected;
  real value;

  initial begin
    e4m3 = gradual_format("e4m3fn");
    bf16 = gradual_format("bf16");
    wrong = 0;
    for (int code = 0; code < 256; code++) begin
      x = 8'(code);
      #1;
      expected = gradual_convert(e4m3, longint'(code), bf16, 0, 0, flags);
      value = gradual_decode(bf16, longint'(y));
      // Any NaN is as good as another.
      if (64'(y) != expected && (value == value || gradual_decode(bf16, expected) == value)) begin
        wrong++;
        $display("%02h is %04h (flags %02h), and not %04h (%g)", x, expected[15:0], flags, y, value);
      end
    end
    $display("%0d of 256 codes are wrong", wrong);
    if (wrong > 0) $fatal(1, "e4m3_to_bf16 is wrong");
    $finish;
  end
endmodule
