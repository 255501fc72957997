import { messageOf } from '../lib/errors.ts';
import { decode, encode } from '../lib/wire.ts';

/** The name of foreign code in stacks. */
export const CODE_FILE = 'code.js';
/** The name of a component's text in stacks. */
export const BUNDLE_FILE = 'index.js';
/** The name of the module text around it. */
export const OUR_FILE = 'module.js';

export type ThrownDescription = {
  name: string;
  message: string;
  stack: string[];
  /** Of an error that says that a connection does not work: the config variable of the connection. */
  connection?: { configVarKey: string };
  /** What another system has answered, as far as clients put it into the errors that they throw. */
  response?: { status: number; data?: unknown };
};

/** Those of the user's own code. */
const OWN_FILES = [CODE_FILE, BUNDLE_FILE];
const LONGEST_MESSAGE = 8_000;
const MOST_STACK_LINES = 20;

/** What is known of anything that foreign code threw: `null`, a Proxy, an object whose getters throw. Never throws. */
export function describeThrown(thrown: unknown): ThrownDescription {
  const refusal = connectionIn(thrown);
  return {
    name: refusal.connection ? 'ConnectionError' : textField(thrown, 'name') || 'Error',
    message: messageOf(thrown).slice(0, LONGEST_MESSAGE) || 'an error without a message',
    stack: codeLines(textField(thrown, 'stack')),
    ...refusal,
    ...responseIn(thrown),
  };
}

/** Known by its fields and not by its class, of which each bundle has its own. */
function connectionIn(thrown: unknown): Pick<ThrownDescription, 'connection'> {
  const isSaid = textField(thrown, 'name') === 'ConnectionError' || field(thrown, 'isSpectralError') === true;
  const connection = isSaid ? field(thrown, 'connection') : undefined;
  if (typeof connection !== 'object' || connection === null) return {};
  return { connection: { configVarKey: textField(connection, 'configVarKey') } };
}

const LARGEST_ANSWER = 16_000;

function responseIn(thrown: unknown): Pick<ThrownDescription, 'response'> {
  // The SDK's `handleErrors`, which most connectors have, makes an answer of the error, with its message.
  const response = field(thrown, 'response') ?? thrown;
  const status = field(response, 'status');
  if (typeof status !== 'number') return {};
  try {
    return {
      response: { status, data: decode(encode(field(response, 'data'), { maxBytes: LARGEST_ANSWER })) },
    };
  } catch {
    return { response: { status } };
  }
}

function textField(thrown: unknown, name: string): string {
  const value = field(thrown, name);
  return typeof value === 'string' ? value : '';
}

function field(thrown: unknown, name: string): unknown {
  try {
    return typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of the user's own code; what lies between is ours and tells them nothing. */
function codeLines(stack: string): string[] {
  return stack
    .slice(0, 100_000)
    .split('\n')
    .filter(
      (line) => OWN_FILES.some((file) => line.includes(`${file}:`)) && line.trimStart().startsWith('at '),
    )
    .slice(0, MOST_STACK_LINES)
    .map((line) => line.trim().slice(0, 300));
}
