import { json } from './json.ts';
import type { Kind } from './kind.ts';

export const dynamicFieldSelection: Kind = { ...json, word: 'Choice of fields' };
