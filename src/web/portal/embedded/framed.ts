import { EMBEDDED } from '../../../lib/links.ts';
import { withQuery } from '../../../lib/query.ts';
import { recentInstances } from '../../../models/instance-list.ts';
import type { WizardPlace } from '../../configuration/wizard.tsx';
import type { Answer, PageRoute, Received, SignedIn } from '../../kit/page.ts';
import { ownWizard } from '../mine/answers.ts';
import { personalWizard } from '../mine/own-answers.tsx';
import { ownViewer } from '../own-customer.ts';
import { aboutIn, aboutPerson, configurationOf, saidIn, saidOfPerson, toldOn } from './told.ts';

/** What the page around a frame hears of a page or a form. */
type Heard = {
  /** By what a form does that has done its work; undefined where that was nothing of the kind. */
  eventOf?(is: { isNew: boolean; isActive: boolean; isEnd: boolean }): string | undefined;
  /** It asks for answers, which the page around may fill in. */
  isConfiguring?: boolean;
  /** It is about what the person who looks answers for themselves. */
  isOfPerson?: boolean;
};

/** A page or form of the portal in a frame: the same, and the page around the frame hears of what is done on it. */
export function framed(route: PageRoute, heard: Heard = {}): PageRoute {
  return { ...route, path: EMBEDDED + route.path, handle: (received) => answerIn(route, heard, received) };
}

/** A page that stands at another address than the portal has it at. */
export function screen(route: PageRoute): PageRoute {
  return { ...route, handle: (received) => answerIn(route, {}, received) };
}

async function answerIn(route: PageRoute, heard: Heard, received: Received): Promise<Answer> {
  const { user, frame } = received;
  if (!user || !frame.framed) return await route.handle(received);
  const visit = { ...received, user };
  const seen = await aboutIn(visit, frame.path);
  const before = seen && (await aboutThem(visit, heard, seen));
  const isNew = !before && heard.eventOf !== undefined && (await hasNone(visit, received.param('id')));
  const configuring =
    before && heard.isConfiguring
      ? await configurationOf(visit, wizardOf(heard), before.about.instanceId, received.param('page'))
      : undefined;
  const told = toldOn(visit, { about: before?.about, configuring, ...(await saidOfPerson(visit)) });
  const shown = { ...frame, framed: { ...frame.framed, told } };
  const answer = await route.handle({ ...received, frame: shown });
  const location = answer instanceof Response ? answer.headers.get('location') : null;
  if (!(answer instanceof Response) || location === null) return answer;
  if (!heard.eventOf) {
    // What only leads on hands on what the page is to say.
    const said = new URLSearchParams(frame.path.split('?')[1]).get('said');
    if (said !== null) answer.headers.set('location', withQuery(location, { said }));
    return answer;
  }
  const after = await aboutIn(visit, location);
  const about = heard.isOfPerson ? before?.about : (after ?? before)?.about;
  const isEnd = heard.isConfiguring === true && received.param('page') === 'review';
  const event = heard.eventOf({ isNew, isEnd, isActive: after?.state === 'active' });
  if (event && about)
    answer.headers.set('location', withQuery(location, { said: saidIn(visit, event, about) }));
  return answer;
}

function wizardOf({ isOfPerson }: Heard): WizardPlace {
  return isOfPerson ? personalWizard : ownWizard;
}

async function aboutThem(visit: SignedIn, heard: Heard, seen: NonNullable<Seen>): Promise<NonNullable<Seen>> {
  if (!heard.isOfPerson) return seen;
  return { ...seen, about: await aboutPerson(visit, seen.about) };
}

type Seen = Awaited<ReturnType<typeof aboutIn>>;

/** What a customer has already is not made by activating it. */
async function hasNone({ deps, user }: SignedIn, integration: string): Promise<boolean> {
  const { items } = await recentInstances(deps.store.read, ownViewer(user), { integration }, { limit: 1 });
  return items.length === 0;
}
