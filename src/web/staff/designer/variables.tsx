import { NewVariablePage } from '../../../../views/designer/new-variable.tsx';
import { sameValue } from '../../../definition/diff/fields.ts';
import { outlineDefinition } from '../../../definition/document/outline.ts';
import type { ConfigPage, ConfigVar, Definition } from '../../../definition/document/schema.ts';
import type { EditCommand } from '../../../definition/edit/edit.ts';
import { VARIABLE_TYPES } from '../../../definition/edit/variable-type.ts';
import { type ConfigUse, configUses } from '../../../definition/read/config-uses.ts';
import { AppError } from '../../../lib/errors.ts';
import { shortened } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { withPlainEnds } from '../../../lib/plain-ends.ts';
import { stepName } from '../../../lib/ui/step-name.ts';
import { typed } from '../../../models/fields.ts';
import { getDraft, getIntegration } from '../../../models/integrations.ts';
import { noticeOf } from '../../kit/flash.ts';
import { checkForm, EMPTY_FORM, type Form, type FormErrors } from '../../kit/form.ts';
import { type Answer, handler, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { configurationPage } from './configuration-page.tsx';
import { doneByField, type FieldAnswer } from './done-by-field.ts';
import { doneInDraft, seenDraft } from './seen-edit.tsx';
import { variableAnswer } from './variable-answers.ts';
import { pageOf } from './variable-fields.ts';
import { pageOptions, typeOptions } from './variable-panel.ts';

const variableName = { name: typed.name('Type a name, for example Shop URL.') };

export const showNewVariable = handler<'id'>(async ({ param, ...visit }) =>
  show(await newVariablePage(visit, param('id'), EMPTY_FORM, {})),
);

async function newVariablePage(
  { deps, frame, user }: SignedIn,
  id: string,
  { values }: Pick<Form, 'values'>,
  errors: FormErrors,
) {
  const integration = await integrationFrame(deps, user, id, 'configuration');
  const { definition, revision } = await getDraft(deps.store.read, id);
  const pages = pageOptions(definition);
  const first = pages[1]?.value ?? '';
  const filled = { type: 'string', page: first, ...values };
  const shown = { frame, integration, revision, errors, pages, types: typeOptions(), values: filled };
  return <NewVariablePage {...shown} />;
}

export const submitNewVariable = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const definition = await seenDraft(sent);
  const checked = checkForm(variableName, form);
  const errors: FormErrors = checked.ok ? nameTaken(definition, checked.output.name) : { ...checked.errors };
  const dataType = VARIABLE_TYPES.find((each) => each === form.text('type'));
  if (!dataType) errors.type = 'There is no such type: choose one of the list.';
  const page = pageIn(definition, form.text('page'));
  if (page === 'none') errors.page = 'There is no such page: choose one of the list.';
  if (!checked.ok || !dataType || page === 'none' || Object.keys(errors).length > 0)
    return show(await newVariablePage(visit, sent.id, form, errors), 422);
  const { name: key } = checked.output;
  const configVar: ConfigVar = { key, stableKey: crypto.randomUUID(), dataType };
  const commands: EditCommand[] = [{ kind: 'add-config-var', configVar }];
  if (page !== undefined) commands.push(pagesWith(definition, key, page));
  return await doneInDraft(sent, commands, () => links.variable(sent.id, key));
});

function nameTaken({ requiredConfigVars }: Definition, name: string): FormErrors {
  const isTaken = requiredConfigVars?.some(({ key }) => key === name);
  return isTaken ? { name: `There is a config variable ${name} already: choose another name.` } : {};
}

/** The page that a form names by its place; undefined for no page. */
function pageIn({ configPages }: Definition, text: string): number | undefined | 'none' {
  if (text === '') return undefined;
  const place = /^\d{1,4}$/.test(text) ? Number(text) : -1;
  return configPages?.[place] ? place : 'none';
}

/** Puts a variable last on a page, and takes it off the one where it stands. */
function pagesWith(definition: Definition, key: string, to: number | undefined): EditCommand {
  const from = pageOf(definition, key);
  const pages = (definition.configPages ?? []).map((page, index): ConfigPage => {
    if (index !== from && index !== to) return page;
    const elements = page.elements ?? [];
    const kept =
      index === from ? elements.filter((each) => each.type !== 'configVar' || each.value !== key) : elements;
    return { ...page, elements: index === to ? [...kept, { type: 'configVar', value: key }] : kept };
  });
  return { kind: 'set-config-pages', pages };
}

