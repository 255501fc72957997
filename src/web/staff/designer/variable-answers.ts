import type { Catalog } from '../../../components/catalog.ts';
import { literalText } from '../../../definition/compile/value.ts';
import type { ConfigVar, StepInput } from '../../../definition/document/schema.ts';
import { shownTo } from '../../../definition/document/visibility.ts';
import { inType, VARIABLE_TYPES } from '../../../definition/edit/variable-type.ts';
import { withPlainEnds } from '../../../lib/plain-ends.ts';
import { own } from '../../../lib/records.ts';
import { inputField } from '../../../lib/ui/field-ties.ts';
import { typedIn } from '../../configuration/form-answers.ts';
import type { Form, FormErrors } from '../../kit/form.ts';
import { withDefault } from './default-answer.ts';
import { inputAnswer } from './input-answers.ts';
import {
  accessOf,
  choicesControl,
  declaredParts,
  FIELD_ACCESS,
  fieldAccess,
  LANGUAGES,
  LIST,
  partFacts,
  partOptions,
  partRole,
  partText,
  sharedIn,
  sharedOptions,
  sharedText,
} from './variable-fields.ts';

/** What a form makes of a config variable, what of it is wrong by field, and what a new type had no room for. */
export type VariableAnswer = { configVar: ConfigVar; errors: FormErrors; lost: string[] };

/** Reads the form of a config variable; what it leaves as it was printed stays the very same. */
export function variableAnswer(before: ConfigVar, form: Form, catalog: Catalog): VariableAnswer {
  const errors: FormErrors = {};
  let configVar = withDescription(before, form);
  configVar = withAccess(configVar, form);
  configVar = withDefault(configVar, form, errors);
  configVar = withChoices(configVar, form, errors);
  configVar = withLanguage(configVar, form, errors);
  configVar = withInputs(configVar, form, catalog, errors);
  const part = withPart(configVar, form, catalog, errors);
  const typed = withType(part.configVar, form, catalog, errors);
  return { configVar: typed.configVar, errors, lost: [...part.lost, ...typed.lost] };
}

function withDescription(configVar: ConfigVar, form: Form): ConfigVar {
  if (form.values.description === undefined) return configVar;
  const description = withPlainEnds(form.text('description'));
  const isSame = description === withPlainEnds(configVar.description ?? '').trim();
  return isSame ? configVar : { ...configVar, description };
}

/** Who sets it, and whether staff are asked for it. */
function withAccess(before: ConfigVar, form: Form): ConfigVar {
  const access = (['customer', 'embedded', 'organization'] as const).find(
    (each) => each === form.text('access'),
  );
  if (access === undefined) return before;
  const isOrgAsked = form.text('staff') !== '';
  const isSame = access === accessOf(before);
  const changed: ConfigVar = isSame
    ? before
    : {
        ...before,
        orgOnly: access === 'organization',
        meta: shownTo('Customer', access === 'customer', before.meta),
      };
  const isOrgSame =
    isOrgAsked === (fieldAccess(before.meta) === 'both' || fieldAccess(before.meta) === 'staff');
  return isOrgSame ? changed : { ...changed, meta: shownTo('Org', isOrgAsked, changed.meta) };
}

function withChoices(configVar: ConfigVar, form: Form, errors: FormErrors): ConfigVar {
  const typed = form.values.choices;
  if (typed === undefined) return configVar;
  const printed = choicesControl(configVar);
  if ('value' in printed && withPlainEnds(typed) === withPlainEnds(printed.value)) return configVar;
  const answer = LIST.read(typedIn(form, 'choices'), {
    ...{ label: 'The choices', options: [], required: false },
    ...{ fallback: undefined, placeholder: undefined, timeZone: undefined },
  });
  if (answer.is === 'wrong') errors.choices = answer.message;
  if (answer.is === 'wrong') return configVar;
  const given: unknown[] = answer.is === 'value' && Array.isArray(answer.value) ? answer.value : [];
  const known = new Map((configVar.pickList ?? []).map((value) => [String(value), value]));
  const texts = given.map(literalText);
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  const preset = literalText(configVar.defaultValue);
  if (twice !== undefined) errors.choices = `“${twice}” is there twice: leave one of them out.`;
  else if (preset !== '' && !configVar.collectionType && texts.length > 0 && !texts.includes(preset))
    errors.choices = `The default value “${preset}” is none of these: choose another one first, or keep it.`;
  else return { ...configVar, pickList: texts.map((text) => known.get(text) ?? text) };
  return configVar;
}

function withLanguage(configVar: ConfigVar, form: Form, errors: FormErrors): ConfigVar {
  const language = form.values.language;
  if (language === undefined || language === (configVar.codeLanguage ?? '')) return configVar;
  if (language === '' || LANGUAGES.some((each) => each === language))
    return { ...configVar, codeLanguage: language };
  errors.language = 'There is no such language here: choose JSON, XML or HTML.';
  return configVar;
}

