// Where a word may begin, written once over the operations of blocks.h and compiled once per instruction set (see kernels.c).

TARGET static weir_token_starts NAME(token_starts)(const uint8_t *p, size_t start, size_t end, uint8_t first,
                                                   uint8_t second, int has_escapes, uint32_t *out, size_t room) {
  uint8_t first_capital = first >= 'a' ? first ^ 0x20 : first;
  uint8_t second_capital = second >= 'a' ? second ^ 0x20 : second;
  size_t count = 0;
  size_t i = start;
  for (; i < end && room - count >= 64; i += 64) {
    uint64_t live = end - i >= 64 ? ~0ull : (1ull << (end - i)) - 1;
    uint64_t starts = EQ64(p + i, first);
    if (first_capital != first) starts |= EQ64(p + i, first_capital);
    uint64_t high = HIGH64(p + i);
    if (high) starts |= (BELOW64(p + i, 0xCB) & ~BELOW64(p + i, 0xC2)) | EQ64(p + i, 0xE1);
    if (second) {
      uint64_t seconds = EQ64(p + i + 1, second);
      if (second_capital != second) seconds |= EQ64(p + i + 1, second_capital);
      starts &= seconds | HIGH64(p + i + 1);
    }
    starts &= live;
    uint64_t escapes = has_escapes ? EQ64(p + i, '\\') & live : 0;
    for (uint64_t left = starts | escapes; left; left &= left - 1) {
      size_t at = i + (size_t)__builtin_ctzll(left);
      out[count] = (uint32_t)at;
      count += (left & -left & escapes) != 0 || at == 0 || !is_token_ascii(p[at - 1]);
    }
  }
  return (weir_token_starts){count, i < end ? i : end};
}
