import { messageOf } from '../../lib/errors.ts';
import { plural } from '../../lib/format.ts';
import { links } from '../../lib/links.ts';
import { DAY, type Instant, now } from '../../lib/time.ts';
import { getOrganization } from '../../models/organization.ts';
import type { Actor } from '../../models/rights.ts';
import type { User } from '../../models/users.ts';
import { audienceOf, portal } from './audience.ts';
import type { Deps } from './deps.ts';

/** Where the link of somebody's invitation leads: to the page in the look of those whom they will be one of. */
export function invitationLink(user: Pick<User, 'role'>, token: string): string {
  return audienceOf(user) === portal ? links.marketplaceInvitation(token) : links.invitation(token);
}

export type SentLink = {
  url: string;
  expiresAt: Instant;
  /** `off`: no server for mail is set. */
  mail: 'sent' | 'failed' | 'off';
};

/** A token, and whom it is for. */
export type MadeFor = {
  user: Pick<User, 'role' | 'email' | 'name' | 'hasPassword'>;
  token: string;
  /** Milliseconds. */
  lifetime: number;
};

/** The link that somebody comes in by, sent to them where mail is. It is answered whether that went well or not. */
export async function sendLink(
  deps: Deps,
  by: Pick<Actor, 'kind' | 'name'>,
  { user, token, lifetime }: MadeFor,
): Promise<SentLink> {
  const url = deps.publicUrl() + invitationLink(user, token);
  const link = { url, expiresAt: now() + lifetime };
  if (!deps.mailer) return { ...link, mail: 'off' };
  const { name: organization } = await getOrganization(deps.store.read);
  // A program has no name that says anything to somebody of a customer.
  const invites = by.kind === 'user' ? `${by.name} invites you` : 'You are invited';
  const what = user.hasPassword
    ? `Choose a new password for ${organization} here.`
    : `${invites} to sign in at ${organization}. Choose a password, and you are in.`;
  const text = [
    ...(user.name === user.email ? [] : [`Hello ${user.name},`]),
    what,
    url,
    `The link works once, within ${plural(lifetime / DAY, 'day')}. If you did not expect it, do nothing.`,
  ].join('\n\n');
  const subject = user.hasPassword
    ? `A new password for ${organization}`
    : `Your invitation to ${organization}`;
  try {
    await deps.mailer.send({ to: user.email, subject, text });
    return { ...link, mail: 'sent' };
  } catch (error) {
    deps.log.error('An invitation could not be mailed', { error: messageOf(error) });
    return { ...link, mail: 'failed' };
  }
}
