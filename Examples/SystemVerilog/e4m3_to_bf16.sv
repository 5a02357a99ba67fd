// A number of OCP's E4M3 as one of bfloat16, which holds all of them. With FAULT defined subnormal numbers are
// flushed to zero.
module e4m3_to_bf16 (
    input  wire [ 7:0] x,
    output wire [15:0] y
);
  wire [3:0] exponent = x[6:3];
  wire [2:0] rest = x[2:0];

  // The biases are 7 and 127.
  wire [14:0] normal = {{4'b0, exponent} + 8'd120, rest, 4'b0};
`ifdef FAULT
  wire [14:0] subnormal = 15'b0;
`else
  wire [14:0] subnormal = rest[2] ? {8'd120, rest[1:0], 5'b0} :
                          rest[1] ? {8'd119, rest[0], 6'b0} :
                          rest[0] ? {8'd118, 7'b0} : 15'b0;
`endif
  assign y = {x[7], &x[6:0] ? 15'h7fc0 : exponent == 0 ? subnormal : normal};
endmodule
