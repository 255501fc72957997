import type { EditedVariable } from '../../../../views/designer/variable-panel.tsx';
import type { Option } from '../../../../views/kit/control.tsx';
import type { Catalog } from '../../../components/catalog.ts';
import { compileConfigVars } from '../../../definition/compile/config-vars.ts';
import { parsePath } from '../../../definition/document/problem.ts';
import type { ConfigVar, Definition } from '../../../definition/document/schema.ts';
import { isShownTo } from '../../../definition/document/visibility.ts';
import { mayBeList, VARIABLE_TYPES } from '../../../definition/edit/variable-type.ts';
import { configUses } from '../../../definition/read/config-uses.ts';
import type { Control } from '../../../inputs/control.ts';
import { kindOf } from '../../../inputs/registry.ts';
import { inputField } from '../../../lib/ui/field-ties.ts';
import { hueOf } from '../../../lib/ui/hue.ts';
import type { Draft } from '../../../models/draft-cache.ts';
import { typeWords } from '../integrations/config-pages.ts';
import { askedInput } from './asked-inputs.ts';
import type { Refused } from './page.tsx';
import {
  accessOf,
  choicesControl,
  defaultControl,
  fieldAccess,
  LANGUAGES,
  pageOf,
  partFacts,
  partOptions,
  partRole,
  partText,
  sharedOptions,
  sharedText,
} from './variable-fields.ts';

/** A config variable as its form asks for it. @param refused what of the form that was sent is wrong */
export function editedVariable(
  { definition, outline, problems }: Draft,
  configVar: ConfigVar,
  catalog: Catalog,
  refused: Refused,
): EditedVariable {
  const { key, dataType, description, collectionType, codeLanguage, useScopedConfigVar, meta } = configVar;
  const position = definition.requiredConfigVars?.indexOf(configVar) ?? -1;
  const isRequired = compileConfigVars(definition)[position]?.required === true;
  const preset = defaultControl(configVar);
  const page = pageOf(definition, key);
  return {
    ...{ key, hue: hueOf(key), description: description ?? '' },
    note: [typeWords(configVar, catalog), isRequired ? 'required' : ''].filter(Boolean).join(' · '),
    type: choice(dataType, typeOptions()),
    collection: mayBeList(dataType) ? choice(collectionType ?? '', COLLECTIONS) : undefined,
    page: choice(page === undefined ? '' : String(page), pageOptions(definition)),
    choices:
      dataType === 'picklist' && !configVar.dataSource
        ? asked('choices', 'Choices', '', choicesControl(configVar), refused)
        : undefined,
    language: dataType === 'code' ? choice(codeLanguage ?? '', LANGUAGE_OPTIONS) : undefined,
    scheduleType:
      dataType === 'schedule' ? choice(configVar.scheduleType ?? '', SCHEDULE_OPTIONS) : undefined,
    default:
      dataType === 'connection'
        ? undefined
        : asked('default', defaultLabel(dataType), defaultHelp(isRequired), preset, refused),
    hasHiddenDefault: preset.as === 'secret' && preset.whenEmpty === 'kept',
    access: choice(accessOf(configVar), ACCESS_OPTIONS),
    isStaffAsked: isShownTo('Org', meta),
    isShared: Boolean(useScopedConfigVar),
    part: askedPart(configVar, catalog),
    inputs: askedInputs(configVar, definition, catalog, refused),
    uses: configUses(definition, outline).get(key) ?? [],
    problems: problems.flatMap(({ path, message }) => {
      const [root, at] = parsePath(path);
      return root === 'requiredConfigVars' && at === position ? message : [];
    }),
    place: page === undefined ? undefined : placeOn(definition, page, key),
  };
}

/** What holds may be none of those that are offered: it stays. */
function choice(value: string, options: Option[]) {
  const isKnown = options.some((option) => option.value === value);
  return { value, options: isKnown ? options : [...options, { value }] };
}

/** The types to choose from. */
export const typeOptions = (): Option[] =>
  VARIABLE_TYPES.map((value) => ({ value, label: kindOf({ type: value }).word }));

