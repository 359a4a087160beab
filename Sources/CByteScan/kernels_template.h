// The scan kernels, written once over EQ64 and PREFIX_XOR (see blocks.h) and compiled once per instruction set (see
// kernels.c): NAME(x) and TARGET are the suffix and the function attribute of the instruction set.

// `quoting` and `proves` are constants in every call: each pair of them is a loop of its own.
ALWAYS_INLINE TARGET weir_csv_facts NAME(scan_blocks)(const uint8_t *p, size_t start, size_t end, uint8_t delimiter,
                                                      uint8_t quote, enum quoting quoting, int proves,
                                                      uint32_t *slots) {
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
    uint64_t quotes = quoting == NO_QUOTES ? 0 : EQ64(p + i, quote) & live;
    if (quoting == MANY_QUOTES ||
        (quoting == FEW_QUOTES && (quotes | inside_carry | closed_carry | closed_cr_carry))) {
      uint64_t inside = PREFIX_XOR(quotes) ^ inside_carry;
      inside_carry = (uint64_t)((int64_t)inside >> 63);
      uint64_t quoted_newline = newline & inside;
      if (proves && quoted_newline) facts.quoted_newlines += (uint32_t)__builtin_popcountll(quoted_newline);
      separator &= ~inside;
      newline &= ~inside;
      if (proves) {
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
    } else {
      separator_carry = separator >> 63;
    }
    if (proves) {
      facts.crlf += (uint32_t)__builtin_popcountll(newline & (cr << 1 | cr_carry));
      cr_carry = cr >> 63;
      facts.newlines += (uint32_t)__builtin_popcountll(newline);
    }
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

// Blocks without quotes are cheaper to pass by than to judge, as long as it can be foreseen which ones they are: the
// first blocks of a chunk say whether quotes stand in fewer than one block in four.
ALWAYS_INLINE TARGET enum quoting NAME(quoting)(const uint8_t *p, size_t start, size_t end, uint8_t quote) {
  if (quote == 0) return NO_QUOTES;
  size_t blocks = (end - start) / 64, quoted = 0;
  if (blocks > 64) blocks = 64;
  for (size_t k = 0; k < blocks; k++) quoted += EQ64(p + start + 64 * k, quote) != 0;
  return 4 * quoted < blocks ? FEW_QUOTES : MANY_QUOTES;
}

#define SCAN(quoting) \
  (proves ? NAME(scan_blocks)(p, start, end, delimiter, quote, quoting, 1, slots) \
          : NAME(scan_blocks)(p, start, end, delimiter, quote, quoting, 0, slots))
static TARGET weir_csv_facts NAME(csv_scan)(const uint8_t *p, size_t start, size_t end, uint8_t delimiter,
                                            uint8_t quote, int proves, uint32_t *slots) {
  switch (NAME(quoting)(p, start, end, quote)) {
  case NO_QUOTES: return SCAN(NO_QUOTES);
  case FEW_QUOTES: return SCAN(FEW_QUOTES);
  default: return SCAN(MANY_QUOTES);
  }
}
#undef SCAN

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
