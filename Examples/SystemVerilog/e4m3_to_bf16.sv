// A number of OCP's E4M3 as one of bfloat16, which holds all of them. With FAULT defined subnormal numbers are
// flushed to zero.
module e4m3_to_bf16 (
    input  logic [ 7:0] x,
    output logic [15:0] y
);
  logic [3:0] exponent;
  logic [2:0] rest;
  assign exponent = x[6:3];
  assign rest = x[2:0];

  always_comb begin
    y = {x[7], 8'(exponent) + 8'd120, rest, 4'b0};
    if (exponent == 15 && rest == 7) y = {x[7], 8'hff, 7'h40};
    if (exponent == 0) begin
      y = {x[7], 15'b0};
`ifndef FAULT
      if (rest[2]) y = {x[7], 8'd120, rest[1:0], 5'b0};
      else if (rest[1]) y = {x[7], 8'd119, rest[0], 6'b0};
      else if (rest[0]) y = {x[7], 8'd118, 7'b0};
`endif
    end
  end
endmodule
