import { EMBEDDED } from '../../../lib/links.ts';
import { withQuery } from '../../../lib/query.ts';
import { recentInstances } from '../../../models/instance-list.ts';
import type { Answer, PageRoute, Received, SignedIn } from '../../kit/page.ts';
import { ownViewer } from '../own-customer.ts';
import { aboutIn, configurationOf, saidIn, toldOn } from './told.ts';

/** A page or form of the portal in a frame: the same, and the page around the frame hears of what is done on it. */
export function framed(route: PageRoute): PageRoute {
  return { ...route, path: EMBEDDED + route.path, handle: (received) => answerIn(route, received) };
}

/** A page that stands at another address than the portal has it at. */
export function screen(route: PageRoute): PageRoute {
  return { ...route, handle: (received) => answerIn(route, received) };
}

async function answerIn(route: PageRoute, received: Received): Promise<Answer> {
  const { user, frame } = received;
  if (!user || !frame.framed) return await route.handle(received);
  const visit = { ...received, user };
  const before = await aboutIn(visit, frame.path);
  const isNew = route.path.endsWith('/activations') && (await isFirst(visit, received.param('id')));
  const configuring =
    before && route.path.includes('/answers')
      ? await configurationOf(visit, before.about.instanceId)
      : undefined;
  const told = await toldOn(visit, { about: before?.about, configuring, view: frame.framed.view });
  const shown = { ...frame, framed: { ...frame.framed, told } };
  const answer = await route.handle({ ...received, frame: shown });
  const location = answer instanceof Response ? answer.headers.get('location') : null;
  if (!(answer instanceof Response) || location === null || route.method !== 'POST') return answer;
  const after = await aboutIn(visit, location);
  const event = eventOf(route, { isNew, isActive: after?.state === 'active' });
  const about = (after ?? before)?.about;
  if (event && about)
    answer.headers.set('location', withQuery(location, { said: saidIn(visit, event, about) }));
  return answer;
}

/** What a form that has done its work means to the page around the frame. */
function eventOf({ path }: PageRoute, is: { isNew: boolean; isActive: boolean }): string | undefined {
  if (path.endsWith('/activations')) return is.isNew ? 'INSTANCE_CREATED' : undefined;
  if (path.endsWith('/removal') && path.includes('/mine/')) return 'INSTANCE_DELETED';
  return path.includes('/answers') && is.isActive ? 'INSTANCE_DEPLOYED' : undefined;
}

/** What a customer has already is not made by activating it. */
async function isFirst({ deps, user }: SignedIn, integration: string): Promise<boolean> {
  const { items } = await recentInstances(deps.store.read, ownViewer(user), { integration }, { limit: 1 });
  return items.length === 0;
}
