import * as v from 'valibot';
import { PastePage } from '../../../../views/designer/paste.tsx';
import { copiedSteps } from '../../../definition/edit/new-steps.ts';
import { pastedSteps } from '../../../definition/edit/pasted.ts';
import { keyOfFlow } from '../../../definition/edit/step-lists.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { handler, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { placeGiven, placeOf } from './new-step.tsx';
import { chosenFlow } from './page.tsx';
import { doneInDraft, lookedAt, seenPlace, stepLink } from './seen-edit.tsx';

const LIMIT_MB = 1;
const text = v.optional(v.string());
const pasteQuery = { flow: text, after: text, in: text, branch: text };

export const showPaste = handler<'id', typeof pasteQuery>(
  { query: pasteQuery },
  async ({ deps, frame, user, param, query }) => {
    const asked = placeGiven(query);
    const page = { asked, flow: query.flow, text: '', error: undefined };
    return show(await pastePage({ deps, frame, user }, param('id'), page));
  },
);

export const submitPaste = handler<'id'>({ limitMb: LIMIT_MB }, async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { definition, flow } = await seenPlace(sent);
  const key = keyOfFlow(flow);
  const given = form.values.text ?? '';
  const pasted = pastedSteps(given);
  const refuse = async (error: string) => {
    const { after, in: firstIn, branch } = form.values;
    const page = {
      asked: placeGiven({ after, in: firstIn, branch }),
      flow: lookedAt(definition, form).flow,
      text: given,
      error,
    };
    return show(await pastePage(visit, sent.id, page), 422);
  };
  if ('problem' in pasted) return await refuse(pasted.problem);
  const steps = copiedSteps(pasted.ok, () => crypto.randomUUID());
  const first = steps[0]?.stableKey;
  const add = { kind: 'add-steps' as const, flow: key, place: placeOf(form), steps };
  try {
    return await doneInDraft(
      sent,
      [add],
      stepLink(sent.id, key, ({ stableKey }) => stableKey === first),
    );
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid')
      return await refuse(error.issues[0]?.message ?? '');
    throw error;
  }
});

type Pasting = {
  asked: Record<string, string>;
  flow: string | undefined;
  text: string;
  error: string | undefined;
};

async function pastePage(
  { deps, frame, user }: SignedIn,
  id: string,
  { asked, flow: address, text, error }: Pasting,
) {
  const integration = await integrationFrame(deps, user, id, 'flows');
  const row = await getIntegration(deps.store.read, id);
  const flow = chosenFlow(await deps.drafts.get(deps.store.read, row), address);
  const seen = { revision: row.revision, flow: keyOfFlow(flow.flow) };
  const shown = {
    frame,
    integration,
    seen,
    asked,
    text,
    error,
    close: links.flow({ id, flow: flow.address }),
  };
  return <PastePage {...shown} />;
}
