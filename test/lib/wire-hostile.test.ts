import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { decode, encode, WireError } from '../../src/lib/wire.ts';

describe('hostile values', () => {
  const throws = () => {
    throw {
      get message() {
        throw new Error('again');
      },
    };
  };
  const traps = ['get', 'ownKeys', 'getPrototypeOf', 'has', 'getOwnPropertyDescriptor'] as const;
  // made by functions, since fast-check itself stumbles over a Proxy that throws
  const makers: (() => unknown)[] = [
    ...traps.map((trap) => () => new Proxy({ a: 1 }, { [trap]: throws })),
    ...traps.map((trap) => () => new Proxy([1], { [trap]: throws })),
    () => new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => descriptor }),
    () => new Proxy(new Date(0), {}),
    () => new Proxy(Buffer.from('x'), {}),
    () => Object.defineProperty(new Error('x'), 'name', { get: throws }),
    () => ({
      toJSON() {
        return { again: this };
      },
    }),
    () => Object.assign(Object.create(null), { [Symbol.toPrimitive]: throws, valueOf: throws }),
    () => Object.assign([1], { toJSON: throws }),
    () => endless(),
    () => new WeakMap(),
    () => globalThis,
    () => Symbol.iterator,
    () => throws,
  ];
  const descriptor = { value: throws, enumerable: true, configurable: true };
  const endless = (): object =>
    new Proxy({}, { ownKeys: () => ['a'], get: endless, getOwnPropertyDescriptor: () => descriptor });
  const hostile = fc.oneof(
    fc
      .anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withNullPrototype: true,
        withTypedArray: true,
        withSparseArray: true,
        withObjectString: true,
        withBoxedValues: true,
      })
      .map((value) => () => value),
    fc.constantFrom(...makers),
  );

  test('are encoded or refused, and never cause any other error', () => {
    fc.assert(
      fc.property(hostile, fc.array(fc.string(), { maxLength: 3 }), (make, keys) => {
        const wrapped = keys.reduce<unknown>((inner, name) => ({ [name]: [inner] }), make());
        try {
          expect(typeof encode(wrapped, { maxBytes: 100_000 })).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 3000, seed: 20261125 },
    );
  });

  test('texts that nobody encoded are decoded or refused, and never cause any other error', () => {
    const type = fc.constantFrom(
      'bytes',
      'date',
      'bigint',
      'number',
      'object',
      'undefined',
      'constructor',
      '',
    );
    const forms = fc
      .tuple(type, fc.jsonValue())
      .map(([name, value]) => JSON.stringify([{ $wire: name, value }]));
    fc.assert(
      fc.property(fc.oneof(fc.string(), forms), (text) => {
        try {
          decode(text);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 2000, seed: 20261125 },
    );
    const deep = `${'['.repeat(100_000)}{"$wire":"date","value":null}${']'.repeat(100_000)}`;
    expect(() => decode(deep)).toThrow(WireError);
    expect(() => decode(`{"$wire":"bigint","value":"${'9'.repeat(1_000_000)}"}`)).toThrow(WireError);
  });
});
