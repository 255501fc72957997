import type { Kind } from './kind.ts';
import { text } from './text.ts';

export const code: Kind = { ...text, word: 'Code' };
