import * as v from 'valibot';
import { EndpointKeysDialog } from '../../../../views/instances/endpoint-keys.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import {
  addEndpointKey,
  listEndpointKeys,
  revokeEndpointKey,
  takesOwnKeys,
} from '../../../models/endpoint-keys.ts';
import { typed } from '../../../models/fields.ts';
import { getInstance } from '../../../models/instances.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import { checkForm } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { instanceView } from './show.tsx';

const keysQuery = { flow: v.optional(v.string(), '') };
const given = { key: v.union([v.literal(''), typed.endpointKey]) };

async function dialogView(visit: SignedIn, id: string, flowKey: string, error?: string, value?: string) {
  const { deps, frame, user } = visit;
  const { integrationId, version } = await getInstance(deps.store.read, viewerOf(user), id);
  const { flows } = await deps.compiledVersions.get(deps.store.read, integrationId, version);
  const flow = flows.find(({ stableKey }) => stableKey === flowKey);
  if (!flow || !takesOwnKeys(flow)) throw new AppError('not_found', 'This flow takes no keys of customers.');
  const keys = (await listEndpointKeys(deps, viewerOf(user), id)).filter((key) => key.flowKey === flowKey);
  const shown = {
    ...{ id, flow: flow.name, flowKey, error, value },
    isRequired: flow.endpointSecurity === 'customer_required',
    keys: keys.map(({ id, key, createdAt }) => ({ id, createdAt, secret: key.reveal() })),
  };
  return await instanceView(visit, id, () => <EndpointKeysDialog frame={frame} {...shown} />);
}

export const showKeys = handler<'id', typeof keysQuery>({ query: keysQuery }, async (visit) => {
  const { id } = await getInstance(visit.deps.store.read, viewerOf(visit.user), visit.param('id'));
  const { flow } = visit.query;
  return flow === '' ? goTo(links.instance(id)) : show(await dialogView(visit, id, flow));
});

export const submitKey = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const [id, flow] = [param('id'), form.text('flow')];
  const checked = checkForm(given, form);
  if (!checked.ok) return show(await dialogView(visit, id, flow, checked.errors.key, form.text('key')), 422);
  await addEndpointKey(actingAs(deps, user), viewerOf(user), id, flow, checked.output.key || undefined);
  return goTo(links.endpointKeys(id, { flow }));
});

export const submitRevocation = handler<'id'>(async ({ deps, user, form, param }) => {
  await revokeEndpointKey(actingAs(deps, user), viewerOf(user), param('id'), form.text('key'));
  return goTo(links.endpointKeys(param('id'), { flow: form.text('flow') }));
});
