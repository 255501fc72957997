import { json } from './json.ts';
import type { Kind } from './kind.ts';

/** The branches of a step, each with a name and an expression. */
export const conditional: Kind = { ...json, word: 'Conditions' };
