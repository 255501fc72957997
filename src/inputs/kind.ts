import { shortened } from '../lib/format.ts';
import { MASK } from '../lib/secret-fields.ts';
import type { Control } from './control.ts';

export type Option = { value: string; label: string };

/** What is declared of a value, by whoever asks for it: an input of a step, a config variable, a field of a connection. */
export type Declared = {
  /** What messages call it. */
  label: string;
  /** What it may be, where it is one of a few. */
  options: readonly Option[];
  required: boolean;
  /** What holds when nothing is given, as text. */
  fallback: string | undefined;
  placeholder: string | undefined;
  /** The time zone of a schedule that names none. */
  timeZone: string | undefined;
  /** What a data source offers for it, where one does. */
  source?: unknown;
  /** Of a JSON form: whether what does not fit is refused (unless `NoValidation`) and told (unless `ValidateAndHide`). */
  validationMode?: string | undefined;
};

/** A value as it is stored, or a sentence that says what is wrong with it. */
export type Checked = { ok: true; value: unknown } | { ok: false; message: string };

/** What a person typed, untrimmed: in the field itself, or in a part of it such as `zone`. */
export type Typed = (part?: string) => string;

/** What a form says of a value. */
export type Answer =
  | { is: 'empty' }
  | { is: 'value'; value: unknown }
  /** @property parts what is wrong with which of its parts; under no name it is the whole */
  | { is: 'wrong'; message: string; parts?: Record<string, string> };

/** The parts of JSON Schema (2020-12) that describe a value. */
export type Schema = {
  type?: 'string' | 'number' | 'boolean' | 'array' | 'object';
  enum?: string[];
  format?: string;
  writeOnly?: true;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
};

/**
 * All that the product knows of one kind of value. Steps' inputs, config variables, connection fields, forms, pages,
 * the API and its description ask here, so that a new kind is a file and its line in the registry.
 */
export type Kind = {
  /** What people call it. */
  word: string;
  /** Whether it is sealed in the store and shown to nobody. */
  isSecret: boolean;
  /** What an action receives for an input that nobody sets and that declares no default; undefined for nothing at all. */
  unset: '' | 'false' | undefined;
  /** What steps receive for a config variable that has neither a value nor a default. */
  empty(): unknown;
  /** Whether a deployment does without: an unticked box is false, and text to read asks for nothing. */
  isNeverRequired: boolean;
  /** Whether its default, which is text, is JSON. */
  isJson: boolean;
  /** Whether it takes more than a line to type. */
  isLong: boolean;
  /** Turns a value as it was given (JSON) into the value that is stored. */
  check(value: unknown, declared: Declared): Checked;
  /** Reads what a form says. @param held what is stored: what the form does not ask for stays as it is there */
  read(typed: Typed, declared: Declared, held?: unknown): Answer;
  /** What a field means that was emptied although a default holds: a value, or undefined for the default. */
  emptied: unknown;
  /** Whether an empty field leaves what is stored as it is. */
  keeps(stored: unknown): boolean;
  /**
   * How it is asked for.
   * @param held what holds: the stored value, or else the default as text; undefined for neither
   * @param typed what stands in the form already, where that was refused
   */
  control(held: unknown, declared: Declared, typed: Typed | undefined): Control;
  /** A value to be read by people, a line each. */
  lines(held: unknown): string[];
  /** What the API takes. */
  schema(declared: Declared): Schema;
};

const LONGEST = 200;

/** A value of any type in one line, shortened. */
export function oneLine(value: unknown): string {
  return shortened(typeof value === 'string' ? value : JSON.stringify(value), LONGEST);
}

/** A value as the text of its field. */
export function fieldText(held: unknown): string {
  if (held === undefined || held === MASK) return '';
  return typeof held === 'object' ? jsonText(held) : String(held);
}

/** JSON as people write it; text is taken to be JSON already. */
export function jsonText(held: unknown): string {
  return typeof held === 'string' ? held : JSON.stringify(held, null, 2);
}

/** Reads JSON that a person typed. */
export function readJson(text: string): Answer {
  try {
    return { is: 'value', value: JSON.parse(text) };
  } catch {
    return { is: 'wrong', message: 'This cannot be read as JSON. Check its quotes, commas and brackets.' };
  }
}

/** The JSON that a text holds, or else the text itself. */
export function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
