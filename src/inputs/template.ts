import type { Kind } from './kind.ts';
import { string } from './string.ts';

export const template: Kind = { ...string, word: 'Template' };
