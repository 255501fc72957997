import { json } from './json.ts';
import type { Kind } from './kind.ts';

export const dynamicObjectSelection: Kind = { ...json, word: 'Choice of objects' };
