import type { InputShown } from '../../../../views/components/part.tsx';
import type { InputDeclaration } from '../../../components/component.ts';
import { kindOf } from '../../../inputs/registry.ts';
import { own } from '../../../lib/records.ts';

const LANGUAGES: Record<string, string> = {
  javascript: 'JavaScript',
  json: 'JSON',
  xml: 'XML',
  html: 'HTML',
};

/** An input as a component declares it, in words. */
export function shownInput(input: InputDeclaration): InputShown {
  const { key, label, comments = '', example = '', default: fallback, required, model = [] } = input;
  return {
    ...{ key, label, type: typeWords(input), help: comments, example },
    isOptional: required !== true,
    fallback:
      fallback === undefined ? '' : typeof fallback === 'string' ? fallback : JSON.stringify(fallback),
    choices: model.map(({ label: name, value }) => (name === value ? name : `${name} (${value})`)),
  };
}

function typeWords({ type, collection, keyLabel, language, model }: InputDeclaration): string {
  if (language !== undefined && !collection) return own(LANGUAGES, language) ?? `Code, ${language}`;
  return kindOf({ type, collection, keyLabel, isChoice: model !== undefined }).word;
}
