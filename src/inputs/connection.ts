import { json } from './json.ts';
import type { Kind } from './kind.ts';

/** `{ fields, token? }`: asked for by a field for each of its inputs, which are of kinds of their own. */
export const connection: Kind = {
  ...json,
  word: 'Connection',
  isSecret: true,
  isJson: false,
  schema: () => ({
    type: 'object',
    properties: { fields: { type: 'object' }, token: { type: 'object', writeOnly: true } },
  }),
};
