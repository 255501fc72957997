/* What a definition file uses of the format, each construct by a short name: the measure of whether tests have them all. */
import { type Document, isCollection, isMap, isScalar, parseDocument, visit } from 'yaml';
import { builtInCatalog } from '../../src/components/registry.ts';
import { splitTemplate } from '../../src/definition/document/templates.ts';
import { isList, isRecord } from '../../src/lib/records.ts';
import { isMadeByHand } from '../support/components.ts';

/** Fields whose text is one of a few words that mean something. */
const WORDS = new Set([
  ...['endpointType', 'endpointSecurityType', 'errorHandlerType', 'dataType', 'collectionType'],
  ...['scheduleType', 'timeZone', 'codeLanguage', 'onPremiseConnectionConfig', 'validationMode', 'type'],
]);

type Say = (construct: string) => void;
type Reading = { say: Say; isOld: boolean };

/** Everything that the text of a definition uses, sorted. */
export function constructsOf(text: string): string[] {
  const found = new Set<string>();
  const document = parseDocument(text);
  const root: unknown = document.toJS();
  if (document.errors.length > 0 || !isRecord(root)) throw new Error('This is no definition.');
  const reading = { say: (construct: string) => void found.add(construct), isOld: root.flows === undefined };
  readStyle(document, reading.say);
  readRoot(root, reading);
  return [...found].sort();
}

/** Ways of writing YAML. */
function readStyle(document: Document, say: Say): void {
  if (document.directives?.docStart) say('yaml: ---');
  visit(document, {
    Node(_key, node) {
      if (node.comment || node.commentBefore) say('yaml: comment');
      if (isScalar(node) && typeof node.value === 'string') {
        const end = node.type?.startsWith('BLOCK') && !node.value.endsWith('\n') ? ' without line end' : '';
        say(`yaml: ${node.type}${end}${node.value.includes('\n') ? ' of lines' : ''}`);
      }
      if (isCollection(node) && node.flow) say(`yaml: ${isMap(node) ? '{…}' : '[…]'}`);
    },
  });
}

/** Says each field of a mapping, and what its value is; `deeper` reads those that have constructs of their own. */
function readFields(
  kind: string,
  value: unknown,
  say: Say,
  deeper: Record<string, (value: unknown) => void> = {},
): void {
  for (const [key, field] of Object.entries(isRecord(value) ? value : {})) {
    const read = deeper[key];
    if (read && typeof field === 'object' && field !== null) {
      say(`${kind}.${key}${isList(field) && field.length === 0 ? ' empty' : ''}`);
      read(field);
    } else if (isRecord(field) && Object.keys(field).length > 0) readFields(`${kind}.${key}`, field, say);
    else say(`${kind}.${key}: ${kindOf(key, field)}`);
  }
}

function kindOf(field: string, value: unknown): string {
  if (value === '') return 'empty';
  if (typeof value === 'string') return WORDS.has(field) || value === 'LATEST' ? value : 'text';
  if (typeof value === 'boolean' || value === null) return String(value);
  if (isList(value)) return value.length === 0 ? 'empty list' : 'list';
  return typeof value === 'object' ? 'empty map' : typeof value;
}

const each = (value: unknown, read: (item: unknown) => void) => {
  for (const item of isList(value) ? value : []) read(item);
};

function readRoot(root: Record<string, unknown>, reading: Reading): void {
  const { say, isOld } = reading;
  const field = (value: unknown) => readInput('routing field', value, say);
  readFields(isOld ? 'old root' : 'root', root, say, {
    flows: (flows) => each(flows, (flow) => readFlow(flow, reading)),
    trigger: (trigger) => readFields('old trigger', trigger, say),
    steps: (steps) => readSteps(steps, [], reading),
    requiredConfigVars: (variables) => readConfigVars(variables, say),
    configPages: (pages) => each(pages, (page) => readPage(page, say)),
    flowNameField: field,
    externalCustomerIdField: field,
    externalCustomerUserIdField: field,
  });
}

function readPage(page: unknown, say: Say): void {
  readFields('page', page, say, {
    elements: (elements) => each(elements, (element) => readFields('page element', element, say)),
  });
}

function readConfigVars(variables: unknown, say: Say): void {
  if (isRecord(variables)) {
    for (const value of Object.values(variables)) say(`old config variable: ${kindOf('', value)}`);
  }
  each(variables, (variable) => {
    const kind = isRecord(variable) && variable.connection ? 'connection' : 'config variable';
    readFields(kind, variable, say, {
      connection: (part) => readAction('connection part', part, say),
      dataSource: (part) => readAction('data source', part, say),
      inputs: (inputs) => readInputs(kind, inputs, say),
    });
  });
}

function readFlow(flow: unknown, reading: Reading): void {
  const { say } = reading;
  const field = (value: unknown) => readInput('flow field', value, say);
  readFields('flow', flow, say, {
    steps: (steps) => readSteps(steps, [], reading),
    supplementalComponents: (parts) => each(parts, (part) => readFields('component', part, say)),
    retryConfig: (config) => readFields('retryConfig', config, say, { uniqueRequestIdField: field }),
    queueConfig: (config) => readFields('queueConfig', config, say, { dedupeIdField: field }),
    schemas: () => say('flow.schemas: map'),
  });
}

