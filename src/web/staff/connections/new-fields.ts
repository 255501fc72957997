import type { ConfigItem } from '../../../../views/instances/config-form.tsx';
import type { Option } from '../../../../views/kit/control.tsx';
import type { Catalog, SharedConnection } from '../../../components/catalog.ts';
import { compileConfigVars } from '../../../definition/compile/config-vars.ts';
import type { Definition } from '../../../definition/document/schema.ts';
import { questionsOf, type VariableQuestion } from '../../../definition/read/questions.ts';
import { asRecord } from '../../../lib/records.ts';
import { masked } from '../../../lib/secret-fields.ts';
import { configAnswers } from '../../configuration/form-answers.ts';
import { configSections } from '../../configuration/sections.ts';
import { optional } from '../../configuration/wizard-answers.ts';
import type { Form, FormErrors } from '../../kit/form.ts';
import { mergedAnswers, seenValues } from '../instances/edit-conflicts.ts';

type Kind = { component: string; key: string };

const partText = ({ component, key }: Kind) => `${component}/${key}`;

/** The kinds of connections that the components have. */
export function kindOptions(catalog: Catalog): (Option & Kind)[] {
  return catalog.list().flatMap(({ key: component, display, connections }) =>
    connections.map(({ key, label }) => ({
      ...{ component, key, value: partText({ component, key }) },
      label: `${display.label}: ${label}`,
    })),
  );
}

/** The kind that was chosen; undefined for none that is here. */
export function chosenKind(catalog: Catalog, value: string): Kind | undefined {
  return kindOptions(catalog).find((option) => option.value === value);
}

const TITLE = 'Fields';

/** The fields of a connection as a form asks for them. @param areOptional of a shared one anything may be left to others */
function asked(
  catalog: Catalog,
  { component, key }: Kind,
  shared: SharedConnection | undefined,
  areOptional: boolean,
) {
  const definition: Definition = {
    name: TITLE,
    flows: [],
    requiredConfigVars: [
      {
        ...{ key: TITLE, dataType: 'connection', connection: { key, component: { key: component } } },
        useScopedConfigVar: shared?.stableKey,
      },
    ],
  };
  const questions = questionsOf(definition, compileConfigVars(definition), catalog);
  return { definition, questions: areOptional ? questions.map(optional) : questions.map(required) };
}

const required = ({ variable, ...rest }: VariableQuestion): VariableQuestion => ({
  ...rest,
  variable: { ...variable, required: true },
});

type Fields = {
  kind: Kind;
  /** The shared connection that is filled in. */
  shared?: SharedConnection | undefined;
  areOptional?: boolean;
  /** What is there already. */
  held?: Record<string, unknown>;
};

const shownOf = (held: Record<string, unknown> | undefined) =>
  held === undefined ? {} : { [TITLE]: { fields: asRecord(masked(held, '')) } };

/** What stands in a form for the fields of a connection. */
export function connectionItems(
  catalog: Catalog,
  { kind, shared, areOptional = false, held }: Fields,
  { form, errors }: { form: Form | undefined; errors: FormErrors },
): ConfigItem[] {
  const filling = { ...asked(catalog, kind, shared, areOptional), shown: shownOf(held), typed: form, errors };
  return configSections(filling).flatMap(({ items }) => items);
}

/** Names what the fields hold, so that it can be told what others have changed since. */
export function seenInputs(catalog: Catalog, { kind, shared, areOptional = false, held }: Fields): string {
  return seenValues(asked(catalog, kind, shared, areOptional).questions, shownOf(held));
}

/** What a form says of them; what was emptied is an empty text. */
export function connectionInputs(
  catalog: Catalog,
  { kind, shared, areOptional = false, held }: Fields,
  form: Form,
): { inputs: Record<string, unknown>; errors: FormErrors; conflicts: FormErrors } {
  const { questions } = asked(catalog, kind, shared, areOptional);
  const shown = shownOf(held);
  const typed = configAnswers(questions, form, shown);
  const { answers, conflicts } = mergedAnswers(questions, form, shown, typed);
  const { given, errors } = answers;
  if (!Object.hasOwn(given, TITLE)) return { inputs: {}, errors, conflicts };
  const preset = new Map(
    questions.flatMap(({ connection }) =>
      (connection?.fields ?? []).map(({ key, fallback }) => [key, fallback] as const),
    ),
  );
  // A default that nobody has changed is filled in for nobody: it would not be asked for any more.
  const isSaid = ([key, value]: [string, unknown]) =>
    !areOptional || Object.hasOwn(held ?? {}, key) || value !== preset.get(key);
  const all = Object.entries(asRecord(asRecord(given[TITLE]).fields));
  const fields = Object.fromEntries(all.filter(isSaid));
  const emptied = Object.keys(held ?? {}).filter((key) => !Object.hasOwn(fields, key));
  const inputs = { ...fields, ...Object.fromEntries(emptied.map((key) => [key, ''])) };
  return { inputs, errors, conflicts };
}

/** What the models refuse, at the fields of the form. */
export function atInputs(
  catalog: Catalog,
  { kind, shared, areOptional = false }: Fields,
  errors: FormErrors,
) {
  const { questions } = asked(catalog, kind, shared, areOptional);
  const fields = questions.flatMap(({ connection }) => connection?.fields ?? []);
  const names = new Map(fields.map(({ key, name }) => [`inputs.${key}`, name]));
  return Object.fromEntries(Object.entries(errors).map(([path, text]) => [names.get(path) ?? path, text]));
}
