import type { Kind } from './kind.ts';
import { string } from './string.ts';

export const flow: Kind = { ...string, word: 'Flow' };