/** The pages to choose from, by their places. */
export const pageOptions = ({ configPages }: Definition): Option[] => [
  { value: '', label: 'On no page' },
  ...(configPages ?? []).map(({ name }, index) => ({ value: String(index), label: name })),
];

const COLLECTIONS = [
  { value: '', label: 'One value' },
  { value: 'valuelist', label: 'A list of values' },
  { value: 'keyvaluelist', label: 'Keys with values' },
];

const LANGUAGE_OPTIONS = [
  { value: '', label: 'Not said' },
  ...LANGUAGES.map((value) => ({ value, label: value.toUpperCase() })),
];

const SCHEDULE_OPTIONS = [
  { value: '', label: 'Not said' },
  { value: 'custom', label: 'By its cron line' },
  { value: 'minute', label: 'Every few minutes' },
  { value: 'hour', label: 'Every few hours' },
  { value: 'day', label: 'On days' },
  { value: 'week', label: 'On days of the week' },
  { value: 'once', label: 'Once' },
  { value: 'none', label: 'Never' },
];

const ACCESS_OPTIONS = [
  { value: 'customer', label: 'The customer' },
  { value: 'embedded', label: 'A program, for the customer' },
  { value: 'organization', label: 'Staff alone' },
];

const FIELD_OPTIONS = [
  { value: 'both', label: 'Customers and staff' },
  { value: 'staff', label: 'Staff alone' },
  { value: 'customers', label: 'Customers alone' },
  { value: 'nobody', label: 'Nobody: it is filled in here' },
];

const defaultLabel = (dataType: string) => (dataType === 'htmlElement' ? 'Text' : 'Default value');
const defaultHelp = (isRequired: boolean) =>
  isRequired ? 'It has none, so each instance needs a value.' : 'What holds where an instance says nothing.';

function asked(name: string, label: string, help: string, control: Control, { errors, typed }: Refused) {
  const error = errors[name] ?? errors[`${name}.zone`];
  return {
    name,
    label,
    help,
    error,
    optional: false,
    control: error ? withTyped(control, name, typed) : control,
  };
}

/** What was refused stands in its field still. */
function withTyped(control: Control, name: string, typed: Refused['typed']): Control {
  const text = typed[name] ?? '';
  if (control.as === 'schedule')
    return { ...control, cron: text, zone: typed[`${name}.zone`] ?? '', next: [] };
  return 'value' in control ? { ...control, value: text } : control;
}

function askedPart(configVar: ConfigVar, catalog: Catalog): EditedVariable['part'] {
  const role = partRole(configVar);
  const shared = sharedText(configVar);
  const present = configVar[role];
  const options = partOptions(configVar, role, catalog).map(({ option }) => option);
  if (role === 'connection') {
    const none = present || shared ? [] : [{ value: '', label: 'Choose …' }];
    const help = 'What steps of that component take. Another one keeps the fields that both have.';
    const all = [...none, ...sharedOptions(catalog), ...options];
    return { label: 'Connection', help, ...choice(shared ?? (present ? partText(present) : ''), all) };
  }
  if (!present && options.length === 0) return undefined;
  const all = [{ value: '', label: 'None: people type or choose it' }, ...options];
  const help = 'It offers values from another system.';
  return { label: 'Data source', help, ...choice(present ? partText(present) : '', all) };
}

function askedInputs(
  configVar: ConfigVar,
  { requiredConfigVars }: Definition,
  catalog: Catalog,
  { errors }: Refused,
): EditedVariable['inputs'] {
  const others = (requiredConfigVars ?? []).filter((each) => each !== configVar);
  const isConnection = partRole(configVar) === 'connection';
  return partFacts(configVar, catalog).map((facts) => {
    const wrong = errors[inputField(facts.key)];
    return {
      input: askedInput(facts, others, wrong === undefined ? [] : [wrong]),
      access: isConnection ? choice(fieldAccess(facts.input?.meta), FIELD_OPTIONS) : undefined,
    };
  });
}

function placeOn({ configPages }: Definition, page: number, key: string): EditedVariable['place'] {
  const elements = configPages?.[page]?.elements ?? [];
  const element = elements.findIndex(({ type, value }) => type === 'configVar' && value === key);
  return { page, element, isFirst: element === 0, isLast: element === elements.length - 1 };
}
