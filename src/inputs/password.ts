import { hidden } from './hidden.ts';
import type { Kind } from './kind.ts';
import { string } from './string.ts';

export const password: Kind = { ...hidden(string), word: 'Secret text' };