/** The fields of a connection, or the inputs of a data source, each with who sees it. */
function withInputs(before: ConfigVar, form: Form, catalog: Catalog, errors: FormErrors): ConfigVar {
  let inputs = before.inputs;
  const put = (key: string, value: StepInput | null) => {
    const others = Object.fromEntries(Object.entries(inputs ?? {}).filter(([each]) => each !== key));
    inputs = value === null ? others : { ...inputs, [key]: value };
  };
  for (const facts of partFacts(before, catalog)) {
    const { key, input } = facts;
    const answer = inputAnswer(facts, form);
    if (answer !== 'same' && 'wrong' in answer) errors[inputField(key)] = answer.wrong;
    else if (answer !== 'same') put(key, answer.value ? inPlaceOf(input, answer.value) : emptied(input));
    const access = FIELD_ACCESS.find((each) => each === form.text(`see.${key}`));
    if (access === undefined || access === fieldAccess(input?.meta)) continue;
    const held = own(inputs, key) ?? { type: 'value', value: '' };
    const isOfCustomers = access === 'both' || access === 'customers';
    const meta = shownTo('Customer', isOfCustomers, { ...held.meta, orgOnly: !isOfCustomers });
    put(key, { ...held, meta: shownTo('Org', access === 'both' || access === 'staff', meta) });
  }
  return inputs === before.inputs ? before : { ...before, inputs };
}

/** Another value with all else that was said of the field. */
function inPlaceOf(before: StepInput | undefined, after: StepInput): StepInput {
  const { type: _, value: __, ...kept } = before ?? { type: 'value' };
  return { ...kept, ...after };
}

/** Emptied, a field keeps who sees it. */
const emptied = (input: StepInput | undefined): StepInput | null =>
  input?.meta ? { ...input, type: 'value', value: '' } : null;

type Changed = { configVar: ConfigVar; lost: string[] };

/** Another connection or data source: fields that it has too keep what they are filled in with. */
function withPart(before: ConfigVar, form: Form, catalog: Catalog, errors: FormErrors): Changed {
  const same = { configVar: before, lost: [] };
  const role = partRole(before);
  const chosen = form.values.part;
  if (chosen === undefined) return same;
  const present = before[role];
  if (chosen === (sharedText(before) ?? (present ? partText(present) : ''))) return same;
  const sharedKey = role === 'connection' ? sharedIn(chosen) : undefined;
  if (sharedKey !== undefined && sharedOptions(catalog).some(({ value }) => value === chosen)) {
    const { connection: _, inputs, ...configVar } = before;
    const filled = Object.entries(inputs ?? {}).filter(([, { value }]) => literalText(value) !== '');
    return {
      configVar: { ...configVar, useScopedConfigVar: sharedKey },
      lost: filled.map(([key]) => `field ${key}`),
    };
  }
  if (chosen === '' && role === 'dataSource') {
    const { dataSource: _, inputs: __, ...configVar } = before;
    return { configVar, lost: [] };
  }
  const found = partOptions(before, role, catalog).find(({ option }) => option.value === chosen);
  if (!found) {
    const what = role === 'connection' ? 'connection' : 'data source';
    errors.part = `There is no such ${what} here: choose one of the list.`;
    return same;
  }
  const { inputs, useScopedConfigVar: _, ...kept } = before;
  const configVar = { ...kept, [role]: found.reference };
  const has = new Set(declaredParts(configVar, catalog)?.map(({ key }) => key));
  const fitting = Object.entries(inputs ?? {}).filter(([key]) => has.has(key));
  const lost = Object.entries(inputs ?? {}).flatMap(([key, { value }]) =>
    has.has(key) || literalText(value) === '' ? [] : `field ${key}`,
  );
  return { configVar: { ...configVar, inputs: Object.fromEntries(fitting) }, lost };
}

function withType(before: ConfigVar, form: Form, catalog: Catalog, errors: FormErrors): Changed {
  const same = { configVar: before, lost: [] };
  const { type: dataType = before.dataType, collection: given } = form.values;
  const present = before.collectionType ?? '';
  const known: readonly string[] = VARIABLE_TYPES;
  if (dataType !== before.dataType && !known.includes(dataType)) {
    errors.type = 'There is no such type: choose one of the list.';
    return same;
  }
  const collection = given ?? present;
  if (collection !== '' && collection !== 'valuelist' && collection !== 'keyvaluelist') {
    errors.collection = 'It is one value, a list, or keys with values: choose one of these.';
    return same;
  }
  if (dataType === before.dataType && collection === present) return same;
  return inType(before, { dataType, collection: collection === '' ? undefined : collection }, catalog);
}
