import { json } from './json.ts';
import type { Kind } from './kind.ts';

export const objectFieldMap: Kind = { ...json, word: 'Mapping of fields' };