type Around = 'loop' | 'branch';

function readSteps(steps: unknown, around: Around[], reading: Reading): void {
  each(steps, (step) => readStep(step, around, reading));
}

function readStep(step: unknown, around: Around[], reading: Reading): void {
  if (!isRecord(step)) return;
  const { say } = reading;
  const kind = step.isTrigger ? 'trigger' : 'step';
  const named = actionOf(step);
  if (named) say(`${kind} ${named}`);
  if (around.length > 0) say(`${named?.startsWith('loop.break') ? named : 'step'} in ${around.join(' in ')}`);
  readFields(kind, step, say, {
    action: (part) => readAction(reading.isOld ? 'old action' : 'action', part, say),
    inputs: (inputs) => readInputs(named ?? kind, inputs, say),
    steps: (steps) => readSteps(steps, inside('loop', around), reading),
    branches: (branches) => each(branches, (branch) => readBranch(branch, around, reading)),
  });
}

/** Three levels tell how things stand in each other; further ones say nothing new. */
const inside = (place: Around, around: Around[]): Around[] => [place, ...around].slice(0, 3);

function readBranch(branch: unknown, around: Around[], reading: Reading): void {
  if (isRecord(branch)) reading.say(`branch: ${branch.name === 'Else' ? 'Else' : 'named'}`);
  readFields('branch', branch, reading.say, {
    steps: (steps) => readSteps(steps, inside('branch', around), reading),
  });
}

/** A built-in action or trigger by its name; others are all alike. */
function actionOf({ action, isTrigger }: Record<string, unknown>): string | undefined {
  if (!isRecord(action) || typeof action.key !== 'string') return undefined;
  const component = isRecord(action.component) ? action.component.key : action.componentKey;
  if (typeof component !== 'string') return undefined;
  const built = builtInCatalog.find({ key: component });
  if (!built || !isMadeByHand(built)) return undefined;
  const find = isTrigger ? builtInCatalog.trigger : builtInCatalog.action;
  return find({ component: { key: component }, key: action.key }) ? `${component}.${action.key}` : undefined;
}

function readAction(kind: string, action: unknown, say: Say): void {
  readFields(kind, action, say, { component: (component) => readFields('component', component, say) });
}

function readInputs(holder: string, inputs: unknown, say: Say): void {
  for (const [key, input] of Object.entries(isRecord(inputs) ? inputs : {})) {
    if (isRecord(input) && holder.includes('.')) say(`${holder} ${key}: ${input.type}`);
    readInput(holder.includes('.') ? 'input' : `input of a ${holder}`, input, say);
  }
}

function readInput(place: string, input: unknown, say: Say): void {
  if (!isRecord(input)) return;
  const { type, value, name, meta } = input;
  if (isRecord(name)) readInput('name of an input', name, say);
  else if (name !== undefined) say(`${place}.name: ${kindOf('name', name)}`);
  readFields('input.meta', meta, say);
  const of = `${place}, ${type}`;
  if (type === 'reference' && typeof value === 'string') readReference(value, say);
  if (type === 'template' && typeof value === 'string') readTemplate(value, say);
  say(`${of}: ${kindOf('value', value)}`);
  if (type === 'complex') each(value, (item) => readItem(item, say));
}

function readItem(item: unknown, say: Say): void {
  if (isRecord(item) && item.type === 'complex' && isList(item.value) && typeof item.value[0] === 'string') {
    readCondition(item.value, 0, say);
  } else if (isRecord(item)) readInput('item', item, say);
  else say(`item: ${isList(item) ? 'list' : kindOf('item', item)}`);
}

function readCondition(expression: unknown[], depth: number, say: Say): void {
  const [operator, ...terms] = expression;
  say(`condition: ${operator}${terms.length === 1 ? ' of one term' : ''}`);
  if (operator === 'and' || operator === 'or') say(`condition: ${operator} at level ${Math.min(depth, 2)}`);
  for (const term of terms) {
    if (isList(term)) readCondition(term, depth + 1, say);
    else readInput('term', term, say);
  }
}

function readReference(text: string, say: Say): void {
  const [, root, ...path] = text.split('.');
  say(`reference: ${text === '' ? 'empty' : root}${path.length > 0 ? '.path' : ''}`);
  if (path.some((part) => /^\d+$/.test(part))) say('reference: to a position of a list');
  if (path.some((part) => part.includes('-'))) say('reference: with - in a key');
  if (path.some((part) => part.includes(' '))) say('reference: with a space in a key');
}

function readTemplate(text: string, say: Say): void {
  const kinds = splitTemplate(text).map(({ kind }) => kind);
  say(`template: of ${[...new Set(kinds)].sort().join(' and ')}`);
  for (const piece of splitTemplate(text)) if (piece.kind === 'reference') readReference(piece.text, say);
}
