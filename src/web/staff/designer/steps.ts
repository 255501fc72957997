import type { Step } from '../../../definition/document/schema.ts';
import { copiedSteps } from '../../../definition/edit/new-steps.ts';
import { placeBeside } from '../../../definition/edit/slots.ts';
import { keyOfFlow, keyOfStep } from '../../../definition/edit/step-lists.ts';
import { readersOf } from '../../../definition/read/step-readers.ts';
import { AppError } from '../../../lib/errors.ts';
import { withQuery } from '../../../lib/query.ts';
import { getDraft } from '../../../models/integrations.ts';
import { noticeOf } from '../../kit/flash.ts';
import type { Form } from '../../kit/form.ts';
import { handler, show } from '../../kit/page.ts';
import { doneByField } from './done-by-field.ts';
import { placeOf } from './new-step.tsx';
import { designerPage } from './page.tsx';
import { doneInDraft, flowLink, lookedAt, type Sent, seenPlace, stepLink } from './seen-edit.tsx';
import { stepAnswers } from './step-answers.ts';

/** @throws AppError `not_found` */
async function stepIn(sent: Sent) {
  const { flow, step } = await seenPlace(sent);
  if (step) return { flow, step, at: { flow: keyOfFlow(flow), step: keyOfStep(step) } };
  throw new AppError('not_found', 'The step is no longer there.');
}

/** Saves what the form of a step says; what of it is wrong is told, and the rest is saved. */
export const submitStepDetails = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { step, at } = await stepIn(sent);
  const { answers, errors } = stepAnswers(step, at, form, visit.deps);
  const answer = await doneByField(sent, answers, errors, stepLink(sent.id, at.flow, isStep(step, form)));
  if (Object.keys(errors).length === 0 || !(answer instanceof Response)) return answer;
  const { definition } = await getDraft(visit.deps.store.read, sent.id);
  const refused = { errors, typed: form.values };
  return show(await designerPage(visit, sent.id, lookedAt(definition, form), refused), 422);
});

/** The step as it is afterwards: one that a file gave no key goes by its name, which the form may change. */
function isStep({ stableKey, name }: Step, form: Form) {
  return (each: Step) =>
    stableKey ? each.stableKey === stableKey : [name, form.text('name')].includes(each.name);
}

function removalWords({ name }: Step, readers: Step[]): string {
  if (readers.length === 0) return `${name} is deleted.`;
  const names = readers.slice(0, MOST_NAMED).map((each) => each.name);
  const more = readers.length > MOST_NAMED ? ` and ${readers.length - MOST_NAMED} more` : '';
  const verb = readers.length === 1 ? 'refers' : 'refer';
  return `${name} is deleted. ${names.join(', ')}${more} still ${verb} to it: choose other values, or undo.`;
}

const MOST_NAMED = 5;

export const submitStepMove = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { flow, step, at } = await stepIn(sent);
  const way = form.text('way');
  const place = way === '' ? placeOf(form) : placeBeside(flow, step, way === 'up' ? 'up' : 'down');
  const moved = place ? [{ kind: 'move-step' as const, ...at, place }] : [];
  return await doneInDraft(
    sent,
    moved,
    stepLink(sent.id, at.flow, (each) => keyOfStep(each) === at.step),
  );
});

export const submitStepCopy = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { step, at } = await stepIn(sent);
  const steps = copiedSteps([step], () => crypto.randomUUID());
  const add = { kind: 'add-steps' as const, flow: at.flow, place: { after: at.step }, steps };
  return await doneInDraft(
    sent,
    [add],
    stepLink(sent.id, at.flow, (each) => each.stableKey === steps[0]?.stableKey),
  );
});

/** Switches a step off, or on again. */
export const submitStepActivation = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { at } = await stepIn(sent);
  const kind = form.text('active') === 'yes' ? 'enable-step' : 'disable-step';
  const to = stepLink(sent.id, at.flow, (each) => keyOfStep(each) === at.step);
  return await doneInDraft(sent, [{ kind, ...at }], to);
});

/** Gives a step the newest version of its component. */
export const submitStepVersion = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { step, at } = await stepIn(sent);
  const newest = visit.deps.catalog.find({ key: step.action.component.key })?.custom?.number;
  if (newest === undefined)
    throw new AppError('not_found', 'The component of this step has no versions here.');
  const to = stepLink(sent.id, at.flow, (each) => keyOfStep(each) === at.step);
  return await doneInDraft(sent, [{ kind: 'set-version', ...at, version: newest }], to);
});

export const submitStepRemoval = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { flow, step, at } = await stepIn(sent);
  const said = noticeOf(visit.deps.vault, removalWords(step, readersOf(flow, step)));
  const to = flowLink(sent.id, at.flow);
  return await doneInDraft(sent, [{ kind: 'remove-step', ...at }], (definition) =>
    withQuery(to(definition), { said }),
  );
});
