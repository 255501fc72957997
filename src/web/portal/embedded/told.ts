import { parsedOrText } from '../../../inputs/kind.ts';
import { unlessGone } from '../../../lib/errors.ts';
import { asRecord } from '../../../lib/records.ts';
import { getListedInstance, type ListedInstance } from '../../../models/instance-list.ts';
import { may, type User } from '../../../models/rights.ts';
import { openedWizard, pageIndex } from '../../configuration/wizard.tsx';
import { noticeOf, readNotice } from '../../kit/flash.ts';
import type { SignedIn } from '../../kit/page.ts';
import { ownWizard } from '../mine/answers.ts';
import { ownViewer } from '../own-customer.ts';

/** Which integration of a customer's a message is about, in the words of the field's client library. */
export type About = ReturnType<typeof aboutInstance>;

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

/** What is at the address, if it is one of an integration that the customer has. */
export async function aboutIn({ deps, user }: SignedIn, path: string) {
  const [, id] = /\/mine\/(ins_\w+)/.exec(path) ?? [];
  if (id === undefined) return undefined;
  const instance = await unlessGone(getListedInstance(deps.store.read, ownViewer(user), id));
  return instance && { state: instance.state, about: aboutInstance(user, instance) };
}

/** What has happened, for the page that is shown next: signed, since it stands in an address. */
export function saidIn({ deps }: Pick<SignedIn, 'deps'>, event: string, about: About): string {
  return noticeOf(deps.vault, JSON.stringify({ event, about }));
}

/** What the script of frames is told, as JSON. @param more what only some pages have */
export function toldOn({ deps, frame }: Pick<SignedIn, 'deps' | 'frame'>, more: object): string {
  const said = readNotice(deps.vault, new URLSearchParams(frame.path.split('?')[1]).get('said') ?? undefined);
  return JSON.stringify({
    ...asRecord(parsedOrText(frame.framed?.told ?? '{}')),
    ...(said === undefined ? {} : { said: parsedOrText(said) }),
    ...more,
  });
}

/**
 * The variables that a wizard asks for, as messages have them, and by which field of its page each is filled in.
 * @param at that of the page in its address
 */
export async function configurationOf(visit: SignedIn, id: string, at: string) {
  const { pages, shown } = await openedWizard(visit, ownWizard, id);
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
    configVars: Object.fromEntries(configVars),
    fields: Object.fromEntries(fields),
    pageName: page?.title ?? 'Review',
  };
}
