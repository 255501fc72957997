import { json } from './json.ts';
import type { Kind } from './kind.ts';

export const jsonForm: Kind = { ...json, word: 'Form' };
