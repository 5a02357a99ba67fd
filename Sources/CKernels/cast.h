// Template: the cast of one element, for CARRIER.
//
// Data decide nothing but selections; every format is a set of constants.

// The constants of a cast, in the carrier's types and derived once a call.
struct OF(constants) {
  REAL least_normal, ceiling, threshold[2], to_integer;
  BITS adder_step, quantum_step, factor, largest, nan[2], infinity[2], overflow[2];
  BITS sign, zero_sign, addend[2], even_bit, odd, steps_addend, steps_parity, low_mask;
  uint32_t outer_key, inner_key, place;
  int cut, sign_shift, steps_right, steps_left, random_right, random_shift, random_offset;
  int32_t goal;
  int steps;
  int rounds_steps;
};

INLINE struct OF(constants) OF(constants_of)(const struct ck_cast *c) {
  struct OF(constants) k;
  k.least_normal = (REAL)c->least_normal;
  k.ceiling = (REAL)c->ceiling;
  k.cut = c->cut;
  k.sign_shift = c->sign_shift;
  k.adder_step = (BITS)c->cut << TRAILING;
  k.quantum_step = (BITS)(TRAILING - c->cut) << TRAILING;
  k.low_mask = ((BITS)1 << c->cut) - 1;
  // 2^steps / quantum has the exponent steps + m − E: in fields, 2 · bias + steps + m less E's.
  const BITS twice_bias = (INFINITE >> TRAILING) - 1;
  k.factor = (twice_bias + (BITS)c->steps + (BITS)(TRAILING - c->cut)) << TRAILING;
  k.largest = (BITS)c->largest;
  k.sign = (BITS)c->sign;
  k.zero_sign = (BITS)c->zero_sign;
  k.even_bit = (BITS)c->even_bit;
  k.odd = (BITS)c->odd;
  for (int s = 0; s < 2; s++) {
    k.threshold[s] = (REAL)c->threshold[s];
    k.addend[s] = (BITS)c->addend[s];
    k.nan[s] = (BITS)c->nan[s];
    k.infinity[s] = (BITS)c->infinity[s];
    k.overflow[s] = (BITS)c->overflow[s];
  }
  const int surplus = c->cut - c->steps;
  k.steps_right = surplus > 0 ? surplus : 0;
  k.steps_left = surplus < 0 ? -surplus : 0;
  k.rounds_steps = c->rounds_steps;
  k.steps_parity = c->rounds_steps && surplus > 0;
  k.steps_addend = k.steps_parity ? ((BITS)1 << (surplus - 1)) - 1 : 0;
  k.goal = (int32_t)1 << c->steps;
  k.steps = c->steps;
  k.to_integer = c->rounds_steps ? (REAL)((BITS)1 << TRAILING) : (REAL)0;
  k.random_right = 32 - c->random_bits;
  k.random_shift = c->random_shift;
  k.random_offset = c->random_offset;
  k.outer_key = c->outer_key;
  k.inner_key = c->inner_key;
  k.place = c->place;
  return k;
}

// The random integer of a place.
INLINE int32_t OF(random)(const struct OF(constants) *k, uint32_t index) {
  const uint32_t word = mixed(mixed((k->place + index) << 1 ^ k->outer_key) ^ k->inner_key);
  return (int32_t)(word >> k->random_right << k->random_shift) + k->random_offset;
}

// Whether the count of steps and the random integer of a place reach the goal.
INLINE int OF(reaches)(const struct OF(constants) *k, int32_t steps, uint32_t index) {
  return steps + OF(random)(k, index) >= k->goal;
}

// Stochastic rounding where an integer holds a number of the format with all its steps: they are counted
// from 0, and what is carried over the goal is the result in quanta.
INLINE BITS OF(round_by_count)(const struct OF(constants) *k, REAL x, uint32_t index,
                               const int is_code) {
  const REAL raised = x > k->least_normal ? x : k->least_normal;
  const BITS binade = OF(bits)(raised) & INFINITE;
  const REAL exact = x * OF(real)(k->factor - binade);
  // Adding 2^T and taking it away rounds to an integer; adding 0 leaves it to the conversion, which cuts.
  const SIGNED steps = (SIGNED)((exact + k->to_integer) - k->to_integer);
  const SIGNED quanta = (steps + (SIGNED)OF(random)(k, index)) >> k->steps;
  if (is_code) return (BITS)quanta + ((binade - OF(bits)(k->least_normal)) >> k->cut);
  return OF(bits)((REAL)quanta * OF(real)(binade - k->quantum_step));
}

