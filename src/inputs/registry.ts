import { boolean } from './boolean.ts';
import { code } from './code.ts';
import { conditional } from './conditional.ts';
import { connection } from './connection.ts';
import { data } from './data.ts';
import { date } from './date.ts';
import { dynamicFieldSelection } from './dynamic-field-selection.ts';
import { dynamicObject } from './dynamic-object.ts';
import { dynamicObjectSelection } from './dynamic-object-selection.ts';
import { flow } from './flow.ts';
import { hidden } from './hidden.ts';
import { htmlElement } from './html-element.ts';
import { jsonForm } from './json-form.ts';
import type { Kind } from './kind.ts';
import { listOf } from './list.ts';
import { number } from './number.ts';
import { objectFieldMap } from './object-field-map.ts';
import { objectSelection } from './object-selection.ts';
import { pairsOf } from './pairs.ts';
import { password } from './password.ts';
import { picklist } from './picklist.ts';
import { picks } from './picks.ts';
import { schedule } from './schedule.ts';
import { string } from './string.ts';
import { structuredObject } from './structured-object.ts';
import { template } from './template.ts';
import { text } from './text.ts';
import { timestamp } from './timestamp.ts';

/** The field's words: types of inputs (`@prismatic-io/spectral` 10.31.1) and data types of config variables. */
type FieldWord =
  | ('string' | 'data' | 'text' | 'password' | 'boolean' | 'code' | 'conditional' | 'connection' | 'template')
  | ('objectSelection' | 'objectFieldMap' | 'jsonForm' | 'dynamicObjectSelection' | 'dynamicFieldSelection')
  | ('date' | 'timestamp' | 'flow' | 'structuredObject' | 'dynamicObject')
  | ('number' | 'picklist' | 'schedule' | 'htmlElement');

/** Every kind of value by its word. */
export const KINDS = {
  string,
  data,
  text,
  password,
  boolean,
  code,
  conditional,
  connection,
  template,
  objectSelection,
  objectFieldMap,
  jsonForm,
  dynamicObjectSelection,
  dynamicFieldSelection,
  date,
  timestamp,
  flow,
  structuredObject,
  dynamicObject,
  number,
  picklist,
  schedule,
  htmlElement,
} satisfies Record<FieldWord, Kind> & Record<string, Kind>;

/** The word of a kind of value. */
export type InputType = keyof typeof KINDS;

/** Whether a text is the word of a kind of value. */
export function isInputType(word: string): word is InputType {
  return Object.hasOwn(KINDS, word);
}

const byWord = new Map<string, Kind>(Object.entries(KINDS));

/** What decides of which kind a value is. */
export type Typing = {
  type: string;
  collection?: 'valuelist' | 'keyvaluelist' | undefined;
  keyLabel?: string | undefined;
  /** Whether it is one of a few values that the declaration names. */
  isChoice?: boolean;
  /** Whether it is a secret whatever its type says. */
  isHidden?: boolean;
};

/** The kind of a declared value; a type that is not known here is text, as in the field. */
export function kindOf({ type, collection, keyLabel, isChoice = false, isHidden = false }: Typing): Kind {
  const single = isChoice ? picklist : (byWord.get(type) ?? string);
  // The branches of a step are a list by themselves.
  const kind =
    collection === undefined || single === conditional ? single : several(single, collection, keyLabel);
  // Whether something is on or off is no secret.
  return isHidden && !kind.isSecret && kind !== boolean ? hidden(kind) : kind;
}

function several(single: Kind, collection: 'valuelist' | 'keyvaluelist', keyLabel: string | undefined): Kind {
  if (collection === 'keyvaluelist') return pairsOf(single, keyLabel);
  return single === picklist ? picks : listOf(single);
}
