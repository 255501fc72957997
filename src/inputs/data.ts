import type { Kind } from './kind.ts';
import { string } from './string.ts';

export const data: Kind = { ...string, word: 'Any value' };
