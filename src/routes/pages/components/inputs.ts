import type { InputShown } from '../../../../views/components/part.tsx';
import type { Input, InputType } from '../../../components/component.ts';
import { own } from '../../../lib/own.ts';

const TYPES: Record<InputType, string> = {
  string: 'Text',
  data: 'Any value',
  text: 'Long text',
  password: 'Secret text',
  boolean: 'True or false',
  code: 'Code',
  conditional: 'Conditions',
  connection: 'Connection',
  template: 'Template',
  objectSelection: 'Choice of objects',
  objectFieldMap: 'Mapping of fields',
  jsonForm: 'Form',
  dynamicObjectSelection: 'Choice of objects',
  dynamicFieldSelection: 'Choice of fields',
  date: 'Date',
  timestamp: 'Date and time',
  flow: 'Flow',
  structuredObject: 'Object',
  dynamicObject: 'Object',
};

const LANGUAGES: Record<string, string> = {
  javascript: 'JavaScript',
  json: 'JSON',
  xml: 'XML',
  html: 'HTML',
};

/** An input as a component declares it, in words. */
export function shownInput(input: Input): InputShown {
  const { key, label, comments = '', example = '', default: fallback, required, model = [] } = input;
  return {
    ...{ key, label, type: typeWords(input), help: comments, example },
    isOptional: required !== true,
    fallback:
      fallback === undefined ? '' : typeof fallback === 'string' ? fallback : JSON.stringify(fallback),
    choices: model.map(({ label: name, value }) => (name === value ? name : `${name} (${value})`)),
  };
}

function typeWords({ type, collection, language, model, keyLabel = 'Name' }: Input): string {
  const word = model
    ? 'Choice'
    : language === undefined
      ? TYPES[type]
      : (own(LANGUAGES, language) ?? `Code, ${language}`);
  if (type === 'conditional' || collection === undefined) return word;
  if (collection === 'valuelist') return `List: ${word.toLowerCase()}`;
  return `Rows: ${keyLabel.toLowerCase()} and ${word.toLowerCase()}`;
}
