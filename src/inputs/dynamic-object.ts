import { json } from './json.ts';
import type { Kind } from './kind.ts';

export const dynamicObject: Kind = { ...json, word: 'Object' };