// The rounded magnitude as an encoding of the carrier, or as a code; beyond `largest` if it overflows.
// x is the magnitude, at most the ceiling.
//
// C is 2^T quanta of x's binade, so that x + C is a number of the carrier whose last place is the
// quantum: the addition rounds to nearest even, and below the least normal number the quantum stays.
INLINE BITS OF(round_by_adder)(const struct OF(constants) *k, REAL x, int negative, uint32_t index,
                               const int method, const int is_code) {
  const REAL raised = x > k->least_normal ? x : k->least_normal;
  const BITS binade = OF(bits)(raised) & INFINITE;
  const REAL C = OF(real)(binade + k->adder_step);
  const REAL sum = x + C;
  const REAL nearest = sum - C;
  const BITS code =
      (OF(bits)(sum) - OF(bits)(C)) + ((binade - OF(bits)(k->least_normal)) >> k->cut);
  if (method == ck_nearest_even) return is_code ? code : OF(bits)(nearest);

  // The neighbour toward zero, and the exact remainder, below the quantum.
  const REAL quantum = OF(real)(binade - k->quantum_step);
  const int is_above = nearest > x;
  const REAL below = nearest - (is_above ? quantum : 0);
  const REAL remainder = x - below;
  const BITS code_below = code - (BITS)is_above;
  int is_away;
  if (method == ck_remainder) {
    const REAL threshold = negative ? k->threshold[1] : k->threshold[0];
    is_away = remainder > quantum * threshold;
    is_away &= (code_below & k->odd) == 0;
  } else {
    const REAL exact = remainder * OF(real)(k->factor - binade);
    int32_t steps = (int32_t)exact;
    const REAL rest = exact - (REAL)steps;
    const int is_up = (rest > (REAL)0.5) | ((rest == (REAL)0.5) & (steps & 1));
    steps += is_up & k->rounds_steps;
    is_away = OF(reaches)(k, steps, index);
  }
  return is_code ? code_below + (BITS)is_away : OF(bits)(below + (is_away ? quantum : 0));
}

// The same for an aligned format: the code is what the carrier's encoding begins with.
INLINE BITS OF(round_aligned)(const struct OF(constants) *k, BITS magnitude, int negative,
                              uint32_t index, const int method, const int is_code) {
  const BITS last = magnitude >> k->cut & 1;
  BITS sum;
  if (method == ck_aligned) {
    const BITS addend = (negative ? k->addend[1] : k->addend[0]) + (last & k->even_bit);
    sum = magnitude + (last & k->odd ? 0 : addend);
  } else {
    const BITS rest = magnitude & k->low_mask;
    const BITS parity = rest >> k->steps_right & k->steps_parity;
    const BITS steps = (rest + k->steps_addend + parity) >> k->steps_right << k->steps_left;
    sum = magnitude + (OF(reaches)(k, (int32_t)steps, index) ? k->low_mask + 1 : 0);
  }
  return is_code ? sum >> k->cut : sum & ~k->low_mask;
}

// The result of an element. Unchecked, it is right for finite elements of a symmetric cast.
INLINE BITS OF(cast_element)(const struct OF(constants) *k, BITS bits, uint32_t index,
                             const int method, const int is_code, const int is_checked,
                             int *overflows) {
  const BITS magnitude = bits & MAGNITUDE;
  const int negative = (SIGNED)bits < 0;
  BITS rounded;
  if (method >= ck_aligned) {
    rounded = OF(round_aligned)(k, magnitude, negative, index, method, is_code);
  } else {
    const REAL x = OF(real)(magnitude);
    const REAL capped = x < k->ceiling ? x : k->ceiling;
    rounded = method == ck_counted
                  ? OF(round_by_count)(k, capped, index, is_code)
                  : OF(round_by_adder)(k, capped, negative, index, method, is_code);
  }
  const int is_beyond = (SIGNED)rounded > (SIGNED)k->largest;
  const BITS sign = bits >> k->sign_shift & k->sign;
  if (!is_checked) {
    *overflows = is_beyond;
    return (is_beyond ? k->overflow[0] : rounded) | sign;
  }
  BITS result = rounded | (rounded == 0 ? sign & k->zero_sign : sign);
  result = is_beyond ? (negative ? k->overflow[1] : k->overflow[0]) : result;
  result = magnitude == INFINITE ? (negative ? k->infinity[1] : k->infinity[0]) : result;
  result = magnitude > INFINITE ? (negative ? k->nan[1] : k->nan[0]) : result;
  *overflows = is_beyond & (magnitude < INFINITE);
  return result;
}

// An element's value where it is finite and nothing overflows, in the fewest steps; for formats with a
// negative zero that are not aligned. Right exactly if the result is at most the largest number.
INLINE BITS OF(cast_plainly)(const struct OF(constants) *k, BITS bits, uint32_t index,
                             const int method) {
  const REAL x = OF(real)(bits & MAGNITUDE);
  BITS rounded;
  if (method == ck_counted) {
    rounded = OF(round_by_count)(k, x < k->ceiling ? x : k->ceiling, index, 0);
  } else {
    // What is converted to an integer must be finite.
    const REAL capped = method == ck_stochastic && !(x < k->ceiling) ? k->ceiling : x;
    rounded = OF(round_by_adder)(k, capped, (SIGNED)bits < 0, index, method, 0);
  }
  return rounded | (bits & ~MAGNITUDE);
}
