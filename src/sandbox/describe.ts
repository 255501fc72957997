import { messageOf } from '../lib/errors.ts';

/** The name of foreign code in stacks. */
export const CODE_FILE = 'code.js';
/** The name of the module text around it. */
export const OUR_FILE = 'module.js';

export type ThrownDescription = { name: string; message: string; stack: string[] };

const LONGEST_MESSAGE = 8_000;
const MOST_STACK_LINES = 20;

/** What is known of anything that foreign code threw: `null`, a Proxy, an object whose getters throw. Never throws. */
export function describeThrown(thrown: unknown): ThrownDescription {
  return {
    name: textField(thrown, 'name') || 'Error',
    message: messageOf(thrown).slice(0, LONGEST_MESSAGE),
    stack: codeLines(textField(thrown, 'stack')),
  };
}

function textField(thrown: unknown, field: string): string {
  try {
    if (typeof thrown !== 'object' || thrown === null) return '';
    const value: unknown = Reflect.get(thrown, field);
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}

/** The lines of the user's own code; what lies between is ours and tells them nothing. */
function codeLines(stack: string): string[] {
  return stack
    .slice(0, 100_000)
    .split('\n')
    .filter((line) => line.includes(`${CODE_FILE}:`) && line.trimStart().startsWith('at '))
    .slice(0, MOST_STACK_LINES)
    .map((line) => line.trim().slice(0, 300));
}
