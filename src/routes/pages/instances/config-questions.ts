import type { Component, Input } from '../../../components/component.ts';
import { literalText } from '../../../definition/compile-value.ts';
import type { CompiledConfigVariable } from '../../../definition/compiled.ts';
import { declaredConnection } from '../../../definition/declared.ts';
import type { ConfigVar, Definition } from '../../../definition/schema.ts';
import { isShownTo } from '../../../definition/visibility.ts';
import { own } from '../../../lib/own.ts';
import { isSecretVariable } from '../../../models/config-variables.ts';
import { isSecretField } from '../../../models/secret-places.ts';

/** How a value is asked for. */
export type QuestionKind =
  | 'line'
  | 'code'
  | 'number'
  | 'switch'
  | 'pick'
  | 'schedule'
  | 'date'
  | 'timestamp'
  | 'lines'
  | 'pairs'
  | 'json';

/** One control of a configuration form. */
export type Question = {
  /** The name of its field: config variables are called anything, so they go by their place. */
  name: string;
  key: string;
  label: string;
  help: string;
  kind: QuestionKind;
  isSecret: boolean;
  required: boolean;
  /** What holds when nothing is answered. */
  fallback: string | undefined;
  options: { value: string; label: string }[];
  placeholder: string | undefined;
  /** The time zone of a schedule that names none. */
  zone?: string | undefined;
};

/** A config variable as it is asked for: by one control, or by one for each field of a connection. */
export type VariableQuestion = {
  variable: CompiledConfigVariable;
  asked: Question;
  connection?: ConnectionQuestion;
};

export type ConnectionQuestion = {
  label: string;
  note: string;
  /** A person has to sign in at the other system. */
  needsSignIn: boolean;
  fields: Question[];
  /** Labels of the fields that the definition fills in and shows to nobody. */
  filled: string[];
};

/** What a version asks for, in the order of its definition. @param variables as compiled from that definition */
export function questionsOf(
  definition: Definition,
  variables: CompiledConfigVariable[],
  components: readonly Component[],
): VariableQuestion[] {
  const seen = new Set<string>();
  return (definition.requiredConfigVars ?? []).flatMap((written, index) => {
    const variable = variables[index];
    if (!variable || variable.dataType === 'htmlElement' || seen.has(variable.key)) return [];
    seen.add(variable.key);
    const asked = askedOf(variable, `c${index}`);
    if (variable.dataType !== 'connection') return [{ variable, asked }];
    return [{ variable, asked, connection: connectionOf(written, asked.name, components) }];
  });
}

function askedOf(variable: CompiledConfigVariable, name: string): Question {
  return {
    ...{ name, key: variable.key, label: variable.key, help: variable.description },
    kind: kindOf(variable),
    isSecret: isSecretVariable(variable),
    required: variable.required,
    fallback: variable.defaultValue,
    options: variable.pickList.map((value) => ({ value, label: value })),
    placeholder: undefined,
    zone: variable.scheduleTimeZone,
  };
}

const KINDS: Record<string, QuestionKind> = {
  boolean: 'switch',
  number: 'number',
  schedule: 'schedule',
  date: 'date',
  timestamp: 'timestamp',
  code: 'code',
  objectSelection: 'json',
  objectFieldMap: 'json',
  jsonForm: 'json',
};

function kindOf({ collectionType, dataType, pickList }: CompiledConfigVariable): QuestionKind {
  if (collectionType === 'valuelist') return 'lines';
  if (collectionType === 'keyvaluelist') return 'pairs';
  if (dataType === 'picklist') return pickList.length > 0 ? 'pick' : 'line';
  return own(KINDS, dataType) ?? 'line';
}

function connectionOf(
  { connection, inputs }: ConfigVar,
  name: string,
  components: readonly Component[],
): ConnectionQuestion {
  const declared = connection && declaredConnection(connection, components);
  const written = Object.entries(inputs ?? {});
  const known = new Set(declared?.inputs.map(({ key }) => key));
  const all: Input[] = [
    ...(declared?.inputs ?? []),
    ...written.flatMap(([key]) => (known.has(key) ? [] : { key, label: key, type: 'string' as const })),
  ];
  const fields: Question[] = [];
  const filled: string[] = [];
  for (const [index, input] of all.entries()) {
    const own = inputs?.[input.key];
    const value = own?.type === 'value' ? literalText(own.value) : '';
    const isFixed =
      own !== undefined &&
      (own.type !== 'value' ? Boolean(own.value) : value !== '' && !isShownTo('Org', own.meta));
    if (isFixed) filled.push(input.label);
    else if (input.type !== 'template' && (input.shown !== false || own))
      fields.push(fieldOf(input, `${name}.${index}`, value));
  }
  return {
    label: declared?.label ?? connection?.key ?? 'Connection',
    note: declared?.comments ?? '',
    needsSignIn: declared?.oauth2Type === 'authorization_code',
    ...{ fields, filled },
  };
}

function fieldOf(input: Input, name: string, filledIn: string): Question {
  const options = input.model ?? [];
  const isSecret = input.type === 'password' || (options.length === 0 && isSecretField(input.key));
  return {
    ...{ name, key: input.key, label: input.label, options, isSecret, help: input.comments ?? '' },
    kind: fieldKind(input),
    required: input.required === true && filledIn === '',
    fallback: filledIn || literalText(input.default) || undefined,
    placeholder: input.placeholder ?? input.example,
  };
}

function fieldKind({ type, collection, model }: Input): QuestionKind {
  if (collection) return collection === 'valuelist' ? 'lines' : 'pairs';
  if (type === 'boolean') return 'switch';
  if (model && model.length > 0) return 'pick';
  return type === 'text' || type === 'code' ? 'code' : 'line';
}
