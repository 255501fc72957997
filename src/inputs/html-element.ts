import type { Kind } from './kind.ts';
import { string } from './string.ts';

/** Text on a page of a configuration: nothing is asked for. */
export const htmlElement: Kind = { ...string, word: 'Text to read', isNeverRequired: true };
