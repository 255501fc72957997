import { keyOfStep } from '../../../definition/edit/step-lists.ts';
import { AppError } from '../../../lib/errors.ts';
import { getDraft } from '../../../models/integrations.ts';
import { type NewPinned, pinOutput, stepToPin, unpinOutput } from '../../../models/pinned-outputs.ts';
import { lastOutput, latestTestResults } from '../../../models/test-runs.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import type { Form } from '../../kit/form.ts';
import { type Answer, goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { designerPage, unlessStale } from '../designer/page.tsx';
import { keyIn, lookedAt, stepLink } from '../designer/seen-edit.tsx';
import { backIn } from './left-over.ts';

export const submitPinnedOutput = handler<'id'>(async ({ param, form, ...visit }) =>
  unlessStale(visit, param('id'), form, () => pinned(visit, param('id'), form)),
);

async function pinned(visit: SignedIn, id: string, form: Form): Promise<Answer> {
  const { deps, user } = visit;
  try {
    const place = await stepToPin(deps, id, placeIn(form));
    const output = await outputOf(visit, id, place, form);
    await change(deps, user, (tx) => pinOutput(tx, deps, id, place, output));
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'not_found') throw error;
    // A step that cannot be pinned has no field for it.
    if (error.issues.some(({ path }) => path === 'step')) throw error;
    const errors = { output: error.message };
    const { definition } = await getDraft(deps.store.read, id);
    return show(
      await designerPage(visit, id, lookedAt(definition, form), { errors, typed: form.values }),
      422,
    );
  }
  return goTo(await stepAgain(visit, id, form));
}

export const submitUnpinnedOutput = handler<'id'>(async ({ param, form, ...visit }) => {
  const { deps, user } = visit;
  const id = param('id');
  return await unlessStale(visit, id, form, async () => {
    await change(deps, user, (tx) => unpinOutput(tx, id, placeIn(form)));
    return goTo(backIn(form) ?? (await stepAgain(visit, id, form)));
  });
});

function placeIn(form: Form) {
  return { flow: keyIn(form, 'flow'), step: keyIn(form, 'step') };
}

async function outputOf(
  { deps, user }: SignedIn,
  id: string,
  place: Awaited<ReturnType<typeof stepToPin>>,
  form: Form,
): Promise<NewPinned> {
  const last = form.values.last;
  if (last !== undefined) {
    const { read } = deps.store;
    const latest = await latestTestResults(read, viewerOf(user), id, place.flow.stableKey);
    return await lastOutput(deps, latest, place, last);
  }
  try {
    return { output: JSON.parse(form.values.output ?? '') };
  } catch {
    throw new AppError(
      'invalid',
      'This is no JSON. Write a text in quotes, for example "paid", or {"id": 7}.',
    );
  }
}

async function stepAgain({ deps }: SignedIn, id: string, form: Form): Promise<string> {
  const { definition } = await getDraft(deps.store.read, id);
  const { flow, step } = placeIn(form);
  return stepLink(id, flow, (each) => keyOfStep(each) === step)(definition);
}
