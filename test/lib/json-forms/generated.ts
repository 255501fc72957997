/** Schemas, layouts and data for forms, made from a seed so that a failure can be made again. */
export type Random = {
  number(below: number): number;
  chance(of: number): boolean;
  one<T>(list: readonly [T, ...T[]]): T;
};

export function randomOf(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    number: (below) => Math.floor(next() * below),
    chance: (of) => next() < of,
    one: (list) => list[Math.floor(next() * list.length)] ?? list[0],
  };
}

type Json = Record<string, unknown>;

export const KEYS = [
  ...(['name', 'firstName', 'postal_code', 'isVIP', 'a/b', 'til~de', 'x1', 'HTTPServer', 'größe'] as const),
  ...(['with space', 'constructor', 'list', 'inner'] as const),
] as const satisfies [string, ...string[]];

/** A schema of a value; below a certain depth no more objects. */
export function schemaFrom(random: Random, depth = 0): Json {
  const { number, chance, one } = random;
  const leaf = depth >= 3;
  switch (number(leaf ? 8 : 14)) {
    case 0:
      return { type: 'string', ...(chance(0.3) ? { title: 'A title' } : {}) };
    case 1:
      return { type: one(['number', 'integer']), minimum: number(5) };
    case 2:
      return { type: 'boolean' };
    case 3:
      return chance(0.5) ? { enum: ['a', 'b'] } : { type: 'string', enum: ['a', 'b'] };
    case 4:
      return { type: 'string', oneOf: [{ const: 'a', title: 'A' }, { const: 'b' }] };
    case 5:
      return { type: one([['string', 'null'], ['null', 'object'], ['string', 'number'], ['null']]) };
    case 6:
      return chance(0.5) ? { $ref: '#/definitions/named' } : { $ref: '#/definitions/again' };
    case 7:
      return one<Json>([{}, { enum: [1, 2] }, { title: 'Nothing said' }, { const: 4 }]);
    case 8:
      return { type: 'array', items: schemaFrom(random, depth + 1) };
    case 9:
      return {
        [one(['anyOf', 'oneOf', 'allOf'])]: [schemaFrom(random, depth + 1), schemaFrom(random, depth + 1)],
      };
    case 10:
      return { ...objectFrom(random, depth), type: undefined };
    default:
      return objectFrom(random, depth);
  }
}

function objectFrom(random: Random, depth: number): Json {
  const properties: Json = {};
  for (let count = random.number(5); count > 0; count -= 1)
    properties[random.one(KEYS)] = schemaFrom(random, depth + 1);
  return { type: 'object', properties };
}

/** A whole schema, with definitions that others refer to. */
export function rootFrom(random: Random): Json {
  const named = { type: 'object', properties: { name: { type: 'string' } } };
  const schema = random.chance(0.8) ? objectFrom(random, 0) : schemaFrom(random);
  return { ...schema, definitions: { named, again: { $ref: '#/definitions/named' } } };
}

/** A value of any shape, made of the same keys. */
export function dataFrom(random: Random, depth = 0): unknown {
  const { number, chance, one } = random;
  if (depth < 3 && chance(depth === 0 ? 0.9 : 0.4)) {
    const data: Json = {};
    for (let count = number(6); count > 0; count -= 1) data[one(KEYS)] = dataFrom(random, depth + 1);
    return data;
  }
  return one<unknown>(['a', 'b', '', 0, 1, 7, true, false, null, ['a'], 'a longer text']);
}

export function scopeFrom(random: Random): string {
  const { number, chance, one } = random;
  let scope = '#';
  for (let count = number(4); count > 0; count -= 1) {
    if (chance(0.2)) scope += `/${one(['anyOf', 'oneOf', 'allOf'])}/${number(3)}`;
    if (chance(0.1)) scope += `/${one(['then', 'else'])}`;
    scope += `/properties/${one(KEYS).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return scope;
}

export function conditionFrom(random: Random, depth = 0): Json {
  const { number, chance, one } = random;
  const scope = scopeFrom(random);
  switch (number(depth < 2 ? 5 : 3)) {
    case 0:
      return { type: 'LEAF', scope, expectedValue: one<unknown>(['a', 1, true, null, undefined, '']) };
    case 1:
    case 2: {
      const schema = one<unknown>([
        { const: 'a' },
        { enum: ['a', 'b', 7] },
        { type: 'string' },
        {},
        { minLength: 2 },
        false,
        { not: { const: 'a' } },
        { anyOf: [{ const: 1 }, { minimum: 5 }] },
        { required: ['name'] },
        { properties: { name: { const: 'a' } }, type: 'object' },
        { oneOf: [{ minLength: 1 }, { type: 'number' }] },
      ]);
      return { scope, schema, ...(chance(0.5) ? { failWhenUndefined: chance(0.7) } : {}) };
    }
    default: {
      const conditions = Array.from({ length: number(3) }, () => conditionFrom(random, depth + 1));
      return { type: one(['AND', 'OR']), conditions };
    }
  }
}
