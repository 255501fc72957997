import { parsedOrText } from '../../../inputs/kind.ts';
import { unlessGone } from '../../../lib/errors.ts';
import { asRecord } from '../../../lib/records.ts';
import { getListedInstance, type ListedInstance } from '../../../models/instance-list.ts';
import type { Instance } from '../../../models/instances.ts';
import { may, type User } from '../../../models/rights.ts';
import { findUserConfiguration } from '../../../models/user-configurations.ts';
import { openedWizard, pageIndex, type WizardPlace } from '../../configuration/wizard.tsx';
import { noticeOf, readNotice } from '../../kit/flash.ts';
import type { SignedIn } from '../../kit/page.ts';
import { personalWizard } from '../mine/own-answers.tsx';
import { ownViewer } from '../own-customer.ts';

/** Which integration of a customer's a message is about, in the words of the field's client library. */
export type About = ReturnType<typeof aboutInstance> & Partial<Awaited<ReturnType<typeof personIn>>>;

function aboutInstance(user: User, instance: ListedInstance) {
  return {
    customerId: instance.customerId,
    customerName: instance.customerName,
    instanceId: instance.id,
    instanceName: instance.name,
    integrationName: instance.integrationName,
    integrationVersionNumber: instance.version,
    readOnly: !may(user, 'instances:write'),
  };
}

/** The same with the person who looks, and what they have answered for themselves. */
export async function aboutPerson(visit: SignedIn, about: About): Promise<About> {
  return { ...about, ...(await personIn(visit, about.instanceId)) };
}

async function personIn(visit: SignedIn, id: string) {
  const { deps, user } = visit;
  const configuration = await findUserConfiguration(deps.store.read, id, user.id);
  return {
    userConfigId: configuration?.id ?? '',
    ...{ userEmail: user.email, userId: user.id, userName: user.name },
    readOnly: !may(user, 'own-answers:write'),
    userLevelConfigVariables: (await configurationOf(visit, personalWizard, id, '')).configVars,
  };
}

/** What is at the address, if it is one of an integration that the customer has. */
export async function aboutIn({ deps, user }: SignedIn, path: string): Promise<Found | undefined> {
  const [, id] = /\/mine\/(ins_\w+)/.exec(path) ?? [];
  if (id === undefined) return undefined;
  const instance = await unlessGone(getListedInstance(deps.store.read, ownViewer(user), id));
  return instance && { state: instance.state, about: aboutInstance(user, instance) };
}

type Found = { state: Instance['state']; about: About };

/** What has happened, for the page that is shown next: signed, since it stands in an address. */
export function saidIn(
  { deps }: Pick<SignedIn, 'deps'>,
  event: string,
  { userLevelConfigVariables: _answers, ...about }: About,
): string {
  return noticeOf(deps.vault, JSON.stringify({ event, about }));
}

/** Answers of a person stand in no address: what was said of them gets them where it is shown. */
export async function saidOfPerson(visit: SignedIn): Promise<{ said?: object }> {
  const { event, about } = asRecord(saidBefore(visit));
  const { instanceId } = asRecord(about);
  if (typeof event !== 'string' || typeof instanceId !== 'string' || !event.startsWith(OF_PERSONS)) return {};
  const known = await unlessGone(configurationOf(visit, personalWizard, instanceId, ''));
  return {
    said: { event, about: { ...asRecord(about), userLevelConfigVariables: known?.configVars ?? {} } },
  };
}

const OF_PERSONS = 'USER_CONFIGURATION';

function saidBefore({ deps, frame }: Pick<SignedIn, 'deps' | 'frame'>): unknown {
  const said = readNotice(deps.vault, new URLSearchParams(frame.path.split('?')[1]).get('said') ?? undefined);
  return said === undefined ? undefined : parsedOrText(said);
}

/** What the script of frames is told, as JSON. @param more what only some pages have */
export function toldOn(visit: Pick<SignedIn, 'deps' | 'frame'>, more: object): string {
  const said = saidBefore(visit);
  return JSON.stringify({
    ...asRecord(parsedOrText(visit.frame.framed?.told ?? '{}')),
    ...(said === undefined ? {} : { said }),
    ...more,
  });
}

/**
 * The variables that a wizard asks for, as messages have them, and by which field of its page each is filled in.
 * @param at that of the page in its address
 */
export async function configurationOf(visit: SignedIn, place: WizardPlace, id: string, at: string) {
  const { pages, shown } = await openedWizard(visit, place, id);
  const page = pages[pageIndex(at)];
  const questions = pages.flatMap((each) => each.questions);
  const configVars = questions.map(({ variable, connection }) => {
    const value = shown[variable.key] ?? variable.defaultValue ?? '';
    const common = {
      id: variable.key,
      codeLanguage: null,
      collectionType: variable.collectionType ?? null,
      dataType: variable.dataType.toUpperCase(),
      pickList: variable.pickList.length > 0 ? variable.pickList : null,
      scheduleType: null,
      timeZone: variable.scheduleTimeZone ?? null,
    };
    const inputs = Object.entries(asRecord(asRecord(value).fields)).map(([key, each]) => [
      key,
      { value: each },
    ]);
    const held = connection ? { inputs: Object.fromEntries(inputs), status: null } : { value };
    return [variable.key, { ...common, ...held }] as const;
  });
  const fields = (page?.questions ?? []).map(({ variable, asked: { name }, connection }) => {
    const own = connection?.fields.map((field) => [field.key, field.name] as const);
    return [variable.key, { name, ...(own && { inputs: Object.fromEntries(own) }) }] as const;
  });
  return {
    events: place.target.isOfUsers ? OF_PERSONS : 'INSTANCE_CONFIGURATION',
    configVars: Object.fromEntries(configVars),
    fields: Object.fromEntries(fields),
    pageName: page?.title ?? 'Review',
  };
}
