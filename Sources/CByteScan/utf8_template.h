// The check of UTF-8, over the operations of blocks.h; compiled once per instruction set (see kernels.c).
//
//   bytes    E  t  C3 A9  ,  E2 82 AC
//   trail    .  .  .  1   .  .  1  1      BELOW64(p, 0xC0)
//   lead     .  .  1  .   .  1  .  .      HIGH64(p) & ~trail
//   wanted   .  .  .  1   .  .  1  1      lead << 1 | leads from E0 on << 2 | leads from F0 on << 3
//
// Text is well-formed where `trail` is `wanted` and no lead is a misfit: C0, C1, F5 and above, or E0, ED, F0, F4 before a
// second byte that they do not take. A block with neither of these nor a lead of three bytes is judged by the first line
// alone, without a branch: accents come too irregularly for a processor to foresee the blocks that have none.

static inline TARGET int NAME(ascii256)(const uint8_t *p) {
  return ASCII64(p) & ASCII64(p + 64) & ASCII64(p + 128) & ASCII64(p + 192);
}

// Bits of the second bytes that their leads do not take, and of the bytes that lead nothing. `before` is p[-1].
static inline TARGET uint64_t NAME(utf8_misfits)(const uint8_t *p, uint8_t before, uint64_t lead, uint64_t trail) {
  uint64_t after_e0 = EQ64(p, 0xE0) << 1 | (before == 0xE0), after_ed = EQ64(p, 0xED) << 1 | (before == 0xED);
  uint64_t after_f0 = EQ64(p, 0xF0) << 1 | (before == 0xF0), after_f4 = EQ64(p, 0xF4) << 1 | (before == 0xF4);
  uint64_t low = BELOW64(p, 0x90), middle = BELOW64(p, 0xA0);
  return (after_e0 & middle) | (after_ed & trail & ~middle) | (after_f0 & low) | (after_f4 & trail & ~low) |
         (lead & (BELOW64(p, 0xC2) | ~BELOW64(p, 0xF5)));
}

static TARGET size_t NAME(utf8_valid_prefix)(const uint8_t *p, size_t n) {
  uint64_t due = 0;   // continuation bytes that sequences of the block before still want
  uint64_t edge = 0;  // 1: the byte before is a lead whose second byte has to be looked at
  size_t i = 0;
  for (; n - i >= 64; i += 64) {
    if (i % 256 == 0 && due == 0 && n - i >= 256 && NAME(ascii256)(p + i)) {
      i += 192;
      continue;
    }
    uint64_t high = HIGH64(p + i), trail = BELOW64(p + i, 0xC0), lead = high & ~trail;
    uint64_t wanted = lead << 1 | due, next = lead >> 63, misfits = 0;
    if (UNCOMMON64(p + i) | edge) {
      uint64_t three = high & ~BELOW64(p + i, 0xE0), four = high & ~BELOW64(p + i, 0xF0);
      wanted |= three << 2 | four << 3;
      next |= three >> 62 | four >> 61;
      uint64_t picky = (lead & BELOW64(p + i, 0xC2)) | EQ64(p + i, 0xE0) | EQ64(p + i, 0xED) | four;
      if (picky | edge) misfits = NAME(utf8_misfits)(p + i, i > 0 ? p[i - 1] : 0, lead, trail);
      edge = picky >> 63;
    }
    if (misfits | (wanted ^ trail)) break;
    due = next;
  }
  if (due) do i--; while (p[i] < 0xC0);
  return utf8_automaton(p, i, n);
}
