import { json } from './json.ts';
import type { Kind } from './kind.ts';

export const structuredObject: Kind = { ...json, word: 'Object' };
