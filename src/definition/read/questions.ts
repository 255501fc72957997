import type { Catalog } from '../../components/catalog.ts';
import type { InputDeclaration } from '../../components/component.ts';
import type { Declared, Kind } from '../../inputs/kind.ts';
import { kindOf } from '../../inputs/registry.ts';
import { asRecord, own } from '../../lib/records.ts';
import { isSecretField } from '../../lib/secret-fields.ts';
import type { CompiledConfigVariable } from '../compile/compiled.ts';
import { literalText } from '../compile/value.ts';
import type { ConfigVar, Definition } from '../document/schema.ts';
import { isSecret } from '../document/secret-inputs.ts';
import { isShownTo } from '../document/visibility.ts';
import { sharedOf, withShared } from './shared-variables.ts';

/** A value that is asked for: one field of a form. */
export type Question = Declared & {
  /** The name of its field: config variables are called anything, so they go by their place. */
  name: string;
  key: string;
  help: string;
  kind: Kind;
};

/** A config variable as it is asked for: by one field, or by one for each input of a connection. */
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
  /** Keys of those that a shared connection holds, so that they are not shown among what was answered. */
  filledKeys: readonly string[];
};

/** What a version asks for, in the order of its definition. @param variables as compiled from that definition */
export function questionsOf(
  definition: Definition,
  variables: CompiledConfigVariable[],
  catalog: Catalog,
): VariableQuestion[] {
  const seen = new Set<string>();
  return (withShared(definition, catalog).requiredConfigVars ?? []).flatMap((written, index) => {
    const variable = variables[index];
    if (!variable || variable.dataType === 'htmlElement' || seen.has(variable.key)) return [];
    seen.add(variable.key);
    const asked = { name: `c${index}`, key: variable.key, help: variable.description, ...typed(variable) };
    if (variable.dataType !== 'connection') return [{ variable, asked }];
    return [{ variable, asked, connection: connectionOf(written, asked.name, catalog) }];
  });
}

/** Of which kind a config variable is. */
export function variableKind({ key, dataType, collectionType }: CompiledConfigVariable): Kind {
  return kindOf({ type: dataType, collection: collectionType, isHidden: isSecret(key) });
}

/** What is declared of a config variable's value. */
export function declaredValue(variable: CompiledConfigVariable): Declared {
  return {
    label: variable.key,
    options: variable.pickList.map((value) => ({ value, label: value })),
    required: variable.required,
    fallback: variable.defaultValue,
    placeholder: undefined,
    timeZone: variable.scheduleTimeZone,
    validationMode: validationMode(variable.declaration),
  };
}

function validationMode({
  meta,
  validationMode: own,
}: CompiledConfigVariable['declaration']): string | undefined {
  const mode = own ?? asRecord(meta).validationMode;
  return typeof mode === 'string' ? mode : undefined;
}

const typed = (variable: CompiledConfigVariable) => ({
  ...declaredValue(variable),
  kind: variableKind(variable),
});

function connectionOf(configVar: ConfigVar, name: string, catalog: Catalog): ConnectionQuestion {
  const { connection, inputs } = configVar;
  const declared = connection && catalog.connection(connection);
  const filledKeys = sharedOf(configVar, catalog)?.filled ?? [];
  const known = new Set(declared?.inputs.map(({ key }) => key));
  const others = Object.keys(inputs ?? {}).filter((key) => !known.has(key));
  const all: InputDeclaration[] = [
    ...(declared?.inputs ?? []),
    ...others.map((key) => ({ key, label: key, type: 'string' as const })),
  ];
  const fields: Question[] = [];
  const filled: string[] = [];
  for (const [index, input] of all.entries()) {
    const written = own(inputs, input.key);
    const value = written?.type === 'value' ? literalText(written.value) : '';
    const isFixed =
      filledKeys.includes(input.key) ||
      (written !== undefined &&
        (written.type !== 'value'
          ? Boolean(written.value)
          : value !== '' && !isShownTo('Org', written.meta)));
    if (isFixed) filled.push(input.label);
    else if (input.type !== 'template' && (input.shown !== false || written))
      fields.push(fieldOf(input, `${name}.${index}`, value));
  }
  return {
    label: declared?.label ?? connection?.key ?? 'Connection',
    note: declared?.comments ?? '',
    needsSignIn: declared?.oauth2Type === 'authorization_code',
    fields,
    filled,
    filledKeys,
  };
}

function fieldOf(input: InputDeclaration, name: string, filledIn: string): Question {
  const { key, label, type, collection, keyLabel, model: options = [] } = input;
  const isChoice = options.length > 0;
  return {
    name,
    key,
    label,
    help: input.comments ?? '',
    kind: kindOf({ type, collection, keyLabel, isChoice, isHidden: !isChoice && isSecretField(key) }),
    options,
    required: input.required === true && filledIn === '',
    fallback: filledIn || literalText(input.default) || undefined,
    placeholder: input.placeholder ?? input.example,
    timeZone: undefined,
  };
}
