import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { jsonDepthExceeds } from '../../src/lib/wire.ts';

describe('the depth of JSON text is known before parsing it', () => {
  function depthOf(value: unknown): number {
    if (typeof value !== 'object' || value === null) return 0;
    return 1 + Math.max(0, ...Object.values(value).map(depthOf));
  }

  test('for any JSON, brackets inside of strings left out', () => {
    const bracketed = fc.stringMatching(/^[[{\]}"\\a]*$/);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.jsonValue({ stringUnit: fc.constantFrom('[', ']', '"', '\\') }),
          bracketed,
        ),
        (value) => {
          const text = JSON.stringify(value);
          const depth = depthOf(value);
          expect(jsonDepthExceeds(text, depth)).toBe(false);
          if (depth > 0) expect(jsonDepthExceeds(text, depth - 1)).toBe(true);
        },
      ),
    );
  });

  test('for a million brackets, at once', () => {
    expect(jsonDepthExceeds('['.repeat(1_000_000), 512)).toBe(true);
    expect(jsonDepthExceeds(`"${'['.repeat(1_000_000)}"`, 512)).toBe(false);
    expect(jsonDepthExceeds('"unclosed [[[[', 2)).toBe(false);
  });
});
