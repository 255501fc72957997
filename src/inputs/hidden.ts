import type { Kind } from './kind.ts';

/** The same kind as a secret: no form and no page knows what it is, and an empty field keeps it. */
export function hidden(kind: Kind): Kind {
  return {
    ...kind,
    isSecret: true,
    read(typed, declared, held) {
      const answer = kind.read(typed, declared, held);
      // A password may begin or end with a space.
      return kind.isLong || answer.is !== 'value' ? answer : { is: 'value', value: typed() };
    },
    emptied: undefined,
    keeps: (stored) => stored !== undefined,
    control: (held, { fallback }) => ({
      as: 'secret',
      isLong: kind.isLong,
      whenEmpty:
        held !== undefined && held !== fallback ? 'kept' : fallback !== undefined ? 'filled' : 'nothing',
    }),
    lines: () => [],
    schema: (declared) => ({ ...kind.schema(declared), writeOnly: true }),
  };
}