const inOneLine = (text: string) => text.replaceAll(/[\r\n]/g, '').trim();

/** The config variable that a form is about, as its sender has seen it. @throws AppError `not_found` */
function variableOf({ requiredConfigVars }: Definition, form: Form): ConfigVar {
  const wanted = withPlainEnds(form.values.variable ?? '');
  const found = requiredConfigVars?.find(({ key }) => withPlainEnds(key) === wanted);
  if (found) return found;
  throw new AppError('not_found', 'The config variable is no longer there.');
}

/** Saves what the form of a config variable says; what of it is wrong is told, and the rest is saved. */
export const submitVariable = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const definition = await seenDraft(sent);
  const before = variableOf(definition, form);
  const { configVar, errors, lost } = variableAnswer(before, form, visit.deps.catalog);
  const answers: FieldAnswer[] = [];
  if (!sameValue(configVar, before))
    answers.push({ field: 'type', commands: [{ kind: 'change-config-var', configVar }] });
  answers.push({ field: 'page', commands: pageAnswer(definition, before.key, form, errors) });
  // Last: the others name it as it was.
  answers.push({ field: 'name', commands: nameAnswer(definition, before.key, form, errors) });
  const { vault, store } = visit.deps;
  const told = lost.length === 0 ? undefined : noticeOf(vault, lostWords(lost));
  const keyIn = ({ requiredConfigVars }: Definition) =>
    [form.text('name'), before.key].find((name) => requiredConfigVars?.some(({ key }) => key === name));
  const answer = await doneByField(sent, answers, errors, (after) =>
    links.variable(sent.id, keyIn(after) ?? before.key, told),
  );
  if (Object.keys(errors).length === 0 || !(answer instanceof Response)) return answer;
  const { definition: now } = await getDraft(store.read, sent.id);
  const looked = { variable: errors.name === undefined ? keyIn(now) : before.key };
  const refused = { errors, typed: form.values };
  const said = lost.length === 0 ? undefined : lostWords(lost);
  return show(await configurationPage(visit, sent.id, looked, said, refused), 422);
});

const lostWords = (lost: string[]) =>
  `What does not fit was taken out: ${lost.join(', ')}. Undo brings it back.`;

function pageAnswer(definition: Definition, key: string, form: Form, errors: FormErrors): EditCommand[] {
  const present = pageOf(definition, key);
  if (form.values.page === undefined || form.values.page === String(present ?? '')) return [];
  const page = pageIn(definition, form.text('page'));
  if (page !== 'none') return [pagesWith(definition, key, page)];
  errors.page = 'There is no such page: choose one of the list.';
  return [];
}

function nameAnswer(definition: Definition, key: string, form: Form, errors: FormErrors): EditCommand[] {
  if (form.values.name === undefined || inOneLine(form.text('name')) === inOneLine(key)) return [];
  const checked = checkForm(variableName, form);
  const wrong = checked.ok ? nameTaken(definition, checked.output.name) : checked.errors;
  Object.assign(errors, wrong);
  if (!checked.ok || Object.keys(wrong).length > 0) return [];
  return [{ kind: 'rename-config-var', configVar: key, name: checked.output.name }];
}

/** Takes a config variable out, and says what has read it. */
export const submitVariableRemoval = handler<'id'>(async ({ param, form, ...visit }): Promise<Answer> => {
  const sent = { ...visit, form, id: param('id') };
  await getIntegration(visit.deps.store.read, sent.id);
  const definition = await seenDraft(sent);
  const { key } = variableOf(definition, form);
  const uses = configUses(definition, outlineDefinition(definition)).get(key) ?? [];
  const told = noticeOf(visit.deps.vault, removalWords(key, uses));
  return await doneInDraft(sent, [{ kind: 'remove-config-var', configVar: key }], () =>
    links.integrationConfiguration(sent.id, { told }),
  );
});

const FEW = 5;
const LONGEST_NAME = 60;

function removalWords(key: string, uses: ConfigUse[]): string {
  const name = shortened(key, LONGEST_NAME);
  if (uses.length === 0) return `${name} was deleted. Nothing has read it.`;
  const readers = uses
    .slice(0, FEW)
    .map((use) => shortened(use.kind === 'step' ? stepName(use) : use.key, LONGEST_NAME));
  const more = uses.length > FEW ? ` and ${uses.length - FEW} more` : '';
  return `${name} was deleted. It is still read by ${readers.join(', ')}${more}: correct them, or undo it.`;
}
