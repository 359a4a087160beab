// The scan kernels, written once over three operations and compiled once per instruction set (see kernels.c):
//   EQ64(p, c)      bit i is set where p[i] == c, for i in 0..<64; reads exactly 64 bytes
//   PREFIX_XOR(m)   bit i is the parity of bits 0...i of m
//   ASCII64(p)      true when none of 64 bytes has its top bit set
//   NAME(x), TARGET the suffix and the function attribute of the instruction set
// If you change one of them here, its three definitions in kernels.c change too.

static inline TARGET weir_csv_facts NAME(scan_blocks)(const uint8_t *p, size_t start, size_t end, uint8_t delimiter,
                                                      uint8_t quote, int has_quote, uint32_t *slots) {
  weir_csv_facts facts = {0, 0, 0, 0, 1, 0};
  uint32_t *out = slots;
  uint64_t inside_carry = 0;     // all ones while a quote is open
  uint64_t separator_carry = 1;  // 1: a quote may open at the next byte (start of a field, or the quote was doubled)
  uint64_t closed_carry = 0;     // 1: the byte before was a closing quote
  uint64_t cr_carry = 0;         // 1: the byte before was a carriage return
  uint64_t closed_cr_carry = 0;  // 1: the bytes before were a closing quote and a carriage return
  uint64_t bad = 0;
  for (size_t i = start; i < end; i += 64) {
    uint64_t live = end - i >= 64 ? ~0ull : (1ull << (end - i)) - 1;
    uint64_t newline = EQ64(p + i, '\n') & live;
    uint64_t separator = (EQ64(p + i, delimiter) & live) | newline;
    uint64_t cr = EQ64(p + i, '\r') & live;
    if (has_quote) {
      uint64_t quotes = EQ64(p + i, quote) & live;
      uint64_t inside = PREFIX_XOR(quotes) ^ inside_carry;
      inside_carry = (uint64_t)((int64_t)inside >> 63);
      uint64_t quoted_newline = newline & inside;
      if (quoted_newline) facts.quoted_newlines += (uint32_t)__builtin_popcountll(quoted_newline);
      separator &= ~inside;
      newline &= ~inside;
      uint64_t opening = quotes & inside, closing = quotes & ~inside;
      uint64_t may_open = separator | closing;
      bad |= opening & ~(may_open << 1 | separator_carry);
      separator_carry = may_open >> 63;
      uint64_t after = closing << 1 | closed_carry;
      uint64_t after_cr = after & cr;
      bad |= after & live & ~(separator | quotes | cr);
      bad |= (after_cr << 1 | closed_cr_carry) & live & ~newline;
      closed_carry = closing >> 63;
      closed_cr_carry = after_cr >> 63;
    }
    facts.crlf += (uint32_t)__builtin_popcountll(newline & (cr << 1 | cr_carry));
    cr_carry = cr >> 63;
    facts.newlines += (uint32_t)__builtin_popcountll(newline);
    // Eight positions are written whether they exist or not: a branch for each would cost more than the stores.
    uint32_t base = (uint32_t)i, count = (uint32_t)__builtin_popcountll(separator);
    uint32_t *to = out;
    out += count;
    while (separator) {
      for (int k = 0; k < 8; k++) {
        to[k] = base + (uint32_t)__builtin_ctzll(separator | 1ull << 63);
        separator &= separator - 1;
      }
      to += 8;
    }
  }
  facts.separators = (uint32_t)(out - slots);
  facts.clean = bad == 0;
  facts.open = inside_carry != 0;
  return facts;
}

static TARGET weir_csv_facts NAME(csv_scan)(const uint8_t *p, size_t start, size_t end, uint8_t delimiter,
                                            uint8_t quote, uint32_t *slots) {
  if (quote == 0) return NAME(scan_blocks)(p, start, end, delimiter, 0, 0, slots);
  return NAME(scan_blocks)(p, start, end, delimiter, quote, 1, slots);
}

static TARGET size_t NAME(count_byte)(const uint8_t *p, size_t n, uint8_t byte) {
  size_t count = 0, i = 0;
  for (; i + 64 <= n; i += 64) count += (size_t)__builtin_popcountll(EQ64(p + i, byte));
  for (; i < n; i++) count += p[i] == byte;
  return count;
}

// Only the parity of the quotes is serial: count them forwards, then walk back to a line feed at even parity.
static TARGET size_t NAME(csv_cut)(const uint8_t *p, size_t start, size_t end, uint8_t quote, uint32_t *inside) {
  uint32_t parity = 0;
  if (quote != 0) {
    parity = (*inside ^ (uint32_t)NAME(count_byte)(p + start, end - start, quote)) & 1;
    *inside = parity;
  }
  size_t i = end;
  while (i - start >= 64) {
    i -= 64;
    uint64_t newline = EQ64(p + i, '\n');
    if (quote != 0) {
      uint64_t quotes = EQ64(p + i, quote);
      parity ^= (uint32_t)__builtin_popcountll(quotes) & 1;  // now the parity before this block
      newline &= ~(PREFIX_XOR(quotes) ^ (0 - (uint64_t)parity));
    }
    if (newline) return i + 64 - (size_t)__builtin_clzll(newline);
  }
  while (i > start) {
    i--;
    if (quote != 0 && p[i] == quote) parity ^= 1;
    if (p[i] == '\n' && parity == 0) return i + 1;
  }
  return SIZE_MAX;
}

static TARGET size_t NAME(find_any4)(const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  size_t i = 0;
  for (; i + 64 <= n; i += 64) {
    uint64_t hits = EQ64(p + i, a) | EQ64(p + i, b) | EQ64(p + i, c) | EQ64(p + i, d);
    if (hits) return i + (size_t)__builtin_ctzll(hits);
  }
  for (; i + 8 <= n; i += 8) {
    uint64_t word = load8(p + i);
    uint64_t hits = equal8(word, a) | equal8(word, b) | equal8(word, c) | equal8(word, d);
    if (hits) return i + (size_t)(__builtin_ctzll(hits) >> 3);
  }
  for (; i < n; i++)
    if (p[i] == a || p[i] == b || p[i] == c || p[i] == d) return i;
  return n;
}

// Blocks of ASCII are skipped; WIDE_UTF8 judges the others where the instruction set can, the automaton elsewhere.
static TARGET size_t NAME(utf8_valid_prefix)(const uint8_t *p, size_t n) {
  size_t i = 0;
  while (i + 64 <= n) {
    if (ASCII64(p + i)) {
      i += 64;
      continue;
    }
    size_t stop = WIDE_UTF8(p, i, n);  // a sequence boundary; what is before it is valid
    if (stop == i) {
      stop = utf8_automaton(p, i, i + 64, n);
      if (stop < i + 64) return stop;
    }
    i = stop;
  }
  return i < n ? utf8_automaton(p, i, n, n) : n;
}
