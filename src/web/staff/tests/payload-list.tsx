import * as v from 'valibot';
import { PayloadsPage } from '../../../../views/tests/payloads.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { typed } from '../../../models/fields.ts';
import { deletePayload, getPayload, listPayloads, renamePayload } from '../../../models/test-payloads.ts';
import { change } from '../../kit/change.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';

const MOST_SHOWN = 200;

type Filled = { errors: Record<string, string>; typed: Record<string, string> };
const NOTHING_TYPED: Filled = { errors: {}, typed: {} };

async function view({ deps, frame, user }: SignedIn, id: string, filled = NOTHING_TYPED) {
  const integration = await integrationFrame(deps, user, id, 'tests');
  const { items } = await listPayloads(deps.store.read, id, { limit: MOST_SHOWN });
  return <PayloadsPage frame={frame} integration={integration} payloads={items} {...filled} />;
}

export const showPayloads = handler<'id'>(async ({ param, ...visit }) =>
  show(await view(visit, param('id'))),
);

export const submitPayloadName = handler<'id' | 'payload'>(async ({ param, form, ...visit }) => {
  const { deps, user } = visit;
  const [id, payload] = [param('id'), param('payload')];
  await getPayload(deps.store.read, deps.vault, id, payload);
  const refused = async (message: string) =>
    show(
      await view(visit, id, { errors: { [payload]: message }, typed: { [payload]: form.text('name') } }),
      422,
    );
  const name = v.safeParse(typed.name(), form.text('name'));
  if (!name.success) return await refused(name.issues[0].message);
  try {
    await change(deps, user, (tx) => renamePayload(tx, id, payload, name.output));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    return await refused(error.message);
  }
  return goTo(links.payloads(id));
});

export const submitPayloadDeletion = handler<'id' | 'payload'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => deletePayload(tx, param('id'), param('payload')));
  return goTo(links.payloads(param('id')));
});
